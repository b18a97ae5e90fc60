import type { Check, CheckOutcome } from '@twinshore/plugin-dr-status-node';
import { isSessionStore, viewStore } from './store';

export const sessionsAvailable: Check = {
  id: 'redis.sessions.available',
  title: 'Sessions can be kept',
  description:
    'One node takes writes and has its data loaded. Without it nobody can sign in, however well the application runs.',
  gate: true,
  weight: 3,
  threshold: {
    text: 'One master that answers and has loaded (replicas alone are breached)',
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
    const { nodes, master } = view.store;
    const readings = [view.reading];
    if (master) {
      const node = nodes.find(each => each.address === master.address);
      if (node?.state === 'answers' && node.loading) {
        return {
          verdict: 'breached',
          reason: `${master.address} is still loading its data and takes no writes yet.`,
          readings,
        };
      }
      return {
        verdict: 'met',
        reason: `${master.address} takes writes and holds ${
          master.sessions
        } session${master.sessions === 1 ? '' : 's'}.`,
        readings,
      };
    }
    const replicas = nodes.flatMap(node =>
      node.state === 'answers' ? [node] : [],
    );
    const silent = nodes.filter(node => node.state !== 'answers');
    const cutOff = replicas.filter(
      ({ masterLinkStatus }) => masterLinkStatus !== 'up',
    );
    if (silent.length === 0 || cutOff.length === replicas.length) {
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
      reason: `The replicas that answer have a master, but it cannot be asked: ${silent
        .map(node => ('error' in node ? node.error : ''))
        .join(' ')}`,
      readings,
    };
  },
};
