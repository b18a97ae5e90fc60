import { mockCredentials } from '@backstage/backend-test-utils';
import request from 'supertest';
import { gunzipSync } from 'node:zlib';
import { TestSource } from './__testUtils__/sources';
import { schemaErrors } from './__testUtils__/schemaCheck';
import { startDrStatus } from './__testUtils__/startDrStatus';
import { until } from './__testUtils__/until';

const HERE = 'resource:default/database-here';
const THERE = 'resource:default/database-there';

jest.setTimeout(30_000);

describe('dr-status', () => {
  let stop: (() => Promise<void>) | undefined;
  afterEach(async () => stop?.());

  async function start(
    sources: TestSource[],
    options?: Parameters<typeof startDrStatus>[1],
  ) {
    const started = await startDrStatus(
      sources.map(({ source }) => source),
      options,
    );
    stop = () => started.backend.stop();
    return started;
  }

  it('collects, evaluates and serves', async () => {
    const here = new TestSource('test:here', HERE);
    const there = new TestSource('test:there', THERE);
    const { get, summary, entity, publish } = await start([here, there]);

    await until(async () => (await summary()).coverage.fresh === 2);
    const body = await summary();
    expect(schemaErrors('Summary', body)).toEqual([]);
    expect(body.headline.sentence).toMatch(
      /^Yes, as far as anybody watches: all 2 gates are met, but nothing watches/,
    );
    expect(body.coverage).toEqual({ fresh: 2, all: 2 });
    expect(body.sites.map(site => site.name)).toEqual(['here', 'there']);

    const detail = await entity(HERE);
    expect(schemaErrors('EntityPostureDetail', detail)).toEqual([]);
    expect(detail.checks[0]).toMatchObject({
      verdict: 'met',
      evidence: [{ value: 1, state: 'fresh', sourceId: 'test:here' }],
    });
    expect(detail.history).toHaveLength(1);

    publish.mockClear();
    here.behaviour = async () => 0;
    await until(async () => (await summary()).headline.verdict === 'breached');
    const breached = await summary();
    expect(breached.headline.sentence).toMatch(/^No: The database-here/);
    expect(breached.blockers).toMatchObject([
      { entityRef: HERE, owner: 'group:default/owners', site: 'here' },
    ]);
    expect(breached.transitions[0]).toMatchObject({
      from: 'met',
      to: 'breached',
    });
    expect(breached.revision).toBeGreaterThan(body.revision);
    expect(publish).toHaveBeenCalledWith({
      channel: 'dr-status',
      recipients: { type: 'broadcast' },
      message: {
        revision: expect.any(Number),
        entityRefs: expect.arrayContaining([HERE]),
      },
    });

    expect(schemaErrors('SourcePage', (await get('/sources')).body)).toEqual(
      [],
    );
    expect(schemaErrors('CheckPage', (await get('/checks')).body)).toEqual([]);
    const first = (await get(`/history?limit=1&entityRef=${HERE}`)).body;
    expect(schemaErrors('HistoryPage', first)).toEqual([]);
    expect(first).toMatchObject({
      totalItems: 2,
      items: [{ verdict: 'breached' }],
    });
    const second = (
      await get(`/history?limit=1&entityRef=${HERE}&cursor=${first.nextCursor}`)
    ).body;
    expect(second).toMatchObject({
      totalItems: 2,
      items: [{ verdict: 'met', to: first.items[0].from }],
    });
    expect(second.nextCursor).toBeUndefined();
  });

  it.each([
    ['/entities/resource/default/nobody', 404],
    ['/history?cursor=nonsense', 400],
    ['/history?limit=0', 400],
    ['/history?since=yesterday', 400],
    ['/checks?cursor=nonsense', 400],
  ])('answers %s with %d in the form of an error', async (path, status) => {
    const { get } = await start([]);
    const response = await get(path);
    expect(response.status).toBe(status);
    expect(schemaErrors('Error', response.body)).toEqual([]);
  });

  it('serves ready bytes, and 304 while nothing has changed', async () => {
    const { backend, get } = await start([]);
    const plain = await get('/summary').set('Accept-Encoding', 'identity');
    expect(plain.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'private, no-cache, no-transform',
    });
    expect(plain.headers['content-encoding']).toBeUndefined();
    const zipped = await request(backend.server)
      .get('/api/dr-status/v1/summary')
      .set('Authorization', mockCredentials.user.header())
      .set('Accept-Encoding', 'gzip, deflate')
      .buffer(true)
      .parse((response, done) => {
        const chunks: Buffer[] = [];
        response.on('data', chunk => chunks.push(Buffer.from(chunk)));
        response.on('end', () => done(null, Buffer.concat(chunks)));
      });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    const unzipped =
      zipped.body[0] === 0x1f ? gunzipSync(zipped.body) : zipped.body;
    expect(JSON.parse(String(unzipped)).headline.verdict).toBe('unknown');

    const again = await until(async () => {
      const { etag } = (await get('/summary')).headers;
      const response = await get('/summary').set(
        'If-None-Match',
        `W/"other", ${etag}`,
      );
      return response.status === 304 && response;
    });
    expect(again.text).toBe('');
  });

  it('lets nobody in without credentials and permission', async () => {
    let allowed = false;
    const { backend, get } = await start([], { mayRead: () => allowed });
    for (const path of ['/summary', '/checks', '/sources', '/history']) {
      const anonymous = await request(backend.server)
        .get(`/api/dr-status/v1${path}`)
        .set('Authorization', mockCredentials.none.header());
      expect([path, anonymous.status]).toEqual([path, 401]);
      expect(schemaErrors('Error', anonymous.body)).toEqual([]);
      expect([path, (await get(path)).status]).toEqual([path, 403]);
    }
    expect((await get('/entities/resource/default/here')).status).toBe(403);
    allowed = true;
    expect((await get('/summary')).status).toBe(200);
  });

  it('has a source asked again, and writes down who wanted it', async () => {
    const here = new TestSource('test:here', HERE, { intervalSeconds: 600 });
    let allowed = true;
    const { get, post, sources, audit } = await start([here], {
      mayRefresh: () => allowed,
      misconfigured: true,
    });
    await until(async () => (await sources())[0]?.state === 'ok');
    const before = here.calls;
    const response = await post('/sources/test%3Ahere/refresh');
    expect(response.status).toBe(202);
    expect(schemaErrors('SourceStatus', response.body)).toEqual([]);
    await until(() => here.calls === before + 1);
    expect(audit.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'source-refresh',
        meta: { sourceId: 'test:here' },
      }),
    );
    expect(audit.success).toHaveBeenCalledTimes(1);

    expect((await post('/sources/test:nobody/refresh')).status).toBe(404);
    expect((await post('/sources/test:wrong/refresh')).status).toBe(400);
    allowed = false;
    expect((await post('/sources/test:here/refresh')).status).toBe(403);
    expect(audit.fail).toHaveBeenCalledTimes(3);
    expect(here.calls).toBe(before + 1);
    expect((await get('/sources')).status).toBe(200);
  });
});
