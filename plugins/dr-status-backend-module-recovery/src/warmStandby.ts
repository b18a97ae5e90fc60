import type { Entity } from '@backstage/catalog-model';
import { resilienceOf } from '@twinshore/plugin-dr-status-common';
import type {
  Check,
  CheckContext,
  CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { COPY_SIGNALS, copyFollows } from './databaseCopy';
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
  type DnsHealthCheck,
} from './dnsRecords';
import { dependenciesOf, isOfType, nameOf, workloadsIn } from './estate';
import { numberOf, recordOf } from './jsonValues';
import { ask, settle, undeclared } from './reading';
import { WORKLOADS, workloadState } from './workloadState';

export const NODES = 'kubernetes.nodes';

const isStandby = (entity: Entity) => isOfType(entity, 'recovery-mode');

export const standbyFollows: Check = {
  id: 'recovery.standby-follows',
  title: 'The standby’s database follows',
  description:
    'Every database that the standby rests on is a copy that receives changes, as RDS and the server itself say.',
  gate: false,
  weight: 3,
  threshold: { text: 'In recovery and replicating', origin: 'design 5.2' },
  signals: COPY_SIGNALS,
  remediation:
    'See the checks of the replica: a broken one is restarted or created anew from its source; a promoted one always anew.',
  appliesTo: isStandby,
  evaluate(context) {
    const databases = dependenciesOf(context, context.entity, 'database');
    return databases.length === 0
      ? undeclared(context, 'database')
      : settle(
          databases.map(database => copyFollows(context, database)),
          `${databases.map(nameOf).join(', ')} is in recovery and replicates.`,
        );
  },
};

function judgeNodes(context: CheckContext, cluster: Entity): CheckOutcome {
  const workers = ask(context, cluster, NODES, 'The count of nodes', value => {
    const nodes = recordOf(value);
    const ready = numberOf(nodes?.ready);
    const controlPlane = numberOf(recordOf(nodes?.controlPlane)?.ready);
    return ready === undefined || controlPlane === undefined
      ? undefined
      : ready - controlPlane;
  });
  if ('outcome' in workers) {
    return workers.outcome;
  }
  const name = nameOf(cluster);
  return {
    verdict: workers.value > 0 ? 'met' : 'breached',
    reason: `${name} has ${workers.value} worker nodes that are ready.`,
    readings: workers.readings,
  };
}

function judgeWorkloads(
  context: CheckContext,
  cluster: Entity,
): CheckOutcome[] {
  return workloadsIn(context, cluster)
    .filter(
      // What may be at zero while it stands by, is declared so.
      ({ entity }) => resilienceOf(entity)?.sizing?.replicasMin !== 0,
    )
    .map(workload => {
      const state = workloadState(context, workload);
      return 'outcome' in state
        ? state.outcome
        : {
            verdict: state.value.ready > 0 ? 'met' : 'breached',
            reason: `${nameOf(workload.entity)} has ${
              state.value.ready
            } replicas that are ready.`,
            readings: state.readings,
          };
    });
}

export const standbyWarm: Check = {
  id: 'recovery.standby-warm',
  title: 'The standby is scaled down, not off',
  description:
    'Each cluster of the standby has worker nodes, and each workload that is declared in it has at least one replica that is ready.',
  gate: false,
  weight: 3,
  threshold: {
    text: 'A ready worker node, and a ready replica of each workload (unless its sizing.replicasMin is 0)',
    origin: 'design 5.2',
  },
  signals: [NODES, WORKLOADS],
  remediation:
    'Scale the Deployments and the node group back to the standby’s minimum; see the autoscalers and events of what does not start.',
  appliesTo: isStandby,
  evaluate(context) {
    const clusters = dependenciesOf(
      context,
      context.entity,
      'kubernetes-cluster',
    );
    if (clusters.length === 0) {
      return undeclared(context, 'Kubernetes cluster');
    }
    const nodes = clusters.map(cluster => judgeNodes(context, cluster));
    const workloads = clusters.flatMap(cluster =>
      judgeWorkloads(context, cluster),
    );
    return settle(
      [...nodes, ...workloads],
      workloads.length === 0
        ? `${nodes[0].reason} No workload is declared there.`
        : `${nodes[0].reason} All ${workloads.length} workloads have a replica that is ready.`,
    );
  },
};

/** How users of one name come to the standby now, if they do. */
function judgeName(
  group: DnsGroup,
  target: string,
  groups: DnsGroup[],
  healthChecks: DnsHealthCheck[],
): Omit<CheckOutcome, 'readings'> {
  const { label, members } = group;
  const leading = members.filter(member => leadsTo(member, target, groups));
  const now = leading.find(
    ({ failover, weight }) => failover !== 'SECONDARY' && weight !== 0,
  );
  if (now) {
    return {
      verdict: 'breached',
      reason: `${label} sends users to the standby now, by ${
        now.failover === 'PRIMARY'
          ? 'its PRIMARY record'
          : 'a record that is no fail-over record'
      }, and its database takes no writes.`,
    };
  }
  const primary = members.find(({ failover }) => failover === 'PRIMARY');
  const check = healthChecks.find(({ id }) => id === primary?.healthCheckId);
  const keeps = {
    verdict: 'met' as const,
    reason: `${label} keeps users from the standby.`,
  };
  // Route 53 takes a health check that is missing or disabled for healthy.
  const canFail =
    primary?.healthCheckId !== undefined && !check?.missing && !check?.disabled;
  if (leading.length === 0 || !canFail) {
    return keeps;
  }
  if (check?.status === undefined) {
    return {
      verdict: 'unknown',
      reason: `Whether ${label} sends users to the standby now is unknown: nothing tells whether the health check of its PRIMARY record fails.`,
    };
  }
  return check.status < 1
    ? {
        verdict: 'at-risk',
        reason: `${label} sends users to the standby now, since the health check of ${check.target} fails: a fail-over is under way.`,
      }
    : keeps;
}

export const standbyIdle: Check = {
  id: 'recovery.standby-idle',
  title: 'The standby serves nobody by mistake',
  description:
    'Every name by which users come leads to the standby’s load balancer by a SECONDARY fail-over record only.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Only SECONDARY records lead there (users sent there by a failing health check are at risk)',
    origin: 'design 5.2',
  },
  signals: [RECORDS, HEALTH_CHECKS, LOAD_BALANCER],
  remediation:
    'Make the record of the standby SECONDARY, or its weight 0. If a health check fails, the primary region needs you: follow the runbook.',
  appliesTo: isStandby,
  evaluate(context) {
    const balancers = dependenciesOf(context, context.entity, 'load-balancer');
    const zones = [...context.entities()].filter(each =>
      isOfType(each, 'dns-zone'),
    );
    if (balancers.length === 0 || zones.length === 0) {
      return undeclared(context, 'load balancer that a DNS zone could lead to');
    }
    const parts = balancers.flatMap(balancer =>
      zones.flatMap((zone): CheckOutcome[] => {
        const found = loadBalancerOf(context, balancer);
        const records = dnsRecords(context, zone);
        const checks = dnsHealthChecks(context, zone);
        if ('outcome' in found) return [found.outcome];
        if ('outcome' in records) return [records.outcome];
        if ('outcome' in checks) return [checks.outcome];
        const readings = [found, records, checks].flatMap(
          each => each.readings,
        );
        const { missing, dnsName } = found.value;
        if (missing || dnsName === undefined) {
          return [
            {
              verdict: missing ? 'at-risk' : 'unknown',
              reason: missing
                ? `AWS does not have ${nameOf(
                    balancer,
                  )} any more: it serves nobody, and could not.`
                : `Which name leads to ${nameOf(balancer)} is not told.`,
              readings,
            },
          ];
        }
        const groups = outermost(records.value);
        return groups.length === 0
          ? [
              {
                verdict: 'at-risk',
                reason: `${nameOf(
                  zone,
                )} has no name with a routing policy, so nothing says when users go to the standby.`,
                readings,
              },
            ]
          : groups.map(group => ({
              ...judgeName(group, dnsName, records.value, checks.value),
              readings,
            }));
      }),
    );
    return settle(
      parts,
      `No name leads to ${balancers
        .map(nameOf)
        .join(', ')} unless the primary fails.`,
    );
  },
};

export const warmStandbyChecks: Check[] = [
  standbyFollows,
  standbyWarm,
  standbyIdle,
];
