import type { Entity } from '@backstage/catalog-model';
import { resilienceOf } from '@twinshore/plugin-dr-status-common';
import type {
  CheckContext,
  CheckOutcome,
  Reading,
} from '@twinshore/plugin-dr-status-node';
import { IN_RECOVERY, WAL_RECEIVER } from './databaseCopy';
import { LOAD_BALANCER, loadBalancerOf } from './dnsRecords';
import { annotationOf, isOfType, nameOf } from './estate';
import {
  booleanOf,
  listOf,
  numberOf,
  recordOf,
  recordsOf,
  textOf,
} from './jsonValues';
import { ask } from './reading';
import { NODES } from './warmStandby';

/** Which signal says of a member of a redundancy group that it works. */

export const F5_UNIT = 'network.f5.unit';
export const F5_PAIR = 'network.f5.pair';
export const FIREWALL_UNIT = 'network.firewall.unit';
export const DIRECT_CONNECT = 'aws.directconnect.link';
export const VPN = 'aws.vpn.connections';
export const MEMBER_SIGNALS = [
  IN_RECOVERY,
  WAL_RECEIVER,
  F5_UNIT,
  F5_PAIR,
  FIREWALL_UNIT,
  LOAD_BALANCER,
  DIRECT_CONNECT,
  VPN,
  NODES,
];

const ANNOTATION_ZONE_LABEL = 'twinshore.io/zone-label';

/** Undefined when it cannot be told. */
export interface MemberState {
  works?: boolean;
  /** Why not, or why it cannot be told; a full sentence. */
  reason: string;
  readings: Reading[];
}

type Judge = (context: CheckContext, entity: Entity) => MemberState;

const fromOutcome = ({ reason, readings }: CheckOutcome): MemberState => ({
  reason,
  readings,
});

/** Why a source could not tell, though it answered as a whole. */
interface Untold {
  cause: string;
}

/** A state by one signal; what is not understood, is unknown. */
function bySignal(
  signal: string,
  title: string,
  works: (value: unknown) => boolean | Untold | undefined,
): Judge {
  return (context, entity) => {
    const state = ask(context, entity, signal, title, works);
    if ('outcome' in state) {
      return fromOutcome(state.outcome);
    }
    const { readings, value } = state;
    const name = nameOf(entity);
    return typeof value === 'boolean'
      ? { works: value, reason: `${name} does not work now.`, readings }
      : {
          reason: `${title} of ${name} is unknown: ${value.cause}.`,
          readings,
        };
  };
}

/** What a source of a pair says of a unit that it could not ask. */
function untold(unit: unknown): Untold | undefined {
  const cause = textOf(recordOf(unit)?.cause);
  return cause === undefined ? undefined : { cause: cause.replace(/\.$/, '') };
}

/** Several signals of which one speaks; the one that is reported counts. */
function firstReported(...judges: Judge[]): Judge {
  return (context, entity) => {
    const states = judges.map(judge => judge(context, entity));
    return (
      states.find(state =>
        state.readings.some(reading => reading.state !== 'missing'),
      ) ?? states[0]
    );
  };
}

/** A database that takes writes, or one that receives them: it could take over. */
const database: Judge = (context, entity) => {
  const role = ask(context, entity, IN_RECOVERY, 'The role', booleanOf);
  if ('outcome' in role) {
    return fromOutcome(role.outcome);
  }
  if (!role.value) {
    return { works: true, reason: '', readings: role.readings };
  }
  const receiver = ask(
    context,
    entity,
    WAL_RECEIVER,
    'The WAL receiver',
    value => booleanOf(recordOf(value)?.running),
  );
  return 'outcome' in receiver
    ? fromOutcome(receiver.outcome)
    : {
        works: receiver.value,
        reason: `${nameOf(entity)} is in recovery and receives nothing.`,
        readings: [...role.readings, ...receiver.readings],
      };
};

/** States in which BIG-IP neither serves nor would take over. */
const F5_OUT = ['OFFLINE', 'FORCED OFFLINE', 'FORCED-OFFLINE', 'REVOKED'];

function f5Works(unit: unknown): boolean | Untold | undefined {
  const state = textOf(recordOf(unit)?.failoverState)?.toUpperCase();
  if (state === 'ACTIVE' || state === 'STANDBY') {
    return true;
  }
  return state !== undefined && F5_OUT.includes(state) ? false : untold(unit);
}

const f5Unit = bySignal(F5_UNIT, 'The state', f5Works);

/** The pair serves when one of its units is active. */
const f5Pair = bySignal(F5_PAIR, 'The state', value => {
  const units = recordsOf(recordOf(value)?.units ?? value);
  const states = units?.map(({ failoverState }) => textOf(failoverState));
  if (states?.some(state => state?.toUpperCase() === 'ACTIVE')) {
    return true;
  }
  return states?.every(state => state !== undefined) ? false : undefined;
});

const firewallUnit = bySignal(FIREWALL_UNIT, 'The state', value => {
  const state = textOf(recordOf(value)?.state);
  if (state === 'active' || state === 'standby') {
    return true;
  }
  return state === 'not-ready' ? false : untold(value);
});

const awsLoadBalancer: Judge = (context, entity) => {
  const found = loadBalancerOf(context, entity);
  if ('outcome' in found) {
    return fromOutcome(found.outcome);
  }
  const { missing, state, healthyTargets } = found.value;
  const serves = state?.startsWith('active') && healthyTargets.some(n => n > 0);
  return {
    works: missing || state === undefined ? !missing && undefined : serves,
    reason: missing
      ? `AWS does not have ${nameOf(entity)} any more.`
      : `${nameOf(entity)} is ${state ?? 'in no state that AWS tells'}${
          healthyTargets.some(n => n > 0) ? '' : ' and has no healthy target'
        }.`,
    readings: found.readings,
  };
};

const directConnect = bySignal(DIRECT_CONNECT, 'The state', value => {
  const interfaces = recordsOf(recordOf(value)?.virtualInterfaces);
  const up = listOf(interfaces, each => {
    const peers = recordsOf(each && recordOf(each)!.bgpPeers);
    return (
      peers &&
      recordOf(each)!.state === 'available' &&
      peers.some(({ status }) => status === 'up')
    );
  });
  return up?.some(Boolean);
});

const vpn = bySignal(VPN, 'The state', value => {
  const connections = recordsOf(recordOf(value)?.connections);
  const up = listOf(connections, each => {
    const tunnels = recordsOf(recordOf(each)!.tunnels);
    return (
      tunnels &&
      recordOf(each)!.state === 'available' &&
      tunnels.some(({ status }) => status === 'UP')
    );
  });
  return up?.some(Boolean);
});

/** A zone works when a cluster that spans it has a node there that is ready. */
const zone: Judge = (context, entity) => {
  const label =
    annotationOf(entity, ANNOTATION_ZONE_LABEL) ?? entity.metadata.name;
  const clusters = [...context.entities()].filter(
    each =>
      isOfType(each, 'kubernetes-cluster') &&
      resilienceOf(each)?.zones?.some(ref => context.getEntity(ref) === entity),
  );
  const states = clusters.map(cluster =>
    bySignal(NODES, 'The count of nodes by zone', value => {
      const { zones, withoutZone } = recordOf(value) ?? {};
      const here = recordOf(recordOf(zones)?.[label]);
      // Nodes that do not say where they are, may be here.
      return !recordOf(zones) || (!here && withoutZone !== 0)
        ? undefined
        : (numberOf(here?.ready) ?? 0) > 0;
    })(context, cluster),
  );
  return (
    states.find(({ works }) => works) ??
    states.find(({ works }) => works === undefined) ?? {
      works: clusters.length > 0 ? false : undefined,
      reason:
        clusters.length > 0
          ? `${clusters.map(nameOf).join(', ')} has no ready node in ${nameOf(
              entity,
            )}.`
          : `Nothing measures whether ${nameOf(entity)} works.`,
      readings: states.flatMap(({ readings }) => readings),
    }
  );
};

const JUDGES: Record<string, Judge> = {
  database,
  'load-balancer-unit': f5Unit,
  'firewall-unit': firewallUnit,
  'load-balancer': firstReported(awsLoadBalancer, f5Pair),
  'network-link': firstReported(directConnect, vpn),
  zone,
};

/** Whether a member of a redundancy group works now, by its own signals. */
export function memberState(
  context: CheckContext,
  entity: Entity,
): MemberState {
  const judge = JUDGES[String(entity.spec?.type)];
  return judge
    ? judge(context, entity)
    : {
        reason: `No rule tells whether ${nameOf(entity)} works.`,
        readings: [],
      };
}
