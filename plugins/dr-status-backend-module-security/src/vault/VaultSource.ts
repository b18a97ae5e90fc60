import {
  ConfiguredSource,
  SourceFailure,
  type HttpAnswer,
  type HttpEndpoint,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { askUnits, type Unit } from '../units/units';
import {
  DR_REPLICATION,
  NODES,
  type ReplicationEnd,
  type VaultNode,
  type VaultNodeKind,
  type VaultPeer,
} from './signals';

export const VAULT_GRANT =
  'None: sys/health and sys/replication/status answer without a token.';

/** https://developer.hashicorp.com/vault/api-docs/system/health */
const KINDS: Record<number, VaultNodeKind> = {
  200: 'active',
  429: 'standby',
  472: 'dr-secondary',
  473: 'performance-standby',
  474: 'cut-off',
  501: 'uninitialized',
  503: 'sealed',
  530: 'removed',
};
const KNOWN = Object.keys(KINDS).map(Number);
/** Statuses that others than Vault send too. */
const AMBIGUOUS: Record<number, SourceFailure['kind']> = {
  429: 'throttled',
  503: 'failed',
};

const textOf = (value: unknown) => (typeof value === 'string' ? value : null);
const countOf = (value: unknown) =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

const notVault = (name: string, status: number) =>
  new SourceFailure(
    AMBIGUOUS[status],
    `Vault ${name} does not answer itself: what stands before it says ${status}.`,
    'Ask the nodes themselves and not the load balancer before them.',
  );

function readHealth(name: string, endpoint: HttpEndpoint, answer: HttpAnswer) {
  let body: any;
  try {
    body = endpoint.parse(answer);
  } catch (error) {
    throw AMBIGUOUS[answer.status] ? notVault(name, answer.status) : error;
  }
  if (typeof body.sealed !== 'boolean') {
    throw AMBIGUOUS[answer.status]
      ? notVault(name, answer.status)
      : endpoint.malformed('without whether it is sealed');
  }
  return {
    name,
    state: 'answers' as const,
    kind: KINDS[answer.status],
    version: textOf(body.version),
    drMode: textOf(body.replication_dr_mode),
  };
}

function readPeers(list: unknown): VaultPeer[] {
  return Array.isArray(list)
    ? list.map(peer => ({
        connectionStatus: textOf(peer?.connection_status),
        lastHeartbeatAt: textOf(peer?.last_heartbeat),
      }))
    : [];
}

const DISABLED = { mode: 'disabled', state: null, lastWal: null, peers: [] };

async function askReplication(
  endpoint: HttpEndpoint,
  signal: AbortSignal,
): Promise<ReplicationEnd> {
  // Without an Enterprise licence there is nothing at this path.
  const answer = await endpoint.get('/v1/sys/replication/status', {
    signal,
    accept: [200, 400, 404],
  });
  if (answer.status !== 200) {
    return DISABLED;
  }
  const { data } = endpoint.parse(answer);
  const dr = data?.dr ?? data;
  const mode = textOf(dr?.mode);
  if (mode === null) {
    throw endpoint.malformed('without the mode of its replication');
  }
  return {
    mode,
    state: textOf(dr.state),
    lastWal: countOf(
      mode === 'secondary' ? dr.last_remote_wal : dr.last_dr_wal ?? dr.last_wal,
    ),
    peers: readPeers(mode === 'secondary' ? dr.primaries : dr.secondaries),
  };
}

/** The nodes of one Vault cluster, and of its disaster recovery secondary. */
export class VaultSource extends ConfiguredSource {
  readonly leastPrivilege = VAULT_GRANT;
  readonly #cluster: Unit[];
  readonly #secondary: Unit[];

  constructor(
    settings: SourceSettings,
    options: { cluster: Unit[]; secondary: Unit[] },
  ) {
    super(settings);
    this.#cluster = options.cluster;
    this.#secondary = options.secondary;
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    const units = [...this.#cluster, ...this.#secondary];
    const nodes: VaultNode[] = await askUnits(units, async index => {
      const { name, endpoint } = units[index];
      return readHealth(
        name,
        endpoint,
        await endpoint.get('/v1/sys/health', { signal, accept: KNOWN }),
      );
    });
    const cluster = nodes.slice(0, this.#cluster.length);
    const secondary = nodes.slice(this.#cluster.length);
    const ask = async (list: VaultNode[], kind: VaultNodeKind) => {
      const serving = list.findIndex(
        node => node.state === 'answers' && node.kind === kind,
      );
      return serving < 0
        ? null
        : askReplication(
            units[(list === cluster ? 0 : cluster.length) + serving].endpoint,
            signal,
          );
    };
    const [primaryEnd, secondaryEnd] = await Promise.all([
      ask(cluster, 'active'),
      ask(secondary, 'dr-secondary'),
    ]);
    const [entityRef] = this.entityRefs;
    return [
      { entityRef, signal: NODES, value: { cluster, secondary } },
      {
        entityRef,
        signal: DR_REPLICATION,
        value: {
          primary: primaryEnd && {
            ...primaryEnd,
            peers: [...primaryEnd.peers],
          },
          secondary: secondaryEnd && {
            ...secondaryEnd,
            peers: [...secondaryEnd.peers],
          },
          secondaryConfigured: this.#secondary.length > 0,
        } as any,
      },
    ];
  }

  async close(): Promise<void> {
    await Promise.all(
      [...this.#cluster, ...this.#secondary].map(({ endpoint }) =>
        endpoint.close(),
      ),
    );
  }
}
