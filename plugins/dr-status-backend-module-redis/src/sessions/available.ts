import type {
  Check,
  CheckOutcome,
  Finding,
} from '@twinshore/plugin-dr-status-node';
import type { ClusterState, DataNode } from '../redis/dataNode';
import type { MasterState } from './signals';
import { isSessionStore, viewStore } from './store';

const SLOTS = 16_384;

const sayFailed = ({ state, slotsServed }: ClusterState) =>
  `The cluster does not serve (${state}${
    slotsServed === null ? '' : `, ${slotsServed} of ${SLOTS} slots`
  }).`;

function judgeMasters(nodes: DataNode[], masters: MasterState[]): Finding {
  const own = nodes.flatMap(node =>
    node.state === 'answers' && node.role === 'master' ? [node] : [],
  );
  const loading = own.find(node => node.loading);
  if (loading) {
    return {
      verdict: 'breached',
      reason: `${loading.address} is still loading its data and takes no writes yet.`,
    };
  }
  const clusters = own.flatMap(({ cluster }) => cluster ?? []);
  const failed = clusters.find(
    ({ state, slotsServed }) =>
      (state !== null && state !== 'ok') ||
      (slotsServed !== null && slotsServed < SLOTS),
  );
  if (failed) {
    return { verdict: 'breached', reason: sayFailed(failed) };
  }
  if (clusters.some(({ state }) => state === null)) {
    return {
      verdict: 'unknown',
      reason:
        'Whether all shards serve is unknown: the user may not ask (grant +cluster|info).',
    };
  }
  const sessions = masters.reduce((sum, each) => sum + each.sessions, 0);
  const held = `${sessions} session${sessions === 1 ? '' : 's'}`;
  if (masters.length === 1) {
    return {
      verdict: 'met',
      reason: `${masters[0].address} takes writes and holds ${held}.`,
    };
  }
  return clusters.length > 0
    ? {
        verdict: 'met',
        reason: `${masters.length} shards take writes and hold ${held}.`,
      }
    : {
        verdict: 'at-risk',
        reason: `${masters.length} nodes take writes, each for itself: what one of them takes is lost.`,
      };
}

export const sessionsAvailable: Check = {
  id: 'redis.sessions.available',
  title: 'Sessions can be kept',
  description:
    'One node takes writes and has its data loaded. Without it nobody can sign in, however well the application runs.',
  gate: true,
  weight: 3,
  threshold: {
    text: 'One master that answers and has loaded, in cluster mode all slots served (replicas alone are breached)',
    origin: 'design 4.3',
  },
  signals: ['redis.sessions.store'],
  remediation:
    'See that the master runs. When only replicas are left, Sentinel or the managed service should have promoted one: read why it did not.',
  appliesTo: isSessionStore,
  evaluate(context): CheckOutcome {
    const view = viewStore(context, 'Whether sessions can be kept');
    if ('outcome' in view) {
      return view.outcome;
    }
    const { nodes, masters } = view.store;
    const readings = [view.reading];
    if (masters.length > 0) {
      return { ...judgeMasters(nodes, masters), readings };
    }
    const replicas = nodes.flatMap(node =>
      node.state === 'answers' ? [node] : [],
    );
    const silent = nodes.filter(node => node.state !== 'answers');
    const cutOff = replicas.filter(
      ({ masterLinkStatus }) => masterLinkStatus !== 'up',
    );
    // One that is there and cannot be read, may take writes.
    const allTold = silent.every(({ state }) => state === 'down');
    if (silent.length === 0 || (allTold && cutOff.length === replicas.length)) {
      return {
        verdict: 'breached',
        reason: `No node takes writes: ${replicas.length} of ${
          nodes.length
        } answer, as replicas${
          cutOff.length > 0 ? ' without a link to their master' : ''
        }.`,
        readings,
      };
    }
    return {
      verdict: 'unknown',
      reason: `No node that answers takes writes, and not every node can be asked: ${silent
        .map(node => ('error' in node ? node.error : ''))
        .join(' ')}`,
      readings,
    };
  },
};
