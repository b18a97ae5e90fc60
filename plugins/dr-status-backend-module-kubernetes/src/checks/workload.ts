import {
  causeOf,
  type CheckContext,
  type CheckOutcome,
  type Reading,
} from '@twinshore/plugin-dr-status-node';
import * as signals from '../signals';
import { isUnwatched, sayRefused } from './collections';
import { nameOf, workloadOf } from './topology';

const ROLLOUTS = 'rollouts.argoproj.io';

/** A workload as the checks of its entity see it, or why it cannot be seen. */
export type WorkloadView =
  | { workload: signals.Workload; readings: Reading[] }
  | { outcome: CheckOutcome };

/**
 * Reads the entity's workload from the entity of its cluster. A cluster that
 * answers and does not have it, has lost it.
 */
export function viewWorkload(context: CheckContext): WorkloadView {
  const name = nameOf(context.entity);
  const place = workloadOf(context, context.entity)!;
  const reading = context.read(
    signals.workloadSignal(place.id),
    `Workload ${place.id}`,
    place.clusterRef,
  );
  const missing = (readings: Reading[]): WorkloadView => {
    const about = context.read(
      signals.COLLECTIONS,
      'Collections',
      place.clusterRef,
    );
    const collections = about.evidence.value as signals.Collections | undefined;
    // It may be a Rollout, which is a workload as well.
    if (about.state === 'fresh' && collections?.[ROLLOUTS] === 'refused') {
      return {
        outcome: {
          verdict: 'unknown',
          reason: `The workload of ${name} in ${nameOf(
            place.cluster,
          )} is unknown: it is no Deployment, and ${sayRefused(place.cluster, [
            ROLLOUTS,
          ])}.`,
          readings: [...readings, about],
        },
      };
    }
    if (isUnwatched(context, place.cluster, place.namespace)) {
      return {
        outcome: {
          verdict: 'unknown',
          reason: `The workload of ${name} in ${nameOf(
            place.cluster,
          )} is unknown: its source does not watch ${
            place.namespace
              ? `the namespace ${place.namespace}`
              : 'all namespaces'
          }.`,
          readings,
        },
      };
    }
    return {
      outcome: {
        verdict: 'breached',
        reason: `${nameOf(place.cluster)} has no Deployment for ${name} (${
          place.namespace ? `namespace ${place.namespace}, ` : ''
        }backstage.io/kubernetes-id ${place.id}).`,
        readings,
      },
    };
  };
  if (reading.state === 'missing') {
    const readyz = context.read(
      signals.READYZ,
      'API server ready',
      place.clusterRef,
    );
    if (readyz.state === 'fresh') {
      return missing([readyz, reading]);
    }
  }
  if (reading.state !== 'fresh') {
    return {
      outcome: {
        verdict: 'unknown',
        reason: `The workload of ${name} in ${nameOf(
          place.cluster,
        )} is unknown: ${causeOf(reading, context.now)}.`,
        readings: [reading],
      },
    };
  }
  const here = ({ namespace }: { namespace: string }) =>
    place.namespace === undefined || place.namespace === namespace;
  const all = reading.evidence.value as signals.Workload;
  const workload = {
    deployments: all.deployments.filter(here),
    autoscalers: all.autoscalers.filter(here),
    budgets: all.budgets.filter(here),
  };
  return workload.deployments.length === 0
    ? missing([reading])
    : { workload, readings: [reading] };
}
