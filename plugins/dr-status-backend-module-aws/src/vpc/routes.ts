import type { Entity } from '@backstage/catalog-model';
import { refOf } from '@twinshore/plugin-dr-status-common';
import {
  judgeReading,
  type Check,
  type CheckOutcome,
  type EstateView,
  type Finding,
  type Reading,
} from '@twinshore/plugin-dr-status-node';
import { regionOf } from '../aws/placement';
import { listed, viewSignal } from '../aws/viewSignal';
import { contains, isVpc, plannedBlocks } from './plan';
import { VPC_ROUTES, type NetworkRoute } from './signals';

/** What is said of no route, and of one. */
const SAYINGS = [
  'The route tables lead to no other network.',
  'The route to another network is active.',
];
const WHAT = 'What EC2 says of the routes';

export const noBlackholes: Check = {
  id: 'aws.vpc.no-blackholes',
  title: 'Routes lead somewhere',
  description:
    'No route of the VPC’s tables to another network points at a gateway that is gone.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'No route is a blackhole',
    origin: 'design 2.3, 3.1',
  },
  signals: [VPC_ROUTES],
  remediation:
    'Attach the gateway again, or remove the route: traffic to it is dropped without a word.',
  appliesTo: isVpc,
  evaluate: (context): CheckOutcome =>
    judgeReading<NetworkRoute[]>(context, VPC_ROUTES, WHAT, routes => {
      const holes = routes.filter(({ state }) => state === 'blackhole');
      const strange = routes.find(
        ({ state }) => !/^(active|blackhole|filtered)$/.test(state),
      );
      if (holes.length > 0) {
        return {
          verdict: 'breached',
          reason: `${listed(
            holes.map(
              ({ destination, target, tables }) =>
                `${destination} over ${target} (${tables} route tables)`,
            ),
          )} is a blackhole.`,
        };
      }
      return strange
        ? {
            verdict: 'unknown',
            reason: `The route to ${
              strange.destination
            } has a state that is not understood: ${strange.state || 'none'}.`,
          }
        : {
            verdict: 'met',
            reason:
              SAYINGS[routes.length] ??
              `All ${routes.length} routes to other networks are active.`,
          };
    }),
};

function vpcs(estate: EstateView): Entity[] {
  return [...estate.entities()].filter(entity => isVpc(entity, estate));
}

/** Whether a VPC sends what is for the block on. */
function judgeRoute(
  vpc: Entity,
  block: string,
  routes: NetworkRoute[],
): Finding {
  const { name } = vpc.metadata;
  const leading = routes.filter(({ destination }) =>
    contains(destination, block),
  );
  const active = leading.find(({ state }) => state === 'active');
  if (active) {
    return {
      verdict: 'met',
      reason: `${name} has an active route to ${block}: ${active.destination} over ${active.target}.`,
    };
  }
  return {
    verdict: 'breached',
    reason:
      leading.length > 0
        ? `The route of ${name} to ${block} over ${leading[0].target} is a ${leading[0].state}.`
        : `${name} has no route to ${block}.`,
  };
}

export const routeToNetwork: Check = {
  id: 'aws.vpc.route-to-network',
  title: 'Reachable from AWS by route',
  description:
    'A VPC has an active route to this network, which stands outside of AWS. That does not prove that packets arrive.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'An active route in at least one VPC (none, or a blackhole, is breached)',
    origin: 'design 2.3, 3.1',
  },
  signals: [VPC_ROUTES],
  remediation:
    'See BGP over Direct Connect and the VPN: routes to this network come from there.',
  appliesTo: (entity, estate) =>
    entity.kind === 'Resource' &&
    entity.spec?.type === 'network' &&
    plannedBlocks(entity).length > 0 &&
    regionOf(estate, entity) === undefined &&
    vpcs(estate).length > 0,
  evaluate(context): CheckOutcome {
    const [block] = plannedBlocks(context.entity);
    const readings: Reading[] = [];
    const outcomes: CheckOutcome[] = [];
    for (const vpc of vpcs(context)) {
      const view = viewSignal<NetworkRoute[]>(
        context,
        VPC_ROUTES,
        WHAT,
        refOf(vpc),
      );
      const reading =
        'outcome' in view ? view.outcome.readings[0] : view.reading;
      readings.push(reading);
      outcomes.push(
        'outcome' in view
          ? view.outcome
          : { ...judgeRoute(vpc, block, view.value), readings: [reading] },
      );
    }
    // One VPC that reaches it is enough, whatever is with the others.
    const well = outcomes.find(({ verdict }) => verdict === 'met');
    if (well) {
      return well;
    }
    const unseen = outcomes.find(({ verdict }) => verdict === 'unknown');
    return {
      verdict: unseen ? 'unknown' : 'breached',
      reason: unseen
        ? unseen.reason
        : outcomes.map(({ reason }) => reason).join(' '),
      readings,
    };
  },
};
