import {
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { workloadSignal } from '../signals';
import { declaredZones, isOfType, nameOf, workloadOf } from './topology';
import { viewWorkload } from './workload';

/** The controller whose project ended in March 2026. */
const RETIRED_IMAGE = /ingress-nginx\/controller/;

export const ingressRedundant: Check = {
  id: 'kubernetes.ingress-redundant',
  title: 'Ingress controller redundant',
  description:
    'The ingress controller has at least two ready replicas, in two zones where the site has as many. With one, its loss cuts every user off.',
  gate: true,
  weight: 3,
  threshold: {
    text: 'Two ready replicas in two zones (one is at risk, none is breached)',
    origin: 'design 3.3, 4.1 (N+1)',
  },
  signals: [workloadSignal('<id>')],
  remediation:
    'Scale the controller to two or more, spread over zones, with a disruption budget.',
  appliesTo: (entity, estate) =>
    isOfType(entity, 'ingress') && workloadOf(estate, entity) !== undefined,
  evaluate(context): CheckOutcome {
    const view = viewWorkload(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { readings } = view;
    const { cluster } = workloadOf(context, context.entity)!;
    const declared = declaredZones(context, cluster).length;
    const ready = view.workload.deployments.reduce((n, d) => n + d.ready, 0);
    const zones = new Set(
      view.workload.deployments.flatMap(d => Object.keys(d.zones)),
    );
    const wanted = Math.min(2, Math.max(1, declared));
    const reason = `${nameOf(context.entity)} has ${ready} ready replicas in ${
      zones.size
    } zones (${
      [...zones].sort().join(', ') || 'none'
    }); 2 in ${wanted} are needed.`;
    if (ready === 0) {
      return { verdict: 'breached', reason, readings };
    }
    return {
      verdict: ready >= 2 && zones.size >= wanted ? 'met' : 'at-risk',
      reason,
      readings,
    };
  },
};

export const ingressSupported: Check = {
  id: 'kubernetes.ingress-supported',
  title: 'Ingress controller is maintained',
  description:
    'Ingress-NGINX was retired in March 2026: it gets no security fixes any more.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'A controller that is maintained',
    origin: 'Kubernetes project, retirement of Ingress-NGINX (March 2026)',
  },
  signals: [workloadSignal('<id>')],
  remediation:
    'Plan the move to a maintained controller or to the Gateway API, in all clusters alike.',
  appliesTo: (entity, estate) =>
    isOfType(entity, 'ingress') && workloadOf(estate, entity) !== undefined,
  evaluate(context): CheckOutcome {
    const view = viewWorkload(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { readings } = view;
    const images = view.workload.deployments.flatMap(d => d.images);
    const retired = images.find(image => RETIRED_IMAGE.test(image));
    return retired
      ? {
          verdict: 'at-risk',
          reason: `${nameOf(
            context.entity,
          )} runs ${retired}: Ingress-NGINX has had no support since March 2026.`,
          readings,
        }
      : {
          verdict: 'met',
          reason: `${nameOf(context.entity)} runs ${images.join(', ')}.`,
          readings,
        };
  },
};
