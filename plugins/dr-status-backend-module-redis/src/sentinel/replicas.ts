import {
  sayList,
  sayDuration,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { isSentinelCache, readAll } from './sentinelEntity';
import {
  REPLICAS,
  REPLICATION,
  type ReplicationValue,
  type SentinelReplica,
} from './signals';

const LAG_LIMIT_SECONDS = 10;

/** Why it could not take over; undefined when it could. */
function fault(replica: SentinelReplica): string | undefined {
  // A dead replica keeps the link status that it last had: flags first.
  const flag = replica.flags.find(each => each !== 'slave');
  if (flag) {
    return flag === 's_down' || flag === 'disconnected' ? 'is down' : flag;
  }
  if (replica.priority === 0) {
    return 'is never promoted (replica-priority 0)';
  }
  return replica.masterLinkStatus === 'ok'
    ? undefined
    : 'has no link to the master';
}

export const usableReplicas: Check = {
  id: 'redis.sentinel.replicas',
  title: 'Replicas can take over',
  description:
    'At least one replica is up, linked to the master, close behind it and of a priority that lets it be promoted. The master’s own count of replicas includes dead ones.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'All replicas up, linked, at most 10 s behind and promotable (one that is not is at risk; none that is, breached)',
    origin: 'design 4.2',
  },
  signals: [REPLICAS, REPLICATION],
  remediation:
    'Start the replica, or read its log for why it does not synchronise. One that will not come back is forgotten with SENTINEL RESET, one Sentinel after the other.',
  appliesTo: isSentinelCache,
  evaluate(context): CheckOutcome {
    const view = readAll<[SentinelReplica[], ReplicationValue]>(
      context,
      'Whether a replica can take over',
      [
        [REPLICAS, 'Replicas as the Sentinels see them'],
        [REPLICATION, 'Data nodes'],
      ],
    );
    if ('outcome' in view) {
      return view.outcome;
    }
    const { readings } = view;
    const [replicas, { nodes }] = view.values;
    if (replicas.length === 0) {
      return {
        verdict: 'breached',
        reason: 'The Sentinels know no replica that could take over.',
        readings,
      };
    }
    const lags = new Map(
      nodes.flatMap(node =>
        node.state === 'answers' && node.role === 'master'
          ? node.replicas.map(each => [each.address, each] as const)
          : [],
      ),
    );
    const up = replicas.filter(each => fault(each) === undefined);
    const faulty = replicas
      .filter(each => fault(each) !== undefined)
      .map(each => `${each.address} ${fault(each)}`);
    if (up.length === 0) {
      return {
        verdict: 'breached',
        reason: `No replica can take over: ${sayList(faulty)}.`,
        readings,
      };
    }
    const measured = up.map(each => ({
      ...each,
      lag: lags.get(each.address)?.lagSeconds ?? null,
    }));
    const late = measured.filter(
      ({ lag }) => lag !== null && lag > LAG_LIMIT_SECONDS,
    );
    if (faulty.length > 0 || late.length > 0) {
      return {
        verdict: 'at-risk',
        reason: `${up.length} of ${
          replicas.length
        } replicas can take over; ${sayList([
          ...faulty,
          ...late.map(
            ({ address, lag }) =>
              `${address} is ${sayDuration(lag!)} behind (${sayDuration(
                LAG_LIMIT_SECONDS,
              )} allowed)`,
          ),
        ])}.`,
        readings,
      };
    }
    const unmeasured = measured.find(({ lag }) => lag === null);
    if (unmeasured) {
      return {
        verdict: 'unknown',
        reason: `${unmeasured.address} is up, but no master says how far it is behind.`,
        readings,
      };
    }
    const most = Math.max(...measured.map(({ lag }) => lag!));
    return {
      verdict: 'met',
      reason: `${up.length} replica${
        up.length === 1 ? '' : 's'
      } can take over, at most ${sayDuration(most)} behind (${sayDuration(
        LAG_LIMIT_SECONDS,
      )} allowed).`,
      readings,
    };
  },
};
