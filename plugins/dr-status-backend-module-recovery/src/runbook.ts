import type { Entity } from '@backstage/catalog-model';
import {
  sayDuration,
  type Check,
  type CheckContext,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { COPY_SIGNALS, copyFollows, instanceOf } from './databaseCopy';
import {
  dnsHealthChecks,
  dnsRecords,
  HEALTH_CHECKS,
  leadsTo,
  LOAD_BALANCER,
  loadBalancerOf,
  outermost,
  RECORDS,
  type DnsGroup,
} from './dnsRecords';
import { dependenciesOf, isOfType, nameOf } from './estate';
import { settle, undeclared } from './reading';
import { AUTO_SCALING_GROUPS, nodesCanGrow, podsCanGrow } from './scaling';
import { WORKLOADS } from './workloadState';

/** The four steps of a fail-over, each by what it needs now. */

const TTL_SECONDS = 60;

export const isRunbook = (entity: Entity) => isOfType(entity, 'runbook');

/** Names that fail over, with the health checks of their PRIMARY records. */
function judgeDetection(context: CheckContext, zone: Entity): CheckOutcome[] {
  const records = dnsRecords(context, zone);
  const checks = dnsHealthChecks(context, zone);
  if ('outcome' in records) return [records.outcome];
  if ('outcome' in checks) return [checks.outcome];
  const readings = [...records.readings, ...checks.readings];
  const used = new Set(
    records.value.flatMap(({ members }) =>
      members
        .filter(({ failover }) => failover === 'PRIMARY')
        .flatMap(({ healthCheckId }) => healthCheckId ?? []),
    ),
  );
  if (used.size === 0) {
    return [
      {
        verdict: 'breached',
        reason: `No PRIMARY record of ${nameOf(
          zone,
        )} names a health check: nothing notices that the primary region is lost.`,
        readings,
      },
    ];
  }
  return [...used].map(id => {
    const check = checks.value.find(each => each.id === id);
    if (!check || check.missing || check.disabled) {
      return {
        verdict: 'breached',
        reason: check?.disabled
          ? `The health check of ${check.target} is disabled, which Route 53 takes for healthy: it never fails.`
          : `Records name the health check ${id}, which does not exist.`,
        readings,
      };
    }
    return check.detectSeconds === undefined
      ? {
          verdict: 'unknown',
          reason: `When the health check of ${check.target} fails is unknown: Route 53 tells no interval of it.`,
          readings,
        }
      : {
          verdict: 'met',
          reason: `${check.target} is noticed to fail within ${sayDuration(
            check.detectSeconds,
          )}.`,
          readings,
        };
  });
}

export const runbookDetection: Check = {
  id: 'recovery.runbook-detection',
  title: 'Step 1: the loss is detected',
  description:
    'Each PRIMARY record that has a health check names one that exists and is enabled; how fast it fails is known.',
  gate: false,
  weight: 3,
  threshold: {
    text: 'Health checks used by PRIMARY records exist and are enabled',
    origin: 'design 5.3 (1)',
  },
  signals: [RECORDS, HEALTH_CHECKS],
  remediation:
    'Create or enable the health check, and attach it to the PRIMARY record.',
  appliesTo: isRunbook,
  evaluate(context) {
    const zones = dependenciesOf(context, context.entity, 'dns-zone');
    if (zones.length === 0) {
      return undeclared(context, 'DNS zone');
    }
    const parts = zones.flatMap(zone => judgeDetection(context, zone));
    return settle(parts, parts.map(({ reason }) => reason).join(' '));
  },
};

function judgePromotion(
  context: CheckContext,
  database: Entity,
): CheckOutcome[] {
  const parts = [copyFollows(context, database)];
  const instance = instanceOf(context, database);
  if ('value' in instance && !instance.value.missing) {
    const { status } = instance.value;
    parts.push({
      verdict: status === 'available' ? 'met' : 'at-risk',
      reason: `${nameOf(database)} is ${status}${
        status === 'available' ? '' : ': RDS promotes only what is available'
      }.`,
      readings: instance.readings,
    });
  }
  return parts;
}

export const runbookPromotion: Check = {
  id: 'recovery.runbook-promotion',
  title: 'Step 2: there is a replica to promote',
  description:
    'The database that the runbook promotes is attached and replicates, and RDS would let it be promoted now.',
  gate: false,
  weight: 4,
  threshold: {
    text: 'In recovery, replicating, and available',
    origin: 'design 5.3 (2)',
  },
  signals: COPY_SIGNALS,
  remediation:
    'See the checks of the replica; wait for what RDS is doing to it, or create it anew from its source.',
  appliesTo: isRunbook,
  evaluate(context) {
    const databases = dependenciesOf(context, context.entity, 'database');
    return databases.length === 0
      ? undeclared(context, 'database to promote')
      : settle(
          databases.flatMap(database => judgePromotion(context, database)),
          `${databases.map(nameOf).join(', ')} replicates and can be promoted.`,
        );
  },
};

function judgeShift(
  group: DnsGroup,
  balancer: { name: string; dnsName: string },
  groups: DnsGroup[],
): Omit<CheckOutcome, 'readings'> {
  const { label, members } = group;
  const secondary = members.find(
    member =>
      member.failover === 'SECONDARY' &&
      leadsTo(member, balancer.dnsName, groups),
  );
  if (!secondary) {
    return {
      verdict: 'breached',
      reason: `${label} has no SECONDARY record that leads to ${balancer.name}: users would not come there.`,
    };
  }
  const ttls = members.map(({ ttlSeconds }) => ttlSeconds);
  const longest = Math.max(...ttls.map(ttl => ttl ?? 0));
  if (ttls.includes(undefined)) {
    return {
      verdict: 'unknown',
      reason: `For how long ${label} is remembered is not told.`,
    };
  }
  return {
    verdict: longest > TTL_SECONDS ? 'at-risk' : 'met',
    reason: `${label} leads to ${
      balancer.name
    } when the primary fails, and is remembered for ${sayDuration(longest)}.`,
  };
}

export const runbookShift: Check = {
  id: 'recovery.runbook-shift',
  title: 'Step 3: the traffic can shift',
  description:
    'Every name that users follow has a SECONDARY record, made beforehand, to the load balancer of the DR site; it is active and is not remembered for long.',
  gate: false,
  weight: 3,
  threshold: {
    text: `SECONDARY record to an active load balancer; TTL ≤ ${TTL_SECONDS} s`,
    origin: 'design 5.3 (3)',
  },
  signals: [RECORDS, LOAD_BALANCER],
  remediation:
    'Create the SECONDARY record; shorten the TTL of both records of the name.',
  appliesTo: isRunbook,
  evaluate(context) {
    const zones = dependenciesOf(context, context.entity, 'dns-zone');
    const balancers = dependenciesOf(context, context.entity, 'load-balancer');
    if (zones.length === 0 || balancers.length === 0) {
      return undeclared(context, 'DNS zone and load balancer');
    }
    const parts = zones.flatMap(zone =>
      balancers.flatMap((entity): CheckOutcome[] => {
        const name = nameOf(entity);
        const found = loadBalancerOf(context, entity);
        const records = dnsRecords(context, zone);
        if ('outcome' in found) return [found.outcome];
        if ('outcome' in records) return [records.outcome];
        const readings = [...found.readings, ...records.readings];
        const { missing, dnsName, state } = found.value;
        const groups = outermost(records.value);
        if (missing || state === 'failed' || groups.length === 0) {
          return [
            {
              verdict: 'breached',
              reason:
                groups.length === 0
                  ? `${nameOf(zone)} has no name that fails over.`
                  : `${name} ${missing ? 'is gone' : 'has failed'}.`,
              readings,
            },
          ];
        }
        if (dnsName === undefined || state === undefined) {
          return [
            {
              verdict: 'unknown',
              reason: `AWS does not tell the name and the state of ${name}.`,
              readings,
            },
          ];
        }
        return [
          {
            verdict: state === 'active' ? 'met' : 'at-risk',
            reason: `${name} is ${state}.`,
            readings,
          },
          ...groups.map(group => ({
            ...judgeShift(group, { name, dnsName }, records.value),
            readings,
          })),
        ];
      }),
    );
    return settle(parts, parts.map(({ reason }) => reason).join(' '));
  },
};

export const runbookScaleUp: Check = {
  id: 'recovery.runbook-scale-up',
  title: 'Step 4: the standby can grow to production',
  description:
    'Each workload of the standby has an autoscaler that reaches the replicas of production, and the node groups may have as many nodes as production runs now. An autoscaler of pods adds no nodes.',
  gate: false,
  weight: 3,
  threshold: {
    text: 'Autoscaler maximum ≥ sizing.replicasMin of production; node groups’ maximum ≥ nodes of production',
    origin: 'design 5.3 (4), 9.1',
  },
  signals: [WORKLOADS, AUTO_SCALING_GROUPS],
  remediation:
    'Raise the maximum of the node group or of the autoscaler; create the autoscaler that is missing.',
  appliesTo: isRunbook,
  evaluate(context) {
    const scalers = dependenciesOf(
      context,
      context.entity,
      'horizontal-pod-autoscaler',
    );
    const nodeGroups = dependenciesOf(context, context.entity, 'node-group');
    if (scalers.length === 0 || nodeGroups.length === 0) {
      return undeclared(context, 'pod autoscalers and node groups');
    }
    const clusters = new Set(
      scalers.flatMap(scaler =>
        dependenciesOf(context, scaler, 'kubernetes-cluster'),
      ),
    );
    const pods = [...clusters].flatMap(cluster =>
      podsCanGrow(context, cluster),
    );
    if (pods.length === 0) {
      pods.push({
        verdict: 'unknown',
        reason: `No workload with a sizing is declared in ${[...clusters]
          .map(nameOf)
          .join(', ')}, so what must grow is not known.`,
        readings: [],
      });
    }
    const nodes = nodeGroups.map(group => nodesCanGrow(context, group));
    return settle(
      [...pods, ...nodes],
      [
        `${pods.length} workloads have an autoscaler that goes as far as production needs.`,
        ...nodes.map(({ reason }) => reason),
      ].join(' '),
    );
  },
};
