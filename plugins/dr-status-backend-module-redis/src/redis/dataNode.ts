import { SourceFailure } from '@twinshore/plugin-dr-status-node';
import { numberOf, pairsOf, parseInfo, type RedisInfo } from './info';
import {
  isDown,
  sayAddress,
  withNode,
  type NodeAccess,
  type NodeAddress,
} from './RedisNode';

export const DATA_NODE_ACL =
  '`-@all +ping +info +role` (in cluster mode also `+cluster|info`).';

/** What a data node says of itself, or why it says nothing. */
export type DataNode =
  | { address: string; state: 'down' | 'unreadable'; error: string }
  | {
      address: string;
      state: 'answers';
      role: string;
      loading: boolean;
      /** Of a replica: the master that it follows, and its link to it. */
      master: string | null;
      masterLinkStatus: string | null;
      /** Of a master: the replicas that it serves. */
      replicas: Array<{
        address: string;
        state: string;
        lagSeconds: number | null;
      }>;
      replicationId: string | null;
      /** In cluster mode: whether the cluster as a whole serves; null otherwise. */
      cluster: ClusterState | null;
    };

export type ClusterState = {
  /** `ok` or `fail`; null when the user may not ask. */
  state: string | null;
  /** Of 16,384. */
  slotsServed: number | null;
};

export interface AskedDataNode {
  node: DataNode;
  /** Undefined when it does not answer. */
  info?: RedisInfo;
  failure?: SourceFailure;
}

/** Undefined when it does not say what every master and replica says. */
export function describeDataNode(
  address: string,
  info: RedisInfo,
  cluster: ClusterState | null = null,
): DataNode | undefined {
  const role = info.get('role');
  if (role === undefined) {
    return undefined;
  }
  const replicas = [...info]
    .filter(([field]) => /^slave\d+$/.test(field))
    .map(([, text]) => pairsOf(text))
    .map(({ ip = '', port, state = '', lag }) => ({
      address: sayAddress({ host: ip, port: Number(port) }),
      state,
      lagSeconds: lag !== undefined && /^\d+$/.test(lag) ? Number(lag) : null,
    }));
  const masterHost = info.get('master_host');
  return {
    address,
    state: 'answers',
    role,
    loading: info.get('loading') === '1',
    master: masterHost
      ? sayAddress({
          host: masterHost,
          port: numberOf(info, 'master_port') ?? 0,
        })
      : null,
    masterLinkStatus: info.get('master_link_status') ?? null,
    replicas,
    replicationId: info.get('master_replid') ?? null,
    cluster,
  };
}

async function askCluster(
  call: (...command: string[]) => Promise<unknown>,
): Promise<ClusterState> {
  try {
    const fields = parseInfo(await call('CLUSTER', 'INFO')) ?? new Map();
    return {
      state: fields.get('cluster_state') ?? null,
      slotsServed: numberOf(fields, 'cluster_slots_ok'),
    };
  } catch (error) {
    if (/^NOPERM\b/.test((error as Error).message)) {
      return { state: null, slotsServed: null };
    }
    throw error;
  }
}

/** Asks one data node with INFO; that it does not answer is an answer too. */
export async function askDataNode(
  at: NodeAddress,
  options: {
    access: NodeAccess;
    key: string;
    timeoutSeconds: number;
    signal: AbortSignal;
  },
): Promise<AskedDataNode> {
  const { access, key, timeoutSeconds, signal } = options;
  const address = sayAddress(at);
  const name = `Redis at ${address}`;
  try {
    return await withNode(
      {
        ...at,
        access,
        asked: { name, key, timeoutSeconds, leastPrivilege: DATA_NODE_ACL },
      },
      signal,
      async call => {
        const info = parseInfo(await call('INFO'));
        const cluster =
          info?.get('cluster_enabled') === '1' ? await askCluster(call) : null;
        const node = info && describeDataNode(address, info, cluster);
        if (!node) {
          throw new SourceFailure(
            'malformed',
            `${name} answered INFO without its role.`,
            `Check host and port at ${key}.`,
          );
        }
        return { node, info };
      },
    );
  } catch (error) {
    const failure = error as SourceFailure;
    return {
      failure,
      node: {
        address,
        state: isDown(failure) ? 'down' : 'unreadable',
        error: failure.message,
      },
    };
  }
}
