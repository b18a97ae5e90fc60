import {
  sayDuration,
  worstOutcome,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { METRIC_FRESH_SECONDS } from '../aws/metrics';
import { listed, viewSignal } from '../aws/viewSignal';
import { isElastiCache, viewGroup } from './cacheView';
import {
  ELASTICACHE_GROUP,
  ELASTICACHE_LAG,
  type ElastiCacheLag,
  type ElastiCacheShard,
} from './signals';

/** It serves; somebody works on it or a node is being replaced. */
const IN_WORK = ['modifying', 'snapshotting', 'creating'];
const DOWN = ['deleting', 'create-failed'];
/** Words for a setting that is on, or off, or on its way. */
const SETTING = ['enabled', 'disabled', 'enabling', 'disabling'];

export const cacheAvailable: Check = {
  id: 'aws.elasticache.available',
  title: 'Cache available, fails over by itself',
  description:
    'The replication group is available in cluster mode, and a replica in another zone takes over when a primary is lost.',
  gate: true,
  weight: 3,
  threshold: {
    text: 'Status available, cluster mode, Multi-AZ and automatic failover enabled (otherwise at risk; being deleted, failed or gone is breached)',
    origin: 'design 4.2',
  },
  signals: [ELASTICACHE_GROUP],
  remediation:
    'Enable Multi-AZ with automatic failover (elasticache modify-replication-group); it needs a replica in each shard. Read the events of the group when its status stays modifying.',
  appliesTo: (entity, estate) => isElastiCache(estate, entity),
  evaluate(context): CheckOutcome {
    const view = viewGroup(context, context.entity);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { identifier, status, clusterMode, automaticFailover, multiAz } =
      view.group;
    const readings = [view.reading];
    if (DOWN.includes(status)) {
      return {
        verdict: 'breached',
        reason: `${identifier} is ${status}.`,
        readings,
      };
    }
    const strange = [
      ...(status === 'available' || IN_WORK.includes(status)
        ? []
        : [`status ${status || 'none'}`]),
      ...(SETTING.includes(automaticFailover)
        ? []
        : [`automatic failover ${automaticFailover || 'not stated'}`]),
      ...(SETTING.includes(multiAz)
        ? []
        : [`Multi-AZ ${multiAz || 'not stated'}`]),
    ];
    if (strange.length > 0) {
      return {
        verdict: 'unknown',
        reason: `${identifier} is in a state that is not understood: ${listed(
          strange,
        )}.`,
        readings,
      };
    }
    const lacks = [
      ...(automaticFailover === 'enabled'
        ? []
        : [`automatic failover is ${automaticFailover}`]),
      ...(multiAz === 'enabled' ? [] : [`Multi-AZ is ${multiAz}`]),
      ...(clusterMode ? [] : ['cluster mode is off']),
    ];
    if (lacks.length > 0) {
      return {
        verdict: 'at-risk',
        reason: `${identifier} is ${status}, but ${listed(lacks)}.`,
        readings,
      };
    }
    return {
      verdict: status === 'available' ? 'met' : 'at-risk',
      reason: `${identifier} is ${status} in cluster mode, with Multi-AZ and automatic failover.`,
      readings,
    };
  },
};

function judgeShard(
  shard: ElastiCacheShard,
): Omit<CheckOutcome, 'readings'> & { id: string } {
  const { id, status, nodes } = shard;
  const zones = new Set(nodes.map(({ zone }) => zone));
  if (nodes.length === 0) {
    return { id, verdict: 'breached', reason: `shard ${id} has no node` };
  }
  if (nodes.length === 1) {
    return { id, verdict: 'at-risk', reason: `shard ${id} has no replica` };
  }
  if (zones.has(null)) {
    return {
      id,
      verdict: 'unknown',
      reason: `the zones of shard ${id} are not stated`,
    };
  }
  if (zones.size < 2) {
    return {
      id,
      verdict: 'at-risk',
      reason: `shard ${id} has all ${nodes.length} nodes in ${nodes[0].zone}`,
    };
  }
  if (status === 'available') {
    return { id, verdict: 'met', reason: `shard ${id} is available` };
  }
  return /^(creating|modifying|deleting)$/.test(status)
    ? { id, verdict: 'at-risk', reason: `shard ${id} is ${status}` }
    : {
        id,
        verdict: 'unknown',
        reason: `shard ${id} has a status that is not understood: ${
          status || 'none'
        }`,
      };
}

export const shardsSpread: Check = {
  id: 'aws.elasticache.shards-spread',
  title: 'Every shard in two zones',
  description:
    'Each shard has a replica in another availability zone than its primary. A shard without one is lost with its zone, and with it a part of all keys.',
  gate: false,
  weight: 3,
  threshold: {
    text: 'Every shard available with nodes in ≥ 2 zones (a shard without replica is at risk, without node breached)',
    origin: 'design 4.1, 4.2',
  },
  signals: [ELASTICACHE_GROUP],
  remediation:
    'Add a replica to the shard (elasticache increase-replica-count) in a zone that it is not in yet.',
  appliesTo: (entity, estate) => isElastiCache(estate, entity),
  evaluate(context): CheckOutcome {
    const view = viewGroup(context, context.entity);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { identifier, shards } = view.group;
    const readings = [view.reading];
    if (shards.length === 0) {
      return {
        verdict: 'unknown',
        reason: `ElastiCache names no shards of ${identifier}.`,
        readings,
      };
    }
    const judged = shards.map(judgeShard);
    const worst = worstOutcome(judged.map(each => ({ ...each, readings })));
    if (worst.verdict !== 'met') {
      return {
        verdict: worst.verdict,
        reason: `${identifier}: ${listed(
          judged
            .filter(({ verdict }) => verdict === worst.verdict)
            .map(({ reason }) => reason),
        )}.`,
        readings,
      };
    }
    const nodes = shards.flatMap(shard => shard.nodes);
    const zones = [...new Set(nodes.map(({ zone }) => zone))].sort();
    return {
      verdict: 'met',
      reason: `All ${
        shards.length
      } shards of ${identifier} have nodes in two zones or more (${zones.join(
        ', ',
      )}).`,
      readings,
    };
  },
};

/** Redis replicas acknowledge every second; this is what Sentinel's replicas are held to as well. */
const LAG_LIMIT_SECONDS = 10;

export const cacheLag: Check = {
  id: 'aws.elasticache.replication-lag',
  title: 'Cache replicas up to date',
  description:
    'CloudWatch says how far the replicas are behind their primaries: what they lack is lost when one takes over.',
  gate: false,
  weight: 1,
  threshold: {
    text: `ReplicationLag of every replica at most ${LAG_LIMIT_SECONDS} s (more is at risk)`,
    origin: 'design 4.2',
  },
  signals: [ELASTICACHE_LAG, ELASTICACHE_GROUP],
  remediation:
    'Look for bursts of writes, long commands or a network that is too small for the node type; choose a larger one or more shards.',
  appliesTo: (entity, estate) => isElastiCache(estate, entity),
  evaluate(context): CheckOutcome {
    const group = viewGroup(context, context.entity);
    if ('outcome' in group) {
      return group.outcome;
    }
    const view = viewSignal<ElastiCacheLag>(
      context,
      ELASTICACHE_LAG,
      'ReplicationLag',
    );
    if ('outcome' in view) {
      return view.outcome;
    }
    const { identifier } = group.group;
    const readings = [group.reading, view.reading];
    const known = view.value.flatMap(({ node, lag }) => {
      const age = lag ? (context.now - Date.parse(lag.at)) / 1000 : Infinity;
      return lag && age <= METRIC_FRESH_SECONDS
        ? [{ node, seconds: lag.value }]
        : [];
    });
    // Primaries give no lag, so one reading for each replica is what there can be.
    const replicas = group.group.shards.reduce(
      (sum, { nodes }) => sum + Math.max(0, nodes.length - 1),
      0,
    );
    const late = known.filter(({ seconds }) => seconds > LAG_LIMIT_SECONDS);
    if (late.length > 0) {
      return {
        verdict: 'at-risk',
        reason: `${identifier}: ${listed(
          late.map(
            ({ node, seconds }) => `${node} is ${sayDuration(seconds)} behind`,
          ),
        )}, of ${LAG_LIMIT_SECONDS} s allowed.`,
        readings,
      };
    }
    if (known.length === 0 || known.length < replicas) {
      return {
        verdict: 'unknown',
        reason: `CloudWatch has a recent ReplicationLag of ${known.length} of ${replicas} replicas of ${identifier}.`,
        readings,
      };
    }
    return {
      verdict: 'met',
      reason: `The replicas of ${identifier} are at most ${sayDuration(
        Math.max(...known.map(({ seconds }) => seconds)),
      )} behind, of ${LAG_LIMIT_SECONDS} s allowed.`,
      readings,
    };
  },
};
