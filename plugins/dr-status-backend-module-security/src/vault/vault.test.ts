import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { Check, Source } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  RecordedServer,
  type RecordedReply,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { ago, judge } from '../testing/judge';
import { vaultDrReplication } from './drReplication';
import { vault } from './index';
import {
  DR_REPLICATION,
  NODES,
  type ReplicationEnd,
  type VaultNode,
  type VaultNodeKind,
  type VaultReplicationValue,
} from './signals';
import { vaultUnsealed } from './unsealed';

const node = (name: string, kind: VaultNodeKind): VaultNode => ({
  name,
  state: 'answers',
  kind,
  version: '1.19.2',
  drMode: 'primary',
});
const silent = (
  name: string,
  state: 'down' | 'unreadable' = 'down',
): VaultNode => ({ name, state, error: `Vault ${name} is gone.` });

const end = (changes: Partial<NonNullable<ReplicationEnd>> = {}) => ({
  mode: 'secondary',
  state: 'stream-wals',
  lastWal: 220,
  peers: [{ connectionStatus: 'connected', lastHeartbeatAt: ago(2) }],
  ...changes,
});
const PRIMARY = end({ mode: 'primary', state: 'running', lastWal: 223 });

interface Situation {
  cluster?: VaultNode[];
  replication?: Partial<VaultReplicationValue>;
  failing?: boolean;
}
type Row = CheckCase<Situation>;
const rows = (all: Array<[string, Situation, Row[3], RegExp]>): Row[] => [
  ...all.map(
    ([title, situation, verdict, reason]): Row => [
      title,
      'vault',
      situation,
      verdict,
      reason,
    ],
  ),
  ['it cannot be asked', 'vault', { failing: true }, 'unknown', /silent/],
];
const nodes = (...cluster: VaultNode[]): Situation => ({ cluster });
const replication = (value: Partial<VaultReplicationValue>): Situation => ({
  replication: value,
});

const CASES: Array<[Check, Row[]]> = [
  [
    vaultUnsealed,
    rows([
      ['all serve', {}, 'met', /a is active, 2 of 3 nodes stand by/],
      [
        'one is sealed',
        nodes(node('a', 'active'), node('b', 'sealed'), node('c', 'standby')),
        'at-risk',
        /b is sealed/,
      ],
      [
        'one is cut off and one is down',
        nodes(node('a', 'active'), node('b', 'cut-off'), silent('c')),
        'at-risk',
        /b cannot reach the active node and c is down/,
      ],
      [
        'one cannot be read',
        nodes(
          node('a', 'active'),
          node('b', 'performance-standby'),
          silent('c', 'unreadable'),
        ),
        'unknown',
        /c is gone/,
      ],
      ['it is alone', nodes(node('a', 'active')), 'at-risk', /no other node/],
      [
        'all are sealed',
        nodes(node('a', 'sealed'), node('b', 'sealed')),
        'breached',
        /No node is active: a is sealed and b is sealed/,
      ],
      [
        'the last one is sealed, the others are gone',
        nodes(node('a', 'sealed'), silent('b'), silent('c')),
        'breached',
        /No node is active/,
      ],
      [
        'one is sealed and another cannot be read',
        nodes(node('a', 'sealed'), silent('b', 'unreadable')),
        'unknown',
        /not every node can be read: Vault b/,
      ],
      [
        'the active one is gone for the standbys too',
        nodes(silent('a'), node('b', 'cut-off'), node('c', 'cut-off')),
        'breached',
        /b cannot reach the active node/,
      ],
      [
        'only the portal does not reach the active one',
        nodes(silent('a'), node('b', 'standby'), node('c', 'standby')),
        'unknown',
        /b stands by .* a is gone/,
      ],
      [
        'only the secondary answers',
        nodes(silent('a'), silent('b')),
        'unknown',
        /No node of the cluster can be asked: .* b is gone/,
      ],
      [
        'two are active',
        nodes(node('a', 'active'), node('b', 'active')),
        'breached',
        /a and b are active/,
      ],
    ]),
  ],
  [
    vaultDrReplication,
    rows([
      ['it streams', {}, 'met', /streams, 3 changes behind, and heard .* 2 s/],
      [
        'it streams and the primary is gone',
        replication({ primary: null }),
        'met',
        /The secondary streams, and heard/,
      ],
      [
        'it has not heard for long',
        replication({
          secondary: end({
            peers: [
              { connectionStatus: 'connected', lastHeartbeatAt: ago(60) },
            ],
          }),
        }),
        'at-risk',
        /1 min ago \(1 min allowed\)/,
      ],
      [
        'it catches up',
        replication({ secondary: end({ state: 'merkle-sync' }) }),
        'at-risk',
        /catching up/,
      ],
      [
        'it receives nothing',
        replication({ secondary: end({ state: 'idle' }) }),
        'breached',
        /idle/,
      ],
      [
        'it is disconnected',
        replication({
          secondary: end({
            peers: [
              { connectionStatus: 'disconnected', lastHeartbeatAt: ago(5) },
            ],
          }),
        }),
        'breached',
        /disconnected/,
      ],
      [
        'none of its connections stands',
        replication({
          secondary: end({
            peers: [
              { connectionStatus: 'disconnected', lastHeartbeatAt: ago(5) },
              { connectionStatus: 'disconnected', lastHeartbeatAt: ago(9) },
            ],
          }),
        }),
        'breached',
        /disconnected/,
      ],
      [
        'it has been promoted',
        replication({ secondary: end({ mode: 'primary' }) }),
        'breached',
        /“primary”/,
      ],
      [
        'its state is new',
        replication({ secondary: end({ state: 'dreaming' }) }),
        'unknown',
        /dreaming/,
      ],
      [
        'it does not say when it heard',
        replication({ secondary: end({ peers: [] }) }),
        'unknown',
        /does not say when/,
      ],
      [
        'there is no replication',
        replication({
          primary: end({ mode: 'disabled', peers: [] }),
          secondary: null,
          secondaryConfigured: false,
        }),
        'at-risk',
        /no replication for disaster recovery/,
      ],
      [
        'only the primary can be asked',
        replication({ secondary: null, secondaryConfigured: false }),
        'met',
        /last heard of 2 s ago/,
      ],
      [
        'the primary has lost its secondary',
        replication({
          primary: end({ mode: 'primary', peers: [] }),
          secondary: null,
          secondaryConfigured: false,
        }),
        'breached',
        /no secondary is connected/,
      ],
      [
        'the primary is cut off from its secondary',
        replication({
          primary: end({
            mode: 'primary',
            peers: [
              { connectionStatus: 'disconnected', lastHeartbeatAt: ago(5) },
            ],
          }),
          secondary: null,
          secondaryConfigured: false,
        }),
        'breached',
        /connection to its secondary is disconnected/,
      ],
      [
        'the primary does not say when it heard',
        replication({
          primary: end({
            mode: 'primary',
            peers: [{ connectionStatus: null, lastHeartbeatAt: null }],
          }),
          secondary: null,
          secondaryConfigured: false,
        }),
        'unknown',
        /does not say when/,
      ],
      [
        'the mode of the primary is new',
        replication({
          primary: end({ mode: 'dreaming' }),
          secondary: null,
          secondaryConfigured: false,
        }),
        'unknown',
        /dreaming/,
      ],
      [
        'the secondary is silent',
        replication({ secondary: null }),
        'unknown',
        /No node of the secondary/,
      ],
      [
        'nobody can be asked',
        replication({ secondary: null, primary: null }),
        'unknown',
        /no node is active/,
      ],
    ]),
  ],
];

describeChecks('Vault', {
  all: vault.checks,
  cases: CASES,
  judge: (check, name, { cluster, replication: value, failing }: Situation) =>
    judge(
      check,
      name,
      failing
        ? undefined
        : {
            [NODES]: {
              cluster: cluster ?? [
                node('a', 'active'),
                node('b', 'standby'),
                node('c', 'standby'),
              ],
              secondary: [],
            },
            [DR_REPLICATION]: {
              primary: PRIMARY,
              secondary: end(),
              secondaryConfigured: true,
              ...value,
            },
          },
    ),
});

it('leaves other secret stores alone', () => {
  expect(
    vault.checks.filter(check => judge(check, 'secrets-manager', {})),
  ).toEqual([]);
});

describe('VaultSource', () => {
  const fakes: RecordedServer[] = [];
  afterEach(() => Promise.all(fakes.splice(0).map(each => each.stop())));
  const start = async (replies: Record<string, RecordedReply>) => {
    const fake = await RecordedServer.start();
    for (const [path, reply] of Object.entries(replies)) {
      fake.replies.set(`GET ${path}`, reply);
    }
    fakes.push(fake);
    return fake;
  };
  // As https://developer.hashicorp.com/vault/api-docs/system/health shows it.
  const health = (status: number, changes: object = {}) => ({
    '/v1/sys/health': {
      status,
      body: {
        initialized: true,
        sealed: false,
        standby: status !== 200,
        performance_standby: false,
        replication_performance_mode: 'disabled',
        replication_dr_mode: 'primary',
        server_time_utc: 1763899200,
        version: '1.19.2+ent',
        cluster_name: 'vault-cluster-c754bf5d',
        cluster_id: '460c2929-1f4a-7dc2-c436-fbf8712d5d09',
        ...changes,
      },
    },
  });
  const ask = async (
    cluster: RecordedServer[],
    secondary: RecordedServer[] = [],
  ) => {
    const units = (list: RecordedServer[], prefix: string) =>
      list.map(({ url }, index) => ({ name: `${prefix}-${index + 1}`, url }));
    const source = vault.create(
      {
        id: 'vault:test',
        kind: 'vault',
        name: 'test',
        title: 'Vault test',
        entityRefs: ['resource:default/vault'],
        intervalSeconds: 1,
        timeoutSeconds: 2,
        key: 'drStatus.sources.security[0]',
      },
      new ConfigReader({
        nodes: units(cluster, 'vault'),
        drNodes: units(secondary, 'vault-dr'),
      }),
    ) as Extract<Source, { observe: unknown }>;
    try {
      const observations = await source.observe({
        signal: new AbortController().signal,
        logger: mockServices.logger.mock(),
        now: Date.now,
      });
      return Object.fromEntries(
        observations.map(({ signal, value }) => [signal, value as any]),
      );
    } finally {
      await source.close!();
    }
  };

  it('reads every node, and replication at the node that serves', async () => {
    const active = await start({
      ...health(200),
      '/v1/sys/replication/status': {
        body: {
          data: {
            dr: {
              cluster_id: 'eef2a5ab-51e2-1c05-407c-8b4dc8d09ebf',
              known_secondaries: ['4ca6b639'],
              last_dr_wal: 223,
              last_wal: 230,
              merkle_root: '2494830f',
              mode: 'primary',
              secondaries: [
                {
                  api_address: 'https://10.2.2.5:8200',
                  connection_status: 'connected',
                  last_heartbeat: '2026-11-23T10:05:56-05:00',
                },
              ],
              state: 'running',
            },
            performance: { mode: 'disabled' },
          },
        },
      },
    });
    const standby = await start(health(429));
    const sealed = await start(health(503, { sealed: true }));
    const secondary = await start({
      ...health(472, { replication_dr_mode: 'secondary' }),
      '/v1/sys/replication/status': {
        body: {
          data: {
            dr: {
              last_remote_wal: 221,
              mode: 'secondary',
              primaries: [
                {
                  connection_status: 'connected',
                  last_heartbeat: '2026-11-23T10:05:57-05:00',
                },
              ],
              state: 'stream-wals',
            },
            performance: { mode: 'disabled' },
          },
        },
      },
    });
    const values = await ask([active, standby, sealed], [secondary]);
    expect(values[NODES]).toMatchObject({
      cluster: [
        { name: 'vault-1', kind: 'active', version: '1.19.2+ent' },
        { name: 'vault-2', kind: 'standby' },
        { name: 'vault-3', kind: 'sealed' },
      ],
      secondary: [{ name: 'vault-dr-1', kind: 'dr-secondary' }],
    });
    expect(values[DR_REPLICATION]).toEqual({
      primary: {
        mode: 'primary',
        state: 'running',
        lastWal: 223,
        peers: [
          {
            connectionStatus: 'connected',
            lastHeartbeatAt: '2026-11-23T10:05:56-05:00',
          },
        ],
      },
      secondary: {
        mode: 'secondary',
        state: 'stream-wals',
        lastWal: 221,
        peers: [
          {
            connectionStatus: 'connected',
            lastHeartbeatAt: '2026-11-23T10:05:57-05:00',
          },
        ],
      },
      secondaryConfigured: true,
    });
    expect(standby.asked).toEqual(['GET /v1/sys/health']);
  });

  it('reads a Vault without a licence, and one that cannot be read', async () => {
    const active = await start(health(200));
    const broken = await start({ '/v1/sys/health': { text: 'nonsense' } });
    const values = await ask([active, broken]);
    expect(values[NODES].cluster[1]).toMatchObject({ state: 'unreadable' });
    expect(values[DR_REPLICATION]).toMatchObject({
      primary: { mode: 'disabled' },
      secondary: null,
      secondaryConfigured: false,
    });
  });

  it('does not take a proxy for a sealed Vault or a standby', async () => {
    for (const [status, kind] of [
      [503, 'failed'],
      [429, 'throttled'],
    ] as const) {
      const proxy = await start({
        '/v1/sys/health': { status, text: '<html>no</html>' },
      });
      await expect(ask([proxy])).rejects.toMatchObject({ kind });
    }
  });
});
