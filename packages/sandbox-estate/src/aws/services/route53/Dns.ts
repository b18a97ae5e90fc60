import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { DnsAnswer, DnsResolver } from '../../../model';
import { siteOfLoadBalancer, type AwsSite } from '../../sites';
import type { HealthChecks } from './HealthChecks';
import type { HostedZone } from './HostedZone';
import { canonicalName, isWithin } from './names';

/** What Route 53 answers for an alias to a load balancer. */
const ALIAS_TTL_SECONDS = 60;
const MAX_DEPTH = 8;
const ADDRESS_TYPES = ['A', 'AAAA', 'CNAME'];

/** Answers names as Route 53's servers do: by the published records and their health. */
export class Dns implements DnsResolver {
  readonly #zones: readonly HostedZone[];
  readonly #health: HealthChecks;
  readonly #answers: (site: AwsSite) => boolean;

  constructor(
    zones: readonly HostedZone[],
    health: HealthChecks,
    answers: (site: AwsSite) => boolean,
  ) {
    this.#zones = zones;
    this.#health = health;
    this.#answers = answers;
  }

  resolve(name: string): DnsAnswer | undefined {
    return this.#resolve(canonicalName(name), 0);
  }

  #resolve(name: string, depth: number): DnsAnswer | undefined {
    const group = this.#group(name);
    if (group.length === 0 || depth > MAX_DEPTH) return undefined;
    const record = this.#choose(group);
    const setIdentifier = record.SetIdentifier;
    if (record.AliasTarget) {
      const target = record.AliasTarget.DNSName ?? '';
      const answer = this.#follow(target, ALIAS_TTL_SECONDS, depth);
      return answer && { ...answer, setIdentifier };
    }
    const values = (record.ResourceRecords ?? []).map(item => item.Value ?? '');
    const ttlSeconds = record.TTL ?? 0;
    if (record.Type === 'CNAME') {
      const answer = this.#follow(values[0], ttlSeconds, depth);
      return (
        answer && {
          ...answer,
          ttlSeconds: Math.min(ttlSeconds, answer.ttlSeconds),
          setIdentifier,
        }
      );
    }
    return { values, ttlSeconds, setIdentifier };
  }

  /** Where an alias or a CNAME leads. */
  #follow(
    target: string,
    ttlSeconds: number,
    depth: number,
  ): DnsAnswer | undefined {
    if (this.#zoneOf(canonicalName(target))) {
      return this.#resolve(canonicalName(target), depth + 1);
    }
    const site = siteOfLoadBalancer(target);
    return { values: [target.replace(/\.$/, '')], ttlSeconds, site };
  }

  #group(name: string): ResourceRecordSet[] {
    const records = (this.#zoneOf(name)?.published() ?? []).filter(
      ({ Name }) => Name === name,
    );
    for (const type of ADDRESS_TYPES) {
      const group = records.filter(({ Type }) => Type === type);
      if (group.length > 0) return group;
    }
    return [];
  }

  #zoneOf(name: string): HostedZone | undefined {
    return this.#zones.find(zone => isWithin(name, zone.name));
  }

  #choose(group: ResourceRecordSet[]): ResourceRecordSet {
    const well = group.filter(record => this.#healthy(record));
    if (group[0].Failover) {
      const primary = group.find(({ Failover }) => Failover === 'PRIMARY');
      const secondary = group.find(({ Failover }) => Failover === 'SECONDARY');
      // When all are ill, Route 53 answers with the primary.
      if (primary && (well.includes(primary) || !secondary)) return primary;
      if (secondary && well.includes(secondary)) return secondary;
      return primary ?? group[0];
    }
    // When none is well, all are taken for well.
    const candidates = well.length > 0 ? well : group;
    if (group[0].Weight === undefined) return candidates[0];
    const total = candidates.reduce((sum, { Weight = 0 }) => sum + Weight, 0);
    let at = Math.random() * total;
    return (
      candidates.find(({ Weight = 0 }) => {
        at -= Weight;
        return Weight > 0 && at < 0;
      }) ?? candidates[0]
    );
  }

  #healthy(record: ResourceRecordSet): boolean {
    if (
      record.HealthCheckId &&
      this.#health.healthy(record.HealthCheckId) === false
    ) {
      return false;
    }
    const target = record.AliasTarget;
    if (!target?.EvaluateTargetHealth) return true;
    const site = siteOfLoadBalancer(target.DNSName ?? '');
    if (!site) {
      const group = this.#group(canonicalName(target.DNSName ?? ''));
      return group.length === 0 || group.some(item => this.#healthy(item));
    }
    return this.#answers(site);
  }
}
