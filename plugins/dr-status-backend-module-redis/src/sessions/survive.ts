import { resilienceOf } from '@twinshore/plugin-dr-status-common';
import type {
  Check,
  CheckOutcome,
  Finding,
} from '@twinshore/plugin-dr-status-node';
import type { DataNode } from '../redis/dataNode';
import type { MasterState } from './signals';
import {
  isSessionStore,
  judgeEach,
  nameOf,
  viewMasters,
  viewStore,
} from './store';

const LAG_LIMIT_SECONDS = 10;

function copiesOf(nodes: DataNode[], master: MasterState): number {
  const node = nodes.find(each => each.address === master.address);
  return node?.state === 'answers'
    ? node.replicas.filter(
        ({ state, lagSeconds }) =>
          state === 'online' &&
          lagSeconds !== null &&
          lagSeconds <= LAG_LIMIT_SECONDS,
      ).length
    : 0;
}

function judgeLoss(master: MasterState, nodes: DataNode[]): Finding {
  const { appendOnly, lastAppendOk } = master;
  if (!master.managed && (appendOnly ? lastAppendOk : appendOnly) === null) {
    return {
      verdict: 'unknown',
      reason: 'The master does not say whether it writes its data to disk.',
    };
  }
  const copies = copiesOf(nodes, master);
  const copied =
    copies > 0
      ? `${copies} replica${copies === 1 ? ' holds' : 's hold'} them too`
      : 'no replica holds them';
  const kept =
    master.managed || (master.appendOnly && master.lastAppendOk !== false);
  let file = 'the service replaces nodes from replicas';
  if (!master.managed) {
    file = master.appendOnly
      ? `the append-only file ${kept ? 'is written' : 'cannot be written'}`
      : 'there is no append-only file';
  }
  const ways = [copies > 0, kept].filter(Boolean).length;
  return {
    verdict: (['breached', 'at-risk', 'met'] as const)[ways],
    reason: `Sessions at ${master.address}: ${copied}, and ${file}.`,
  };
}

export const sessionsSurviveLoss: Check = {
  id: 'redis.sessions.survive-node-loss',
  title: 'Sessions survive the loss of a node',
  description:
    'A replica holds the sessions too, and a restart finds them on disk. A master that restarts without its file is empty, and its replicas empty themselves after it.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'A replica at most 10 s behind, and an append-only file that is written (one of the two is at risk, neither breached; a managed service needs no file)',
    origin: 'design 4.2',
  },
  signals: ['redis.sessions.store'],
  remediation:
    'Set appendonly yes on every node, and add a replica on a machine that fails apart.',
  appliesTo: isSessionStore,
  evaluate(context): CheckOutcome {
    const view = viewMasters(context, 'Whether sessions survive');
    if ('outcome' in view) {
      return view.outcome;
    }
    const { nodes } = view.store;
    return {
      ...judgeEach(view.masters, master => judgeLoss(master, nodes)),
      readings: [view.reading],
    };
  },
};

export const sessionsSurviveFailover: Check = {
  id: 'redis.sessions.survive-failover',
  title: 'Users stay signed in over a fail-over',
  description:
    'The store at the site that takes over replicates from this one. Where it does not, a fail-over of the site signs every user out.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'The other store is a replica of this one, its link up (else at risk: users sign in again)',
    origin: 'design 4.3, 5.3',
  },
  signals: ['redis.sessions.store'],
  remediation:
    'Replicate the store between the sites (for ElastiCache a Global Datastore), or accept that users sign in again and say so in the runbook.',
  appliesTo: entity =>
    isSessionStore(entity) &&
    (resilienceOf(entity)?.failsOverTo ?? []).length > 0,
  evaluate(context): CheckOutcome {
    const what = 'Whether users stay signed in';
    const here = viewStore(context, what);
    if ('outcome' in here) {
      return here.outcome;
    }
    const [target] = resilienceOf(context.entity)!.failsOverTo!;
    const ref = target.toLocaleLowerCase('en-US');
    const there = viewStore(context, what, ref);
    if ('outcome' in there) {
      return {
        ...there.outcome,
        readings: [here.reading, ...there.outcome.readings],
      };
    }
    const readings = [here.reading, there.reading];
    const other = context.getEntity(ref);
    const otherName = other ? nameOf(other) : ref;
    const sources = here.store.nodes.flatMap(node =>
      node.state === 'answers' && node.role === 'master' ? [node] : [],
    );
    if (sources.length === 0) {
      return {
        verdict: 'unknown',
        reason: `${what} is unknown: no node that takes writes answers at ${nameOf(
          context.entity,
        )}.`,
        readings,
      };
    }
    const copies = sources.map(source =>
      there.store.nodes.find(
        node =>
          node.state === 'answers' &&
          node.role === 'slave' &&
          node.replicationId !== null &&
          node.replicationId === source.replicationId,
      ),
    );
    if (copies.every(copy => copy !== undefined)) {
      const linked = copies.every(
        copy => copy?.state === 'answers' && copy.masterLinkStatus === 'up',
      );
      return {
        verdict: linked ? 'met' : 'at-risk',
        reason: linked
          ? `${otherName} replicates the sessions from here.`
          : `${otherName} replicates the sessions from here, but its link is down.`,
        readings,
      };
    }
    const sessions = here.store.masters.reduce(
      (sum, master) => sum + master.sessions,
      0,
    );
    return {
      verdict: 'at-risk',
      reason: `${otherName} holds no copy: a fail-over signs ${
        sessions === 0 ? 'every user' : `the users of ${sessions} sessions`
      } out, and they sign in again.`,
      readings,
    };
  },
};
