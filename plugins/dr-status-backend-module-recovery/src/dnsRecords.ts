import type { Entity } from '@backstage/catalog-model';
import type { CheckContext } from '@twinshore/plugin-dr-status-node';
import {
  booleanOf,
  listOf,
  numberOf,
  recordOf,
  recordsOf,
  textOf,
} from './jsonValues';
import { ask, type Asked } from './reading';

export const RECORDS = 'aws.route53.records';
export const HEALTH_CHECKS = 'aws.route53.healthChecks';
export const LOAD_BALANCER = 'aws.elbv2.loadBalancer';

/** A metric of one-minute periods that is older than this says nothing of now. */
const METRIC_FRESH_SECONDS = 240;

/** Route 53 answers for its aliases of load balancers with this time to live. */
const ALIAS_TTL_SECONDS = 60;

export interface DnsMember {
  failover?: string;
  healthCheckId?: string;
  ttlSeconds?: number;
  weight?: number;
  targets: string[];
}

/** All records of one name and type. */
export interface DnsGroup {
  label: string;
  name: string;
  members: DnsMember[];
}

export interface DnsHealthCheck {
  id: string;
  target: string;
  missing: boolean;
  disabled: boolean;
  detectSeconds?: number;
  /** 1 when Route 53 finds it healthy; undefined when it is not told of now. */
  status?: number;
}

/** Of a name: in lower case, without the dot and the prefix for IPv6 aliases. */
export function plainName(name: string): string {
  return name
    .toLocaleLowerCase('en-US')
    .replace(/\.$/, '')
    .replace(/^dualstack\./, '');
}

function toMember(value: unknown): DnsMember | undefined {
  const record = recordOf(value);
  const values = listOf(record?.values ?? [], textOf);
  if (!record || !values) {
    return undefined;
  }
  const target = textOf(recordOf(record.alias)?.target);
  return {
    failover: textOf(record.failover),
    healthCheckId: textOf(record.healthCheckId),
    ttlSeconds:
      numberOf(record.ttlSeconds) ??
      (target === undefined ? undefined : ALIAS_TTL_SECONDS),
    weight: numberOf(record.weight),
    targets: [...(target ? [target] : []), ...values].map(plainName),
  };
}

/** The records of a zone that route by a policy. */
export function dnsRecords(
  context: CheckContext,
  zone: Entity,
): Asked<DnsGroup[]> {
  return ask(context, zone, RECORDS, 'The list of records', value =>
    listOf(value, item => {
      const group = recordOf(item);
      const name = textOf(group?.name);
      const members = listOf(group?.members, toMember);
      return name === undefined || !members
        ? undefined
        : { label: `${name} ${group!.type}`, name: plainName(name), members };
    }),
  );
}

/** The value of a data point that still says something of now. */
function freshPoint(value: unknown, now: number): number | undefined {
  const point = recordOf(value);
  const age = now - Date.parse(textOf(point?.at) ?? '');
  return age <= METRIC_FRESH_SECONDS * 1000
    ? numberOf(point?.value)
    : undefined;
}

/** The health checks that the records of a zone name. */
export function dnsHealthChecks(
  context: CheckContext,
  zone: Entity,
): Asked<DnsHealthCheck[]> {
  return ask(context, zone, HEALTH_CHECKS, 'The list of health checks', value =>
    listOf(value, item => {
      const check = recordOf(item);
      const id = textOf(check?.id);
      return !check || id === undefined
        ? undefined
        : {
            id,
            target: textOf(check.target) ?? id,
            missing: booleanOf(check.missing) ?? false,
            disabled: booleanOf(check.disabled) ?? false,
            detectSeconds: numberOf(check.detectSeconds),
            status: freshPoint(check.status, context.now),
          };
    }),
  );
}

/** A load balancer of AWS, as far as it is needed to follow DNS to it. */
export interface LoadBalancer {
  missing: boolean;
  dnsName?: string;
  state?: string;
  /** Healthy targets by target group that a listener leads to. */
  healthyTargets: number[];
}

export function loadBalancerOf(
  context: CheckContext,
  entity: Entity,
): Asked<LoadBalancer> {
  return ask(context, entity, LOAD_BALANCER, 'The load balancer', value => {
    const found = recordOf(value);
    const missing = booleanOf(found?.missing);
    if (!found || missing === undefined) {
      return undefined;
    }
    const healthyTargets = listOf(found.targetGroups ?? [], group =>
      recordsOf(recordOf(group)?.targets)?.reduce(
        (sum, zone) => sum + (numberOf(zone.healthy) ?? 0),
        0,
      ),
    );
    const dnsName = textOf(found.dnsName);
    return (
      healthyTargets && {
        missing,
        dnsName: dnsName && plainName(dnsName),
        state: textOf(found.state),
        healthyTargets,
      }
    );
  });
}

/** Whether a member leads to a target, by way of other names of the zone too. */
export function leadsTo(
  member: DnsMember,
  target: string,
  groups: DnsGroup[],
  passed: string[] = [],
): boolean {
  return member.targets.some(
    name =>
      name === target ||
      (!passed.includes(name) &&
        groups.some(
          group =>
            group.name === name &&
            group.members.some(next =>
              leadsTo(next, target, groups, [...passed, name]),
            ),
        )),
  );
}

/** Names that users follow: those that no other record of the zone leads to. */
export function outermost(groups: DnsGroup[]): DnsGroup[] {
  const nested = new Set(
    groups.flatMap(({ members }) => members.flatMap(({ targets }) => targets)),
  );
  return groups.filter(({ name }) => !nested.has(name));
}
