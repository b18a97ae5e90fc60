import { createServer } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect, type SecureVersion } from 'node:tls';
import { until } from '../process/until';
import { Sandbox, startSandbox } from '../sandbox';
import { temporaryFolder } from '../testing/temporaryFolder';

jest.setTimeout(60_000);

type Endpoint = 'web' | 'api';

interface Described {
  network: {
    f5: { a: string; b: string; username: string; password: string };
    firewall: { a: string; b: string; username: string; password: string };
    tls: { ca: string } & Record<
      string,
      Record<Endpoint, { host: string; port: number; servername: string }>
    >;
  };
}

describe('the network', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let sandbox: Sandbox;
  let network: Described['network'];

  beforeAll(async () => {
    folder = await temporaryFolder();
    sandbox = await startSandbox({ dir: folder.dir, parts: ['network'] });
    ({ network } = sandbox.estate as unknown as Described);
  });
  afterEach(() => sandbox.faults.clearAll());
  afterAll(async () => {
    await sandbox?.stop();
    await folder?.remove();
  });

  async function post(url: string, body: object) {
    const response = await fetch(url, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    return response.json();
  }

  async function bigip(unit: 'a' | 'b', path: string) {
    const { username, password } = network.f5;
    const { token } = await post(
      `${network.f5[unit]}/mgmt/shared/authn/login`,
      {
        username,
        password,
        loginProviderName: 'tmos',
      },
    );
    const answer = await fetch(`${network.f5[unit]}/mgmt/tm/${path}`, {
      headers: { 'x-f5-auth-token': token.token },
    });
    const { entries } = await answer.json();
    return Object.values<any>(entries).map(
      ({ nestedStats }) => nestedStats.entries,
    );
  }
  const statusOf = async (unit: 'a' | 'b', what = 'failover') =>
    (await bigip(unit, `cm/${what}-status`))[0].status.description;

  async function firewall(unit: 'a' | 'b') {
    const { username, password } = network.firewall;
    const base = `${network.firewall[unit]}/api/fdm/latest`;
    const { access_token: token } = await post(`${base}/fdm/token`, {
      grant_type: 'password',
      username,
      password,
    });
    const answer = await fetch(
      `${base}/devices/default/operational/ha/status/default`,
      { headers: { authorization: `Bearer ${token}` } },
    );
    return answer.json();
  }

  function shake(
    site: string,
    version: SecureVersion,
    endpoint: Endpoint = 'web',
  ) {
    const { host, port, servername } = network.tls[site][endpoint];
    return new Promise<string>(resolve => {
      const socket = connect({
        host,
        port,
        servername,
        ca: network.tls.ca,
        minVersion: version,
        maxVersion: version,
        ciphers: version === 'TLSv1.3' ? undefined : 'DEFAULT@SECLEVEL=0',
      });
      socket.on('secureConnect', () => {
        resolve('accepted');
        socket.destroy();
      });
      socket.on('error', (error: Error & { code?: string }) =>
        resolve(error.code ?? error.message),
      );
    });
  }

  it('has a BIG-IP pair that lets nobody in without a token', async () => {
    const answer = await fetch(`${network.f5.a}/mgmt/tm/cm/failover-status`);
    expect(answer.status).toBe(401);
    expect([await statusOf('a'), await statusOf('b')]).toEqual([
      'ACTIVE',
      'STANDBY',
    ]);
    const members = await bigip('a', 'ltm/pool/~Common~mis-web/members/stats');
    expect(
      members.map(each => each['status.availabilityState'].description),
    ).toEqual(['available', 'available', 'available']);
  });

  it('fails over, splits and falls out of step', async () => {
    await sandbox.faults.inject('f5-failover');
    expect(await statusOf('b')).toBe('ACTIVE');
    await sandbox.faults.inject('f5-split');
    expect([await statusOf('a'), await statusOf('b')]).toEqual([
      'ACTIVE',
      'ACTIVE',
    ]);
    await sandbox.faults.clearAll();
    await sandbox.faults.inject('f5-out-of-sync');
    expect(await statusOf('a', 'sync')).toBe('Changes Pending');
    await sandbox.faults.clearAll();
    expect([await statusOf('a'), await statusOf('a', 'sync')]).toEqual([
      'ACTIVE',
      'In Sync',
    ]);
  });

  it('survives the loss of one unit, and not of two', async () => {
    await sandbox.faults.inject('f5-unit-down', 'a');
    await expect(statusOf('a')).rejects.toThrow();
    expect([await statusOf('b'), await statusOf('b', 'sync')]).toEqual([
      'ACTIVE',
      'Disconnected',
    ]);
    expect(await shake('on-prem', 'TLSv1.3')).toBe('accepted');
    await sandbox.faults.inject('f5-unit-down', 'b');
    expect(await shake('on-prem', 'TLSv1.3')).toBe('ECONNREFUSED');
    await sandbox.faults.clearAll();
    expect(await shake('on-prem', 'TLSv1.3')).toBe('accepted');
  });

  it('counts the members of its pools', async () => {
    await sandbox.faults.inject('f5-member-down', 'worker-2');
    sandbox.model.endpointsHealthy.set('on-prem', true);
    const members = () => bigip('a', 'ltm/pool/~Common~mis-api/members/stats');
    const available = async () =>
      (await members()).filter(
        each => each['status.availabilityState'].description === 'available',
      ).length;
    expect(await available()).toBe(2);
    sandbox.model.endpointsHealthy.set('on-prem', false);
    expect(await available()).toBe(0);
    sandbox.model.endpointsHealthy.delete('on-prem');
  });

  it('has a firewall pair that fails over and loses a unit', async () => {
    expect(await firewall('a')).toMatchObject({
      nodeState: 'HA_ACTIVE_NODE',
      peerNodeState: 'HA_STANDBY_NODE',
      configStatus: 'IN_SYNC',
      haHealthStatus: 'HEALTHY',
    });
    await sandbox.faults.inject('firewall-failover');
    expect(await firewall('b')).toMatchObject({ nodeState: 'HA_ACTIVE_NODE' });
    await sandbox.faults.inject('firewall-unit-down', 'b');
    expect(await firewall('a')).toMatchObject({
      nodeState: 'HA_ACTIVE_NODE',
      peerNodeState: 'HA_FAILED_NODE',
      haHealthStatus: 'DEGRADED',
    });
    await sandbox.faults.inject('firewall-no-active-unit');
    expect(await firewall('a')).toMatchObject({
      nodeState: 'HA_NEGOTIATION_NODE',
    });
  });

  it.each(['on-prem', 'aws-primary', 'aws-dr'])(
    'speaks TLS 1.3 alone at %s, until it does not',
    async site => {
      for (const endpoint of ['web', 'api'] as const) {
        expect(await shake(site, 'TLSv1.3', endpoint)).toBe('accepted');
        expect(await shake(site, 'TLSv1.2', endpoint)).toMatch(
          /PROTOCOL_VERSION/,
        );
      }
      await sandbox.faults.inject('tls-old-protocol', site);
      expect(await shake(site, 'TLSv1.1')).toBe('accepted');
      await sandbox.faults.inject('expired-certificate', site);
      expect(await shake(site, 'TLSv1.3')).toBe('CERT_HAS_EXPIRED');
      await sandbox.faults.clearAll();
      expect(await shake(site, 'TLSv1.3')).toBe('accepted');
      expect(await shake(site, 'TLSv1.2')).toMatch(/PROTOCOL_VERSION/);
    },
  );

  it('hands requests on to the application of the site', async () => {
    const behind = createServer((incoming, response) =>
      response.end(`${incoming.method} ${incoming.url}`),
    );
    await new Promise<void>(resolve => {
      behind.listen(0, '127.0.0.1', resolve);
    });
    const ask = () =>
      new Promise<[number | undefined, string]>((resolve, reject) => {
        const { host, port, servername } = network.tls['aws-dr'].web;
        const outgoing = request(
          { host, port, servername, ca: network.tls.ca, path: '/healthz' },
          answer => {
            let text = '';
            answer.on('data', chunk => {
              text += chunk;
            });
            answer.on('end', () => resolve([answer.statusCode, text]));
          },
        );
        outgoing.on('error', reject);
        outgoing.end();
      });
    const { port } = behind.address() as AddressInfo;
    sandbox.model.applicationUrls.set('aws-dr', `http://127.0.0.1:${port}`);
    expect(await ask()).toEqual([200, 'GET /healthz']);
    sandbox.model.applicationUrls.delete('aws-dr');
    expect(await ask()).toEqual([503, '']);
    behind.closeAllConnections();
    behind.close();
  });

  it('goes with its site and with its zones', async () => {
    await sandbox.faults.inject('lose-site', 'on-prem');
    await expect(statusOf('b')).rejects.toThrow();
    expect(await shake('on-prem', 'TLSv1.3')).toBe('ECONNREFUSED');
    expect(await shake('aws-dr', 'TLSv1.3')).toBe('accepted');
    await sandbox.faults.clearAll();
    expect(await statusOf('b')).toBe('STANDBY');
    await sandbox.faults.inject('lose-zone', 'on-prem-dc');
    await until(
      'The premises being gone',
      async () =>
        (await shake('on-prem', 'TLSv1.3')) === 'ECONNREFUSED' &&
        (await statusOf('b').then(
          () => false,
          () => true,
        )),
      { seconds: 5 },
    );
    await sandbox.faults.clearAll();
    await until(
      'The premises being back',
      async () => (await shake('on-prem', 'TLSv1.3')) === 'accepted',
      { seconds: 5 },
    );
    expect(await shake('on-prem', 'TLSv1.3')).toBe('accepted');
  });
});
