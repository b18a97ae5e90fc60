import {
  causeOf,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { NODES, READYZ, type Nodes, type Readyz } from '../signals';
import { isCluster, nameOf } from './topology';

/** Members that etcd needs to survive the loss of one. */
const WANTED_NODES = 3;

export const controlPlane: Check = {
  id: 'kubernetes.control-plane',
  title: 'Control plane ready',
  description:
    'The API server says that it is ready. Where the control plane runs on nodes of the cluster, at least three of them are ready and a majority is; a managed one shows no nodes.',
  gate: true,
  weight: 4,
  threshold: {
    text: '/readyz passes; 3 control-plane nodes ready where they are visible (no majority is breached)',
    origin: 'design 4.1 (N+1)',
  },
  signals: [READYZ, NODES],
  remediation:
    'kubectl get --raw /readyz?verbose names the failed check. Bring back control-plane nodes before the majority is lost.',
  appliesTo: isCluster,
  evaluate(context): CheckOutcome {
    const name = nameOf(context.entity);
    const readyzReading = context.read(READYZ, 'API server ready');
    const nodesReading = context.read(NODES, 'Nodes');
    const readings = [readyzReading, nodesReading];
    const silent = readings.find(({ state }) => state !== 'fresh');
    if (silent) {
      return {
        verdict: 'unknown',
        reason: `The control plane of ${name} is unknown: ${causeOf(
          silent,
          context.now,
        )}.`,
        readings,
      };
    }
    const readyz = readyzReading.evidence.value as Readyz;
    const { total, ready } = (nodesReading.evidence.value as Nodes)
      .controlPlane;
    if (!readyz.ok) {
      return {
        verdict: 'breached',
        reason: `The API server of ${name} is not ready (status ${
          readyz.status
        }${
          readyz.failed.length > 0
            ? `; failed: ${readyz.failed.join(', ')}`
            : ''
        }).`,
        readings,
      };
    }
    if (total === 0) {
      return {
        verdict: 'met',
        reason: `The API server of ${name} is ready; its control plane is managed and shows no nodes.`,
        readings,
      };
    }
    const figures = `${ready} of ${total} control-plane nodes of ${name} are ready`;
    if (ready <= total / 2) {
      return {
        verdict: 'breached',
        reason: `${figures}: no majority.`,
        readings,
      };
    }
    return {
      verdict: ready === total && ready >= WANTED_NODES ? 'met' : 'at-risk',
      reason: `${figures}, at least ${WANTED_NODES} are wanted.`,
      readings,
    };
  },
};
