import {
  askOnce,
  configuredSource,
  HostileServer,
  RecordedServer,
  sourceOf,
  TEST_SECRET,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { networkFamily } from '../systems';

/** Statistics as iControl REST writes them. */
const stats = (path: string, ...entries: Array<Record<string, string>>) => ({
  kind: `tm:${path}stats`,
  selfLink: `https://localhost/mgmt/tm/${path}?ver=16.1.4`,
  entries: Object.fromEntries(
    entries.map((each, index) => [
      `https://localhost/mgmt/tm/${path}/${index}`,
      {
        nestedStats: {
          entries: Object.fromEntries(
            Object.entries(each).map(([name, description]) => [
              name,
              { description },
            ]),
          ),
        },
      },
    ]),
  ),
});

const member = (availability: string, enabled = 'enabled') => ({
  'status.availabilityState': availability,
  'status.enabledState': enabled,
  'status.statusReason': 'Pool member is available',
});

class Bigip {
  readonly server: RecordedServer;
  tokens = 0;
  /** Tokens that it still knows. */
  readonly known = new Set<string>();

  constructor(server: RecordedServer, state: string) {
    this.server = server;
    server.replies.set('POST /mgmt/shared/authn/login', (_, body) => {
      const { username, password, loginProviderName } = JSON.parse(body);
      if (`${username}:${password}` !== 'watcher:pw') return { status: 401 };
      this.tokens += 1;
      const token = `${loginProviderName}-${this.tokens}`;
      this.known.add(token);
      return { body: { username, token: { token, timeout: 1200 } } };
    });
    this.give('/mgmt/tm/cm/failover-status', () =>
      stats('cm/failover-status', {
        color: 'green',
        status: state,
        summary: '1/1 active',
      }),
    );
    this.give('/mgmt/tm/cm/sync-status', () =>
      stats('cm/sync-status', {
        color: 'green',
        mode: 'high-availability',
        status: 'In Sync',
      }),
    );
    this.give('/mgmt/tm/ltm/pool?$select=fullPath', () => ({
      kind: 'tm:ltm:pool:poolcollectionstate',
      items: [{ fullPath: '/Common/web' }, { fullPath: '/Common/api' }],
    }));
    this.give('/mgmt/tm/ltm/pool/~Common~web/members/stats', () =>
      stats(
        'ltm/pool/~Common~web/members',
        member('available'),
        member('available'),
        member('offline'),
        member('available', 'disabled'),
        member('unknown'),
      ),
    );
    this.give('/mgmt/tm/ltm/pool/~Common~api/members/stats', () =>
      stats('ltm/pool/~Common~api/members'),
    );
  }

  give(path: string, answer: () => unknown) {
    this.server.replies.set(`GET ${path}`, request =>
      this.known.has(String(request.headers['x-f5-auth-token']))
        ? { body: answer() }
        : { status: 401, body: { code: 401 } },
    );
  }
}

const item = (...urls: string[]) => ({
  name: 'on-prem',
  system: 'f5-bigip',
  entityRef: 'resource:default/pair',
  timeout: 2,
  username: 'watcher',
  password: 'pw',
  units: urls.map((url, index) => ({
    name: 'ab'[index],
    url,
    entityRef: `resource:default/unit-${'ab'[index]}`,
  })),
});

describe('F5Source', () => {
  let a: Bigip;
  let b: Bigip;

  beforeEach(async () => {
    a = new Bigip(await RecordedServer.start(), 'STANDBY');
    b = new Bigip(await RecordedServer.start(), 'ACTIVE');
  });

  afterEach(async () => {
    await a.server.stop();
    await b.server.stop();
  });

  const sync = { status: 'In Sync', color: 'green', mode: 'high-availability' };
  const unitA = { name: 'a', failoverState: 'STANDBY', sync, cause: null };
  const unitB = { name: 'b', failoverState: 'ACTIVE', sync, cause: null };

  it('asks both units, and the active one for its pools', async () => {
    const source = sourceOf(networkFamily, item(a.server.url, b.server.url));
    expect(source.entityRefs).toEqual([
      'resource:default/pair',
      'resource:default/unit-a',
      'resource:default/unit-b',
    ]);
    await expect(askOnce(source)).resolves.toEqual([
      {
        entityRef: 'resource:default/pair',
        signal: 'network.f5.pair',
        value: { units: [unitA, unitB] },
      },
      {
        entityRef: 'resource:default/pair',
        signal: 'network.f5.pools',
        value: {
          unit: 'b',
          pools: [
            { name: '/Common/web', members: 5, available: 2, untold: 1 },
            { name: '/Common/api', members: 0, available: 0, untold: 0 },
          ],
        },
      },
      {
        entityRef: 'resource:default/unit-a',
        signal: 'network.f5.unit',
        value: unitA,
      },
      {
        entityRef: 'resource:default/unit-b',
        signal: 'network.f5.unit',
        value: unitB,
      },
    ]);
    await source.close?.();
  });

  it('keeps its token while it holds, and renews one that ends or is forgotten', async () => {
    const source = sourceOf(networkFamily, item(b.server.url));
    const start = Date.now();
    await askOnce(source, () => start);
    await askOnce(source, () => start + 1_100_000);
    expect(b.tokens).toBe(1);
    await askOnce(source, () => start + 1_150_000);
    expect(b.tokens).toBe(2);
    b.known.clear();
    await expect(
      askOnce(source, () => start + 1_160_000),
    ).rejects.toMatchObject({ kind: 'unauthorized' });
    await askOnce(source, () => start + 1_220_000);
    expect(b.tokens).toBe(3);
    await source.close?.();
  });

  it('reports a unit that does not answer while the other does', async () => {
    await a.server.stop();
    const source = sourceOf(networkFamily, item(a.server.url, b.server.url));
    const [pair] = await askOnce(source);
    expect(pair.value).toEqual({
      units: [
        {
          name: 'a',
          failoverState: null,
          sync: null,
          cause: expect.stringMatching(/unit a cannot be reached/),
        },
        unitB,
      ],
    });
    await source.close?.();
  });

  it('does not wait for a unit that hangs longer than it may', async () => {
    const hung = await HostileServer.start('hung');
    const source = sourceOf(networkFamily, item(hung.url, b.server.url));
    const [pair] = await askOnce(source);
    expect(pair.value).toMatchObject({
      units: [{ cause: expect.stringMatching(/within 1 s/) }, unitB],
    });
    await source.close?.();
    await hung.close();
  });

  it('says which credentials are wrong, without them', async () => {
    const source = sourceOf(networkFamily, {
      ...item(b.server.url),
      password: TEST_SECRET,
    });
    await expect(askOnce(source)).rejects.toMatchObject({
      kind: 'unauthorized',
      message: expect.not.stringContaining(TEST_SECRET),
      hint: expect.stringContaining('drStatus.sources.network[0].units[0]'),
    });
    await source.close?.();
  });

  it('asks which of very many pools matter', async () => {
    b.give('/mgmt/tm/ltm/pool?$select=fullPath', () => ({
      items: Array.from({ length: 51 }, (_, index) => ({
        fullPath: `/Common/p${index}`,
      })),
    }));
    const source = sourceOf(networkFamily, item(b.server.url));
    await expect(askOnce(source)).rejects.toMatchObject({
      kind: 'misconfigured',
      hint: expect.stringContaining('network[0].pools'),
    });
    await source.close?.();
  });

  it('says that a pool is not there', async () => {
    const source = sourceOf(networkFamily, {
      ...item(b.server.url),
      pools: ['/Common/web', '/Common/none'],
    });
    await expect(askOnce(source)).rejects.toMatchObject({
      kind: 'misconfigured',
      hint: expect.stringContaining('network[0].pools[1]'),
    });
    await source.close?.();
  });

  it.each([
    ['/mgmt/tm/cm/failover-status', {}, /fail-over status/],
    ['/mgmt/tm/cm/sync-status', { entries: {} }, /sync status/],
    ['/mgmt/tm/ltm/pool?$select=fullPath', { items: [{}] }, /list of pools/],
    [
      '/mgmt/tm/ltm/pool/~Common~web/members/stats',
      stats('x', { session: 'enabled' }),
      /members of \/Common\/web/,
    ],
    [
      '/mgmt/tm/ltm/pool/~Common~web/members/stats',
      { entries: { ...stats('x', member('available')).entries, y: {} } },
      /members of \/Common\/web/,
    ],
  ])('takes no half answer of %s', async (path, answer, message) => {
    b.give(path, () => answer);
    const source = sourceOf(networkFamily, item(b.server.url));
    await expect(askOnce(source)).rejects.toMatchObject({
      kind: 'malformed',
      message: expect.stringMatching(message),
    });
    await source.close?.();
  });

  it.each([
    [{ units: [] }, /network\[0\]\.units/],
    [{ units: [{ name: 'a', url: 'nowhere' }] }, /units\[0\]\.url/],
    [
      {
        units: [
          { name: 'a', url: 'https://a' },
          { name: 'a', url: 'https://b' },
        ],
      },
      /units\[1\]\.name/,
    ],
    [{ password: undefined }, /password/],
  ])('names the key of what is wrong: %j', (change, message) => {
    expect(
      configuredSource(networkFamily, {
        ...item('https://a'),
        ...change,
      } as any),
    ).toMatch(message);
  });
});

testMisbehaviour(
  'the BIG-IP source',
  ({ url }) =>
    sourceOf(networkFamily, {
      ...item(url, url),
      timeout: 1,
      password: TEST_SECRET,
    }),
  { protocol: 'http' },
);
