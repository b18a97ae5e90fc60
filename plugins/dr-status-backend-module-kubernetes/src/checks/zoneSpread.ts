import {
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { workloadSignal } from '../signals';
import {
  declaredZones,
  isPassive,
  nameOf,
  replicaFloor,
  workloadOf,
} from './topology';
import { viewWorkload } from './workload';

/** Zones that the design spreads over, where a site has as many. */
const WANTED_ZONES = 3;

export const zoneSpread: Check = {
  id: 'kubernetes.zone-spread',
  title: 'Spread over zones',
  description:
    'Ready pods stand in as many zones as the cluster is declared to have, up to three, and losing the fullest zone leaves what the sizing asks for. A site with one declared zone cannot spread; a standby must survive with one pod.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Ready pods in 3 zones, and enough of them outside the fullest one (one zone only is breached)',
    origin: 'design 4.1; spec.resilience.zones and sizing',
  },
  signals: [workloadSignal('<id>')],
  remediation:
    'Add topologySpreadConstraints on topology.kubernetes.io/zone, raise the replicas, and see that each zone has nodes.',
  appliesTo: (entity, estate) => {
    const place = workloadOf(estate, entity);
    return (
      place !== undefined && declaredZones(estate, place.cluster).length > 0
    );
  },
  evaluate(context): CheckOutcome {
    const view = viewWorkload(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { readings } = view;
    const name = nameOf(context.entity);
    const { cluster } = workloadOf(context, context.entity)!;
    const declared = declaredZones(context, cluster);
    const pods: Record<string, number> = {};
    for (const { zones } of view.workload.deployments) {
      for (const [zone, ready] of Object.entries(zones)) {
        pods[zone] = (pods[zone] ?? 0) + ready;
      }
    }
    const { '': homeless = 0, ...byZone } = pods;
    const zones = Object.keys(byZone).sort();
    const ready = Object.values(byZone).reduce((a, b) => a + b, 0);
    const listed = zones.map(zone => `${zone} ${byZone[zone]}`).join(', ');
    if (homeless > 0) {
      return {
        verdict: 'unknown',
        reason: `How ${name} is spread is unknown: ${homeless} of its ready pods stand on nodes without the label topology.kubernetes.io/zone.`,
        readings,
      };
    }
    const desired = view.workload.deployments.reduce(
      (sum, each) => sum + each.desired,
      0,
    );
    if (ready === 0) {
      return desired === 0 && isPassive(context.entity)
        ? {
            verdict: 'met',
            reason: `${name} is scaled to zero on this standby: nothing to spread.`,
            readings,
          }
        : {
            verdict: 'breached',
            reason: `${name} has no ready pod in any zone.`,
            readings,
          };
    }
    if (declared.length === 1) {
      return {
        verdict: 'met',
        reason: `${ready} ready pods of ${name} stand in ${listed}: the site has one declared zone.`,
        readings,
      };
    }
    const wanted = Math.min(WANTED_ZONES, declared.length);
    if (zones.length === 1) {
      return {
        verdict: 'breached',
        reason: `All ${ready} ready pods of ${name} stand in one zone, ${zones[0]}; ${wanted} are wanted.`,
        readings,
      };
    }
    const survivors = ready - Math.max(...Object.values(byZone));
    const passive = isPassive(context.entity);
    const floor = passive ? 1 : replicaFloor(context.entity) ?? 1;
    // Two replicas of a scaled-down standby cannot stand in three zones.
    const reachable = Math.min(wanted, passive ? Math.max(2, desired) : wanted);
    const figures = `${name} has ${ready} ready pods in ${zones.length} of ${wanted} zones (${listed}); without the fullest zone ${survivors} remain, ${floor} are needed`;
    return {
      verdict:
        zones.length >= Math.min(wanted, reachable) && survivors >= floor
          ? 'met'
          : 'at-risk',
      reason: `${figures}.`,
      readings,
    };
  },
};
