import { SourceFailure } from '@twinshore/plugin-dr-status-node';
import {
  isDown,
  sayAddress,
  withNode,
  type NodeAccess,
  type NodeAddress,
} from '../redis/RedisNode';
import type { SentinelReplica, SentinelView } from './signals';

export const SENTINEL_ACL =
  '`resetchannels &* -@all +ping +info +psubscribe +sentinel|master +sentinel|replicas +sentinel|ckquorum`.';

export interface AskedSentinel {
  view: SentinelView;
  replicas: SentinelReplica[];
  failure?: SourceFailure;
}

export interface SentinelAccess {
  masterName: string;
  access: NodeAccess;
  /** Configuration key of the Sentinels, for hints. */
  key: string;
  timeoutSeconds: number;
}

/** `[name, value, name, value]` as a record; undefined for anything else. */
function recordOf(reply: unknown): Record<string, string> | undefined {
  if (!Array.isArray(reply) || reply.length === 0 || reply.length % 2 !== 0) {
    return undefined;
  }
  const record: Record<string, string> = {};
  for (let index = 0; index < reply.length; index += 2) {
    record[String(reply[index])] = String(reply[index + 1]);
  }
  return record;
}

const flagsOf = (text = '') => text.split(',').filter(Boolean);
const countOf = (text?: string) =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : null;

export const askedSentinel = (
  at: NodeAddress,
  { key, timeoutSeconds }: SentinelAccess,
) => ({
  name: `Sentinel at ${sayAddress(at)}`,
  key,
  timeoutSeconds,
  leastPrivilege: SENTINEL_ACL,
});

/** Asks one Sentinel for its view; that it does not answer is an answer too. */
export async function askSentinel(
  at: NodeAddress,
  sentinel: SentinelAccess,
  signal: AbortSignal,
): Promise<AskedSentinel> {
  const { masterName, access, key } = sentinel;
  const address = sayAddress(at);
  const asked = askedSentinel(at, sentinel);
  const malformed = (what: string) =>
    new SourceFailure(
      'malformed',
      `${asked.name} answered ${what}.`,
      `Check host and port at ${key}: a data node is no Sentinel.`,
    );
  try {
    return await withNode({ ...at, access, asked }, signal, async call => {
      const master = recordOf(await call('SENTINEL', 'MASTER', masterName));
      if (!master?.ip || !master.port || !master.flags) {
        throw malformed('without the address or the flags of the master');
      }
      const list = await call('SENTINEL', 'REPLICAS', masterName);
      const replicas = Array.isArray(list) ? list.map(recordOf) : undefined;
      if (!replicas || replicas.some(each => !each?.ip || !each.port)) {
        throw malformed('with a list of replicas that cannot be understood');
      }
      // That a quorum is lost is an error reply, and the answer.
      const quorumAnswer = await call('SENTINEL', 'CKQUORUM', masterName).then(
        String,
        (error: Error) => {
          if (/^(NOQUORUM|NOGOODSLAVE)\b/.test(error.message)) {
            return error.message;
          }
          throw error;
        },
      );
      return {
        view: {
          address,
          state: 'answers' as const,
          quorumReached: /^OK\b/.test(quorumAnswer),
          quorumAnswer: quorumAnswer.slice(0, 160),
          masterAddress: sayAddress({
            host: master.ip,
            port: Number(master.port),
          }),
          masterFlags: flagsOf(master.flags),
          quorum: countOf(master.quorum),
          configEpoch: countOf(master['config-epoch']),
        },
        replicas: replicas.map(replica => ({
          address: sayAddress({
            host: replica!.ip,
            port: Number(replica!.port),
          }),
          flags: flagsOf(replica!.flags),
          masterLinkStatus: replica!['master-link-status'] ?? '',
          priority: countOf(replica!['slave-priority']),
        })),
      };
    });
  } catch (error) {
    const failure = error as SourceFailure;
    return {
      failure,
      replicas: [],
      view: {
        address,
        state: isDown(failure) ? 'down' : 'unreadable',
        error: failure.message,
      },
    };
  }
}

/** The replicas that any Sentinel knows, with all that is held against them. */
export function mergeReplicas(all: SentinelReplica[][]): SentinelReplica[] {
  const merged = new Map<string, SentinelReplica>();
  for (const replica of all.flat()) {
    const known = merged.get(replica.address);
    merged.set(replica.address, {
      address: replica.address,
      flags: [...new Set([...(known?.flags ?? []), ...replica.flags])].sort(),
      masterLinkStatus:
        known && known.masterLinkStatus !== 'ok'
          ? known.masterLinkStatus
          : replica.masterLinkStatus,
      priority: known?.priority === 0 ? 0 : replica.priority,
    });
  }
  return [...merged.values()].sort((a, b) =>
    a.address.localeCompare(b.address),
  );
}
