import {
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { INGRESSES, workloadSignal, type IngressState } from '../signals';
import { viewCluster } from './collections';
import {
  annotationOf,
  clusterOf,
  declaredZones,
  isOfType,
  nameOf,
  workloadOf,
} from './topology';
import { viewWorkload } from './workload';

/** Class of the Ingresses that the controller serves; without it, all of them. */
const ANNOTATION_CLASS = 'twinshore.io/ingress-class';
/** A decision to live with it for a time: who and until when. */
const ANNOTATION_ACCEPTED = 'twinshore.io/accepted-risk';
/** The controller whose project ended in March 2026. */
const RETIRED_IMAGE = /ingress-nginx[/-]controller|nginx-ingress-controller/;

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
  remediation: `Plan the move to a maintained controller or to the Gateway API, in all clusters alike. Until then write who accepts the risk, and until when, into the entity’s annotation ${ANNOTATION_ACCEPTED}: it is shown here, and the verdict stays at risk.`,
  appliesTo: (entity, estate) =>
    isOfType(entity, 'ingress') && workloadOf(estate, entity) !== undefined,
  evaluate(context): CheckOutcome {
    const view = viewWorkload(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { readings } = view;
    const images = view.workload.deployments
      .flatMap(d => d.images)
      .filter(Boolean);
    if (images.length === 0) {
      return {
        verdict: 'unknown',
        reason: `Which controller ${nameOf(
          context.entity,
        )} runs is unknown: its Deployment names no image.`,
        readings,
      };
    }
    const retired = images.find(image => RETIRED_IMAGE.test(image));
    const accepted = annotationOf(context.entity, ANNOTATION_ACCEPTED);
    return retired
      ? {
          verdict: 'at-risk',
          reason: `${nameOf(
            context.entity,
          )} runs ${retired}: Ingress-NGINX has had no support since March 2026${
            accepted ? ` (accepted: ${accepted})` : ''
          }.`,
          readings,
        }
      : {
          verdict: 'met',
          reason: `${nameOf(context.entity)} runs ${images.join(', ')}.`,
          readings,
        };
  },
};

export const ingressAddressed: Check = {
  id: 'kubernetes.ingress-addressed',
  title: 'Ingresses have an address',
  description:
    'Every Ingress that the controller serves has got the address of a load balancer: only then do users find it.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Every Ingress has an address (some without is at risk; all without, or no Ingress, is breached)',
    origin: 'design 3.3',
  },
  signals: [INGRESSES],
  remediation:
    'kubectl describe ingress: is the class served, and does the controller’s Service have a load balancer?',
  appliesTo: (entity, estate) =>
    isOfType(entity, 'ingress') && clusterOf(estate, entity) !== undefined,
  evaluate(context): CheckOutcome {
    const cluster = clusterOf(context, context.entity)!;
    const view = viewCluster<IngressState[]>(context, cluster, {
      signal: INGRESSES,
      title: 'Ingresses',
      what: `Whether the Ingresses of ${nameOf(cluster)} have an address`,
      needed: ['ingresses.networking.k8s.io'],
    });
    if ('outcome' in view) {
      return view.outcome;
    }
    const { readings } = view;
    const served = annotationOf(context.entity, ANNOTATION_CLASS);
    const ingresses = view.value.filter(
      each => served === undefined || each.class === served,
    );
    const without = ingresses.filter(({ addresses }) => addresses.length === 0);
    if (ingresses.length === 0) {
      return {
        verdict: 'breached',
        reason: `${nameOf(context.entity)} serves no Ingress.`,
        readings,
      };
    }
    if (without.length > 0) {
      return {
        verdict: without.length === ingresses.length ? 'breached' : 'at-risk',
        reason: `${without.length} of ${
          ingresses.length
        } Ingresses have no address: ${without
          .map(({ namespace, name }) => `${namespace}/${name}`)
          .slice(0, 5)
          .join(', ')}.`,
        readings,
      };
    }
    const addresses = new Set(ingresses.flatMap(each => each.addresses));
    return {
      verdict: 'met',
      reason: `All ${ingresses.length} Ingresses of ${nameOf(
        context.entity,
      )} have an address: ${[...addresses].slice(0, 5).join(', ')}.`,
      readings,
    };
  },
};
