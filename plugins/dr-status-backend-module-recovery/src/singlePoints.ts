import type { Entity } from '@backstage/catalog-model';
import { resilienceOf } from '@twinshore/plugin-dr-status-common';
import type {
  Check,
  CheckContext,
  CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { instanceOf, RDS_INSTANCE } from './databaseCopy';
import { dependenciesOf, isOfType, nameOf } from './estate';
import { recordOf, recordsOf, textOf } from './jsonValues';
import { MEMBER_SIGNALS, memberState } from './memberState';
import { ask, settle, undeclared } from './reading';

/** What the design names against single points of failure, as it is now. */

export const WEB_FIREWALLS = 'aws.wafv2.loadBalancers';
export const NAT_GATEWAYS = 'aws.vpc.natGateways';
export const SUBNETS = 'aws.vpc.subnets';

const isRegister = (entity: Entity) => isOfType(entity, 'risk-register');

interface Group {
  name: string;
  needs: number;
  members: Entity[];
}

function groupsOf(context: CheckContext): Group[] {
  const groups = new Map<string, Group>();
  for (const entity of context.entities()) {
    const redundancy = resilienceOf(entity)?.redundancy;
    if (redundancy) {
      const { group: name, needs } = redundancy;
      const group = groups.get(name) ?? { name, needs, members: [] };
      groups.set(name, {
        name,
        needs: Math.max(group.needs, needs),
        members: [...group.members, entity],
      });
    }
  }
  return [...groups.values()];
}

/**
 * `met` when more members work than are needed, `at-risk` when just as many,
 * `breached` when fewer; `unknown` when members that cannot be told could
 * change it.
 */
function judgeGroup(
  context: CheckContext,
  { name, needs, members }: Group,
): CheckOutcome {
  const states = members.map(member => memberState(context, member));
  const readings = states.flatMap(state => state.readings);
  const working = states.filter(({ works }) => works === true).length;
  const silent = states.filter(({ works }) => works === undefined);
  const out = states.filter(({ works }) => works === false);
  const verdictOf = (count: number) => {
    if (count > needs) {
      return 'met';
    }
    return count === needs ? 'at-risk' : 'breached';
  };
  const least = verdictOf(working);
  const figures = `${name}: ${working} of ${members.length} members work, ${needs} must`;
  if (least !== verdictOf(working + silent.length)) {
    return {
      verdict: 'unknown',
      reason: `${figures}. ${silent[0].reason}`,
      readings,
    };
  }
  const why = out[0]?.reason ?? silent[0]?.reason;
  return {
    verdict: least,
    reason: least !== 'met' && why ? `${figures}. ${why}` : `${figures}.`,
    readings,
  };
}

export const redundancyGroups: Check = {
  id: 'recovery.redundancy-groups',
  title: 'Every redundancy group has one to spare',
  description:
    'Of each redundancy group in the catalog, the members whose own signals say that they work, against how many must.',
  gate: false,
  weight: 4,
  threshold: {
    text: 'More members work than are needed (just as many is at risk, fewer is breached)',
    origin: 'design 4.1 (N+1), 9.3; formulae, redundancy group',
  },
  signals: MEMBER_SIGNALS,
  remediation:
    'Bring back the member that is out before another one fails. A group without one to spare by design needs another member.',
  appliesTo: isRegister,
  evaluate(context) {
    const groups = groupsOf(context);
    if (groups.length === 0) {
      return {
        verdict: 'unknown',
        reason: 'The catalog declares no redundancy group.',
        readings: [],
      };
    }
    const parts = groups.map(group => judgeGroup(context, group));
    // What is met despite a member that is silent, rests on those that speak.
    const settled = settle(
      parts,
      `All ${groups.length} groups have one to spare: ${groups
        .map(({ name }) => name)
        .join(', ')}.`,
    );
    return settled.verdict === 'met'
      ? {
          ...settled,
          readings: settled.readings.filter(({ state }) => state === 'fresh'),
        }
      : settled;
  },
};

function judgeZones(context: CheckContext, entity: Entity): CheckOutcome[] {
  const instance = instanceOf(context, entity);
  if ('outcome' in instance) {
    return instance.missing ? [] : [instance.outcome];
  }
  const { missing, multiAz, zones } = instance.value;
  const { readings } = instance;
  if (missing) {
    const reason = `RDS does not have ${nameOf(entity)} any more.`;
    return [{ verdict: 'breached', reason, readings }];
  }
  const where = `${nameOf(entity)} is in ${
    zones.join(' and ') || 'no zone that it tells'
  }`;
  if (!multiAz) {
    // It serves, with none to spare.
    const reason = `${where}, without Multi-AZ.`;
    return [{ verdict: 'at-risk', reason, readings }];
  }
  return [
    new Set(zones).size > 1
      ? { verdict: 'met', reason: `${where}.`, readings }
      : {
          verdict: 'unknown',
          reason: `${where}, and of Multi-AZ, but RDS names no other zone.`,
          readings,
        },
  ];
}

export const databasesSpanZones: Check = {
  id: 'recovery.databases-span-zones',
  title: 'Managed databases span two zones',
  description:
    'Each RDS instance that the register names has a standby in another availability zone.',
  gate: false,
  weight: 3,
  threshold: {
    text: 'Multi-AZ, in two different zones (without it at risk, gone breached)',
    origin: 'design 4.2, 9.3',
  },
  signals: [RDS_INSTANCE],
  remediation: 'Turn on Multi-AZ in the Terraform of the instance.',
  appliesTo: isRegister,
  evaluate(context) {
    const databases = dependenciesOf(context, context.entity, 'database');
    const parts = databases.flatMap(each => judgeZones(context, each));
    return parts.length === 0
      ? undeclared(context, 'database that RDS tells of')
      : settle(parts, parts.map(({ reason }) => reason).join(' '));
  },
};

function judgeFirewall(context: CheckContext, entity: Entity): CheckOutcome {
  const balancers = ask(
    context,
    entity,
    WEB_FIREWALLS,
    'The list of load balancers',
    value => recordsOf(recordOf(value)?.loadBalancers),
  );
  if ('outcome' in balancers) {
    return balancers.outcome;
  }
  const { readings, value } = balancers;
  const bare = value.filter(({ acl }) => !recordOf(acl));
  const name = nameOf(entity);
  if (value.length === 0) {
    return {
      verdict: 'at-risk',
      reason: `${name} has no public load balancer to protect.`,
      readings,
    };
  }
  return {
    verdict: bare.length > 0 ? 'breached' : 'met',
    reason:
      bare.length > 0
        ? `${name} does not stand before ${bare
            .map(each => textOf(each.name) ?? 'a load balancer')
            .join(', ')}.`
        : `${name} stands before all ${value.length} public load balancers.`,
    readings,
  };
}

export const firewallsEverywhere: Check = {
  id: 'recovery.web-firewalls-everywhere',
  title: 'A web firewall in every region',
  description:
    'Each web firewall that the register names stands before every public load balancer of its region. One at the edge protects no load balancer.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Every public load balancer has a web ACL',
    origin: 'design 3.2, 9.3; formulae, linter rule 5',
  },
  signals: [WEB_FIREWALLS],
  remediation: 'Associate the regional web ACL with the load balancer.',
  appliesTo: isRegister,
  evaluate(context) {
    const firewalls = dependenciesOf(context, context.entity, 'web-firewall');
    if (firewalls.length === 0) {
      return undeclared(context, 'web firewall');
    }
    const parts = firewalls.map(each => judgeFirewall(context, each));
    return settle(parts, parts.map(({ reason }) => reason).join(' '));
  },
};

/** Each zone that has a private way out, has a gateway of its own. */
function judgeWayOut(context: CheckContext, vpc: Entity): CheckOutcome[] {
  const gateways = ask(
    context,
    vpc,
    NAT_GATEWAYS,
    'The list of NAT gateways',
    recordsOf,
  );
  const subnets = ask(context, vpc, SUBNETS, 'The list of subnets', recordsOf);
  if ('outcome' in gateways) {
    return gateways.missing ? [] : [gateways.outcome];
  }
  if ('outcome' in subnets) {
    return [subnets.outcome];
  }
  const zones = [
    ...new Set(subnets.value.flatMap(({ zone }) => textOf(zone) ?? [])),
  ];
  if (zones.length === 0) {
    return [
      {
        verdict: 'unknown',
        reason: `In which zones ${nameOf(vpc)} has subnets is not told.`,
        readings: [...gateways.readings, ...subnets.readings],
      },
    ];
  }
  const serving = gateways.value.filter(({ state }) => state === 'available');
  // A gateway without a zone serves all zones of its region.
  const regional = serving.some(({ zone }) => zone === null);
  const lacking = zones.filter(
    zone => !regional && !serving.some(each => each.zone === zone),
  );
  const name = nameOf(vpc);
  return [
    {
      verdict: lacking.length > 0 ? 'at-risk' : 'met',
      reason:
        lacking.length > 0
          ? `${name} has no NAT gateway that works in ${lacking.join(', ')}.`
          : `${name} has a NAT gateway for each of its ${zones.length} zones.`,
      readings: [...gateways.readings, ...subnets.readings],
    },
  ];
}

export const natPerZone: Check = {
  id: 'recovery.nat-per-zone',
  title: 'A NAT gateway in every zone',
  description:
    'In each VPC, every availability zone with subnets has a NAT gateway that is available, so that losing a zone takes the way out from no other.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'An available NAT gateway in each zone, or one for the region',
    origin: 'design 3.2, 4.1',
  },
  signals: [NAT_GATEWAYS, SUBNETS],
  remediation: 'Create the gateway that is missing, with its route.',
  appliesTo: (entity, estate) =>
    isRegister(entity) &&
    [...estate.entities()].some(each => isOfType(each, 'vpc')),
  evaluate(context) {
    const vpcs = [...context.entities()].filter(each => isOfType(each, 'vpc'));
    const parts = vpcs.flatMap(vpc => judgeWayOut(context, vpc));
    return parts.length === 0
      ? {
          verdict: 'unknown',
          reason: 'Nothing reports the NAT gateways of any VPC.',
          readings: [],
        }
      : settle(parts, parts.map(({ reason }) => reason).join(' '));
  },
};

export const singlePointChecks: Check[] = [
  redundancyGroups,
  databasesSpanZones,
  firewallsEverywhere,
  natPerZone,
];
