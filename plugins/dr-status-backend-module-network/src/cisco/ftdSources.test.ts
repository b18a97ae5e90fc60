import type { JsonObject } from '@backstage/types';
import {
  askOnce,
  configuredSource,
  RecordedServer,
  sourceOf,
  TEST_SECRET,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { networkFamily } from '../systems';

const HA = '/api/fdm/latest/devices/default/operational/ha/status/default';
const basics = {
  name: 'on-prem',
  entityRef: 'resource:default/wall',
  timeout: 2,
  username: 'watcher',
  password: 'pw',
};

/** A device manager, by Cisco’s Firepower Threat Defense REST API guide. */
async function fdm(status: JsonObject): Promise<RecordedServer> {
  const server = await RecordedServer.start();
  server.replies.set('POST /api/fdm/latest/fdm/token', (_, body) => {
    const { grant_type: grant, username, password } = JSON.parse(body);
    return `${grant} ${username} ${password}` === 'password watcher pw'
      ? {
          body: {
            access_token: 'jwt',
            expires_in: 1800,
            token_type: 'Bearer',
            refresh_token: 'r',
            refresh_expires_in: 2400,
          },
        }
      : { status: 400, body: { error: { severity: 'ERROR' } } };
  });
  server.replies.set(`GET ${HA}`, ({ headers }) =>
    headers.authorization === 'Bearer jwt'
      ? { body: { id: 'default', type: 'hastatus', ...status } }
      : { status: 401 },
  );
  return server;
}

const status = (nodeState: string, peerNodeState: string) => ({
  nodeRole: 'HA_PRIMARY',
  nodeState,
  peerNodeState,
  configStatus: 'IN_SYNC',
  haHealthStatus: 'HEALTHY',
});

describe('FdmSource', () => {
  let a: RecordedServer;
  let b: RecordedServer;
  const item = () => ({
    ...basics,
    system: 'cisco-fdm',
    units: [
      { name: 'a', url: a.url, entityRef: 'resource:default/wall-a' },
      { name: 'b', url: b.url, entityRef: 'resource:default/wall-b' },
    ],
  });

  beforeEach(async () => {
    a = await fdm(status('HA_ACTIVE_NODE', 'HA_STANDBY_NODE'));
    b = await fdm(status('HA_STANDBY_NODE', 'HA_ACTIVE_NODE'));
  });
  afterEach(async () => {
    await a.stop();
    await b.stop();
  });

  const unitA = {
    name: 'a',
    state: 'active',
    said: 'HA_ACTIVE_NODE',
    cause: null,
  };
  const unitB = {
    name: 'b',
    state: 'standby',
    said: 'HA_STANDBY_NODE',
    cause: null,
  };

  it('asks each unit what it is', async () => {
    const source = sourceOf(networkFamily, item());
    await expect(askOnce(source)).resolves.toEqual([
      {
        entityRef: 'resource:default/wall',
        signal: 'network.firewall.pair',
        value: {
          units: [unitA, unitB],
          configuration: 'IN_SYNC',
          health: 'HEALTHY',
        },
      },
      {
        entityRef: 'resource:default/wall-a',
        signal: 'network.firewall.unit',
        value: unitA,
      },
      {
        entityRef: 'resource:default/wall-b',
        signal: 'network.firewall.unit',
        value: unitB,
      },
    ]);
    await source.close?.();
  });

  it('takes the word of a unit for a peer that is silent', async () => {
    await b.stop();
    a.replies.set(`GET ${HA}`, {
      body: status('HA_ACTIVE_NODE', 'HA_FAILED_NODE'),
    });
    const source = sourceOf(networkFamily, item());
    const [{ value }] = await askOnce(source);
    expect(value).toMatchObject({
      units: [
        unitA,
        {
          name: 'b',
          state: 'not-ready',
          said: 'HA_FAILED_NODE',
          cause: expect.stringMatching(/unit b cannot be reached/),
        },
      ],
    });
    await source.close?.();
  });

  it('hears of the peer from a unit that is asked alone', async () => {
    const source = sourceOf(networkFamily, {
      ...item(),
      units: item().units.slice(0, 1),
    });
    const [{ value }] = await askOnce(source);
    expect(value).toMatchObject({
      units: [unitA, { ...unitB, name: 'peer' }],
    });
    await source.close?.();
  });

  it('shows what one of the two says is amiss', async () => {
    b.replies.set(`GET ${HA}`, {
      body: {
        ...status('HA_STANDBY_NODE', 'HA_ACTIVE_NODE'),
        configStatus: 'SYNCING',
      },
    });
    const source = sourceOf(networkFamily, item());
    const [{ value }] = await askOnce(source);
    expect(value).toMatchObject({ configuration: 'SYNCING' });
    await source.close?.();
  });

  it.each(['a', 'b'] as const)(
    'does not take what unit %s leaves out for well',
    async name => {
      const { configStatus, haHealthStatus, ...rest } = status(
        name === 'a' ? 'HA_ACTIVE_NODE' : 'HA_STANDBY_NODE',
        name === 'a' ? 'HA_STANDBY_NODE' : 'HA_ACTIVE_NODE',
      );
      (name === 'a' ? a : b).replies.set(`GET ${HA}`, { body: rest });
      const source = sourceOf(networkFamily, item());
      const [{ value }] = await askOnce(source);
      expect(value).toMatchObject({
        configuration: 'not told',
        health: 'not told',
      });
      await source.close?.();
    },
  );

  it('says that the credentials are wrong, without them', async () => {
    const source = sourceOf(networkFamily, {
      ...item(),
      password: TEST_SECRET,
    });
    await expect(askOnce(source)).rejects.toMatchObject({
      kind: 'unauthorized',
      message: expect.not.stringContaining(TEST_SECRET),
      hint: expect.stringContaining('network[0].password'),
    });
    await source.close?.();
  });

  it('takes no answer without a state', async () => {
    a.replies.set(`GET ${HA}`, { body: { id: 'default' } });
    b.replies.set(`GET ${HA}`, { body: { id: 'default' } });
    const source = sourceOf(networkFamily, item());
    await expect(askOnce(source)).rejects.toMatchObject({ kind: 'malformed' });
    await source.close?.();
  });
});

const PAIR =
  '/api/fmc_config/v1/domain/e276abec/devicehapairs/ftddevicehapairs/pair-1';

describe('FmcSource', () => {
  let fmc: RecordedServer;
  const item = () => ({
    ...basics,
    system: 'cisco-fmc',
    url: fmc.url,
    pairId: 'pair-1',
    primaryEntityRef: 'resource:default/wall-a',
    secondaryEntityRef: 'resource:default/wall-b',
  });

  /** A management center, by Cisco’s Firewall Management Center REST API guide. */
  beforeEach(async () => {
    fmc = await RecordedServer.start();
    fmc.replies.set(
      'POST /api/fmc_platform/v1/auth/generatetoken',
      ({ headers }) =>
        headers.authorization === `Basic ${btoa('watcher:pw')}`
          ? {
              status: 204,
              headers: {
                'x-auth-access-token': 'token-1',
                'x-auth-refresh-token': 'refresh-1',
                domain_uuid: 'e276abec',
              },
            }
          : { status: 401 },
    );
    fmc.replies.set(`GET ${PAIR}`, ({ headers }) =>
      headers['x-auth-access-token'] === 'token-1'
        ? {
            body: {
              id: 'pair-1',
              type: 'DeviceHAPair',
              metadata: {
                primaryStatus: { currentStatus: 'Active' },
                secondaryStatus: { currentStatus: 'Failed' },
              },
            },
          }
        : { status: 401 },
    );
  });
  afterEach(() => fmc.stop());

  it('asks for the pair in the domain of the user', async () => {
    const source = sourceOf(networkFamily, item());
    const observations = await askOnce(source);
    expect(observations[0].value).toEqual({
      units: [
        { name: 'primary', state: 'active', said: 'Active', cause: null },
        { name: 'secondary', state: 'not-ready', said: 'Failed', cause: null },
      ],
      configuration: null,
      health: null,
    });
    expect(observations.map(({ entityRef }) => entityRef)).toEqual([
      'resource:default/wall',
      'resource:default/wall-a',
      'resource:default/wall-b',
    ]);
    await source.close?.();
  });

  it('does not take what the Management Center does not know for a failure', async () => {
    const unknown = { currentStatus: 'Unknown' };
    fmc.replies.set(`GET ${PAIR}`, {
      body: { metadata: { primaryStatus: unknown, secondaryStatus: unknown } },
    });
    const source = sourceOf(networkFamily, item());
    const [{ value }] = await askOnce(source);
    expect(value).toMatchObject({
      units: [{ state: 'not-understood' }, { state: 'not-understood' }],
    });
    await source.close?.();
  });

  it('takes no answer without both units', async () => {
    fmc.replies.set(`GET ${PAIR}`, { body: { metadata: {} } });
    const source = sourceOf(networkFamily, item());
    await expect(askOnce(source)).rejects.toMatchObject({ kind: 'malformed' });
    await source.close?.();
  });

  it.each([
    [{ pairId: undefined }, /pairId/],
    [{ username: undefined, password: undefined }, /\[0\]\.username/],
    [{ primaryEntityRef: ':' }, /\[0\]\.primaryEntityRef/],
  ])('names the key of what is wrong: %j', (change, message) => {
    expect(
      configuredSource(networkFamily, { ...item(), ...change } as JsonObject),
    ).toMatch(message);
  });
});

testMisbehaviour(
  'the FDM source',
  ({ url }) =>
    sourceOf(networkFamily, {
      ...basics,
      system: 'cisco-fdm',
      timeout: 1,
      password: TEST_SECRET,
      units: [{ name: 'a', url }],
    }),
  { protocol: 'http' },
);

testMisbehaviour(
  'the FMC source',
  ({ url }) =>
    sourceOf(networkFamily, {
      ...basics,
      system: 'cisco-fmc',
      timeout: 1,
      password: TEST_SECRET,
      pairId: 'p',
      url,
    }),
  { protocol: 'http' },
);
