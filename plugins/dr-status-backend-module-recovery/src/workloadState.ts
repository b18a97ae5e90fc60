import { refOf } from '@twinshore/plugin-dr-status-common';
import type { CheckContext } from '@twinshore/plugin-dr-status-node';
import { nameOf, type Workload } from './estate';
import { recordsOf, recordOf, sumOf } from './jsonValues';
import { ask, type Asked } from './reading';

export const WORKLOADS = 'kubernetes.workload/<id>';
const READYZ = 'kubernetes.readyz';

type Objects = Record<string, unknown>[];

/** Objects of a workload's namespace. */
function inNamespace({ namespace }: Workload, objects: Objects): Objects {
  return objects.filter(
    each => namespace === undefined || each.namespace === namespace,
  );
}

/**
 * The workload's Deployments and autoscalers. A cluster that answers and does
 * not report the workload, has none of it.
 */
export function workloadState(
  context: CheckContext,
  workload: Workload,
): Asked<{ ready: number; autoscalers: Objects }> {
  const { cluster, entity, signal } = workload;
  const state = ask(
    context,
    cluster,
    signal,
    `The workload ${nameOf(entity)}`,
    value => {
      const { deployments, autoscalers } = recordOf(value) ?? {};
      const found = recordsOf(deployments);
      const ready = found && sumOf(inNamespace(workload, found), 'ready');
      const scalers = recordsOf(autoscalers);
      return ready === undefined || !scalers
        ? undefined
        : { ready, autoscalers: inNamespace(workload, scalers) };
    },
  );
  if ('outcome' in state && state.missing) {
    const readyz = context.read(
      READYZ,
      `The API server of ${nameOf(cluster)}`,
      refOf(cluster),
    );
    if (readyz.state === 'fresh') {
      return { value: { ready: 0, autoscalers: [] }, readings: [readyz] };
    }
  }
  return state;
}
