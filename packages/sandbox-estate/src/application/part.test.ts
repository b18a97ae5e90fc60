import { EstateModel } from '../model';
import { Sandbox, startSandbox } from '../sandbox';
import { temporaryFolder } from '../testing/temporaryFolder';
import { until } from '../process/until';
import { cachingLookUp } from './cachingLookUp';
import { RequestMetrics } from './RequestMetrics';

jest.setTimeout(60_000);

describe('the application and its users', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let sandbox: Sandbox;

  beforeAll(async () => {
    folder = await temporaryFolder();
    sandbox = await startSandbox({
      dir: folder.dir,
      parts: ['postgresql', 'application'],
    });
  });
  afterAll(async () => {
    await sandbox?.stop();
    await folder?.remove();
  });

  const url = (site: 'on-prem' | 'aws-primary' | 'aws-dr') =>
    sandbox.model.applicationUrls.get(site)!;
  const users = async () =>
    (await sandbox.state()).users as { succeeded: number; failed: number };
  const newCase = (site: Parameters<typeof url>[0]) =>
    fetch(`${url(site)}/api/cases`, {
      method: 'POST',
      body: JSON.stringify({ title: 'A case', department: 'Health' }),
    });

  it('reads and writes the database of its site', async () => {
    for (const site of ['on-prem', 'aws-primary'] as const) {
      const created = await newCase(site);
      expect(created.status).toBe(201);
      const { reference } = await created.json();
      expect(reference).toMatch(new RegExp(`^${site}-w`));
      const cases = await (await fetch(`${url(site)}/api/cases`)).json();
      expect(cases).toContainEqual(expect.objectContaining({ reference }));
    }
    expect(
      (await fetch(`${url('on-prem')}/api/cases`, { method: 'POST' })).status,
    ).toBe(422);
  });

  it('stands by at the DR site: healthy, readable, refusing writes', async () => {
    expect((await fetch(`${url('aws-dr')}/healthz`)).status).toBe(200);
    expect((await fetch(`${url('aws-dr')}/api/cases`)).status).toBe(200);
    const refused = await newCase('aws-dr');
    expect(refused.status).toBe(503);
    expect(await refused.json()).toEqual({
      detail: expect.stringMatching(/read-only/),
    });
  });

  it('fails its users when the database dies, and serves them again', async () => {
    const { model, faults } = sandbox;
    expect(model.endpointsHealthy.get('aws-primary')).toBe(true);
    const before = await users();
    await until(
      'Users being served',
      async () => (await users()).succeeded > before.succeeded,
      { seconds: 5 },
    );

    await faults.inject('kill-database', 'rds-postgresql-aws-primary');
    await until(
      'Users failing and the endpoint becoming ill',
      async () =>
        (await users()).failed > before.failed + 10 &&
        model.endpointsHealthy.get('aws-primary') === false,
      { seconds: 15 },
    );
    expect(model.endpointsHealthy.get('aws-dr')).toBe(true);
    const metrics = await (await fetch(`${url('aws-primary')}/metrics`)).text();
    expect(metrics).toMatch(
      /http_requests_total\{job="mis-api",site="aws-primary",code="503"\} \d+/,
    );

    await faults.clear('kill-database');
    expect(model.endpointsHealthy.get('aws-primary')).toBe(true);
    const mended = await users();
    await until(
      'Users being served again',
      async () => (await users()).succeeded > mended.succeeded,
      { seconds: 5 },
    );
  });

  it('writes at the promoted standby when the on-premise primary is gone', async () => {
    const { model, faults } = sandbox;
    await faults.inject('kill-database', 'postgresql-on-prem-primary');
    await until(
      'The application turning to the standby',
      async () => (await fetch(`${url('on-prem')}/api/cases`)).status === 200,
      { seconds: 10 },
    );
    expect((await newCase('on-prem')).status).toBe(503);
    await faults.inject('promote-replica', 'postgresql-on-prem-standby');
    const written = await until(
      'Writes being taken',
      // A promoted standby has no standby of its own to wait for.
      async () => (await newCase('on-prem')).status === 201,
      { seconds: 10 },
    );
    expect(written).toBeUndefined();
    await faults.clear('kill-database');
    await faults.clear('promote-replica');
    expect(
      await model.databases.get('postgresql-on-prem-standby')!.inRecovery(),
    ).toBe(true);
  });

  it('loses the application with its site', async () => {
    await sandbox.faults.inject('lose-site', 'aws-dr');
    await expect(fetch(`${url('aws-dr')}/healthz`)).rejects.toThrow();
    await sandbox.faults.clear('lose-site');
    expect((await fetch(`${url('aws-dr')}/healthz`)).status).toBe(200);
  });
});

describe('cachingLookUp', () => {
  it('keeps an answer as long as its TTL says', () => {
    const model = new EstateModel();
    let time = 0;
    const lookUp = cachingLookUp(model, () => time);
    expect(lookUp()).toBe('aws-primary');

    const resolve = jest.fn(() => ({
      values: ['alb'],
      ttlSeconds: 60,
      site: 'aws-dr' as const,
    }));
    model.dns = { resolve };
    expect(lookUp()).toBe('aws-dr');
    time = 59_999;
    lookUp();
    expect(resolve).toHaveBeenCalledTimes(1);
    time = 60_000;
    lookUp();
    expect(resolve).toHaveBeenCalledTimes(2);
    expect(resolve).toHaveBeenCalledWith('mis.example.gov');
  });
});

describe('RequestMetrics', () => {
  it('renders cumulative buckets that hold their limit', () => {
    const metrics = new RequestMetrics({ job: 'test' });
    metrics.count('200', 0.2);
    metrics.count('200', 0.21);
    metrics.count('503', 60);
    const text = metrics.render();
    expect(text).toContain('http_requests_total{job="test",code="200"} 2\n');
    expect(text).toContain('_bucket{job="test",le="0.1"} 0\n');
    expect(text).toContain('_bucket{job="test",le="0.2"} 1\n');
    expect(text).toContain('_bucket{job="test",le="0.5"} 2\n');
    expect(text).toContain('_bucket{job="test",le="+Inf"} 3\n');
    expect(text).toContain('_count{job="test"} 3\n');
    expect(metrics.total(code => code === '503')).toBe(1);
  });
});
