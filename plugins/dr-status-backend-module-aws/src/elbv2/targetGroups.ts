import type {
  Listener,
  TargetDescription,
  TargetGroupTuple,
  TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ZoneOfTargets } from './signals';

/** Being taken out of service on purpose. */
const LEAVING = ['draining', 'unhealthy.draining'];
/** Every other state says that ELB does not know yet, does not check, or says something new. */
const DECIDED = ['healthy', 'unhealthy', 'unused'];
const MOST_REASONS = 4;

/** The zone of a target, as far as ELB itself says it. */
export function zoneOf(target?: TargetDescription): string | undefined {
  const zone = target?.AvailabilityZone;
  return zone === 'all' ? undefined : zone;
}

/** Shares that default actions give to target groups, by ARN. */
export function weightsOf(listeners: Listener[]): Map<string, number> {
  const weights = new Map<string, number>();
  for (const { DefaultActions = [] } of listeners) {
    for (const { TargetGroupArn, ForwardConfig } of DefaultActions) {
      const groups: TargetGroupTuple[] = ForwardConfig?.TargetGroups ?? [
        { TargetGroupArn },
      ];
      for (const { TargetGroupArn: arn, Weight = 1 } of groups) {
        if (arn) {
          // With one group its weight says nothing: it gets all.
          const weight = groups.length > 1 ? Weight : 1;
          weights.set(arn, Math.max(weight, weights.get(arn) ?? 0));
        }
      }
    }
  }
  return weights;
}

/**
 * Counts targets by zone.
 * @param zones - those of instances, by id
 */
export function byZone(
  targets: TargetHealthDescription[],
  zones: Map<string, string>,
): ZoneOfTargets[] {
  const counted = new Map<string, ZoneOfTargets>();
  for (const { Target, TargetHealth } of targets) {
    const state = TargetHealth?.State ?? '';
    if (LEAVING.includes(state)) {
      continue;
    }
    const zone = zoneOf(Target) ?? zones.get(Target?.Id ?? '') ?? null;
    const known = counted.get(zone ?? '') ?? {
      zone,
      registered: 0,
      healthy: 0,
      undecided: 0,
      reasons: [],
    };
    known.registered += 1;
    known.healthy += state === 'healthy' ? 1 : 0;
    known.undecided += DECIDED.includes(state) ? 0 : 1;
    const reason = TargetHealth?.Reason ?? state;
    if (
      state !== 'healthy' &&
      !known.reasons.includes(reason) &&
      known.reasons.length < MOST_REASONS
    ) {
      known.reasons.push(reason);
    }
    counted.set(zone ?? '', known);
  }
  return [...counted.values()].sort((a, b) =>
    (a.zone ?? '').localeCompare(b.zone ?? ''),
  );
}
