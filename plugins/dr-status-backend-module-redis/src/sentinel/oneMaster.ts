import {
  sayList,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { isSentinelCache, readAll } from './sentinelEntity';
import {
  REPLICATION,
  SENTINELS,
  type ReplicationValue,
  type SentinelsValue,
} from './signals';

/** What can be held against a master without its being down for all. */
const DOUBTS: Record<string, string> = {
  s_down: 'thinks that it is down',
  disconnected: 'has no connection to it',
  master_down: 'was told that it is down',
  failover_in_progress: 'is failing it over',
  force_failover: 'is failing it over',
  reconf_sent: 'is reconfiguring it',
  reconf_inprog: 'is reconfiguring it',
};

export const oneMaster: Check = {
  id: 'redis.sentinel.one-master',
  title: 'One master, and it is up',
  description:
    'All Sentinels name the same master and hold nothing against it, and the node at that address is one. Clients ask any Sentinel where to write.',
  gate: false,
  weight: 3,
  threshold: {
    text: 'One address from all Sentinels, flags exactly “master”, role master (o_down or disagreement is breached)',
    origin: 'design 4.2',
  },
  signals: [SENTINELS, REPLICATION],
  remediation:
    'Read the log of a Sentinel: it says why no fail-over begins or why one does not end. Sentinels that disagree for minutes cannot reach each other.',
  appliesTo: isSentinelCache,
  evaluate(context): CheckOutcome {
    const view = readAll<[SentinelsValue, ReplicationValue]>(
      context,
      'Which node is the master',
      [
        [SENTINELS, 'Sentinels'],
        [REPLICATION, 'Data nodes'],
      ],
    );
    if ('outcome' in view) {
      return view.outcome;
    }
    const { readings } = view;
    const [{ views, masterName }, { nodes }] = view.values;
    const answering = views.flatMap(each =>
      each.state === 'answers' ? [each] : [],
    );
    const named = [...new Set(answering.map(each => each.masterAddress))];
    if (named.length === 0) {
      return {
        verdict: 'unknown',
        reason: 'No Sentinel says which node is the master.',
        readings,
      };
    }
    if (named.length > 1) {
      return {
        verdict: 'breached',
        reason: `The Sentinels disagree on the master of ${masterName}: ${sayList(
          named,
        )}.`,
        readings,
      };
    }
    const [address] = named;
    const flags = [...new Set(answering.flatMap(each => each.masterFlags))];
    if (flags.includes('o_down')) {
      return {
        verdict: 'breached',
        reason: `The Sentinels agree that the master ${address} is down (o_down).`,
        readings,
      };
    }
    const doubt = flags.find(flag => flag !== 'master');
    if (doubt) {
      const who = answering.find(each => each.masterFlags.includes(doubt))!;
      return {
        verdict: DOUBTS[doubt] ? 'at-risk' : 'unknown',
        reason: `Of the master ${address} the Sentinel at ${who.address} ${
          DOUBTS[doubt] ?? 'says what is not understood'
        } (${doubt}).`,
        readings,
      };
    }
    const node = nodes.find(each => each.address === address);
    if (node?.state !== 'answers') {
      return {
        verdict: 'unknown',
        reason: node
          ? `The Sentinels hold nothing against the master ${address}, but it cannot be asked: ${node.error}`
          : `The Sentinels name the master ${address}, which was not asked.`,
        readings,
      };
    }
    if (node.role !== 'master') {
      return {
        verdict: 'breached',
        reason: `The Sentinels name ${address} as the master, which itself says that it is ${
          node.role === 'slave' ? 'a replica' : `a ${node.role}`
        }.`,
        readings,
      };
    }
    const other = nodes.find(
      each =>
        each.state === 'answers' &&
        each.role === 'master' &&
        each.address !== address,
    );
    if (other) {
      return {
        verdict: 'at-risk',
        reason: `${address} is the master for all Sentinels, but ${other.address} takes writes as a master too; those are lost when it is made a replica.`,
        readings,
      };
    }
    const unreadable = views.find(({ state }) => state === 'unreadable');
    if (unreadable && 'error' in unreadable) {
      return {
        verdict: 'unknown',
        reason: `${address} is the master, for itself and for those Sentinels that can be read, but not all can: ${unreadable.error}`,
        readings,
      };
    }
    return {
      verdict: 'met',
      reason: `${address} is the master, for itself and for all ${answering.length} Sentinels that answer.`,
      readings,
    };
  },
};
