import {
  isTagged,
  judgeReading,
  worstFinding,
  type Check,
  type Finding,
} from '@twinshore/plugin-dr-status-node';
import * as signals from './signals';

const isPair = isTagged('load-balancer', 'f5');
const isUnit = isTagged('load-balancer-unit', 'f5');

const ABLE = ['ACTIVE', 'STANDBY'];
const UNABLE = ['OFFLINE', 'FORCED OFFLINE', 'FORCED-OFFLINE', 'REVOKED'];

const causeOfUnit = ({ name, cause }: signals.F5Unit) =>
  `unit ${name} does not answer (${cause?.replace(/\.$/, '')})`;

/** What the units together say of who serves and who stands by. */
export function judgePair(units: signals.F5Unit[]): Finding {
  const inState = (state: string) =>
    units.filter(({ failoverState }) => failoverState === state);
  const active = inState('ACTIVE');
  const standby = inState('STANDBY');
  const silent = units.filter(({ failoverState }) => failoverState === null);
  const others = units.filter(
    unit => ![...active, ...standby, ...silent].includes(unit),
  );
  const names = (list: signals.F5Unit[]) =>
    list.map(({ name }) => name).join(' and ');
  if (active.length > 1) {
    return {
      verdict: 'breached',
      reason: `Units ${names(
        active,
      )} are both ACTIVE: both answer for the same addresses.`,
    };
  }
  const strange = others.find(
    ({ failoverState }) => !UNABLE.includes(failoverState!),
  );
  if (strange && (active.length === 0 || standby.length === 0)) {
    return {
      verdict: 'unknown',
      reason: `Unit ${strange.name} calls itself ${strange.failoverState}, which is not understood.`,
    };
  }
  const [serving] = active;
  if (!serving) {
    return silent.length > 0
      ? {
          verdict: 'unknown',
          reason: `No unit that answers is ACTIVE, and ${causeOfUnit(
            silent[0],
          )}.`,
        }
      : {
          verdict: 'breached',
          reason: `No unit is ACTIVE: ${units
            .map(unit => `${unit.name} is ${unit.failoverState}`)
            .join(', ')}.`,
        };
  }
  if (standby.length > 0) {
    return {
      verdict: 'met',
      reason: `Unit ${serving.name} is ACTIVE and ${names(standby)} STANDBY.`,
    };
  }
  if (silent.length > 0) {
    // The active unit knows whether its peer is there.
    return serving.sync?.status === 'Disconnected'
      ? {
          verdict: 'at-risk',
          reason: `Unit ${
            serving.name
          } is ACTIVE with no standby: it has lost its peer, and ${causeOfUnit(
            silent[0],
          )}.`,
        }
      : {
          verdict: 'unknown',
          reason: `Unit ${
            serving.name
          } is ACTIVE; whether another stands by is not known, since ${causeOfUnit(
            silent[0],
          )}.`,
        };
  }
  return {
    verdict: 'at-risk',
    reason: `Unit ${serving.name} is ACTIVE and none stands by${others
      .map(({ name, failoverState }) => `: ${name} is ${failoverState}`)
      .join('')}.`,
  };
}

export const failover: Check = {
  id: 'network.f5.failover',
  title: 'One BIG-IP unit active, one standing by',
  description:
    'Both units are asked what they are. Two that are active fight over the same addresses; without a standby the next failure is an outage.',
  // Not a gate: a site that is lost cannot answer, and is not needed to leave it.
  gate: false,
  weight: 4,
  threshold: {
    text: 'Exactly one ACTIVE and at least one STANDBY (no standby is at risk; none or two ACTIVE is breached)',
    origin: 'design 4.1',
  },
  signals: [signals.F5_PAIR],
  remediation:
    'See tmsh show cm failover-status on both units, the fail-over network between them, and the power of the one that is missing. With two active units, force one to standby.',
  appliesTo: isPair,
  evaluate: context =>
    judgeReading<{ units: signals.F5Unit[] }>(
      context,
      signals.F5_PAIR,
      'The state of the units',
      ({ units }) => judgePair(units),
    ),
};

const OUT_OF_SYNC = ['red', 'yellow', 'blue', 'gray', 'grey', 'black'];

function judgeSync({ name, sync, cause }: signals.F5Unit): Finding {
  if (!sync) {
    return {
      verdict: 'unknown',
      reason: `Whether unit ${name} is in sync is not known: it does not answer (${cause?.replace(
        /\.$/,
        '',
      )}).`,
    };
  }
  const { status, color, mode } = sync;
  // A unit that belongs to no device group calls itself green.
  if (mode === 'standalone' || status === 'Standalone') {
    return {
      verdict: 'at-risk',
      reason: `Unit ${name} stands alone: it is in no device group and syncs with nobody.`,
    };
  }
  if (color === 'green') {
    return { verdict: 'met', reason: `Unit ${name} is in sync.` };
  }
  return OUT_OF_SYNC.includes(color)
    ? {
        verdict: 'at-risk',
        reason: `Unit ${name} is not in sync with its peer: ${status} (${color}).`,
      }
    : {
        verdict: 'unknown',
        reason: `Unit ${name} gives its sync status as ${status} (${color}), which is not understood.`,
      };
}

export const configSync: Check = {
  id: 'network.f5.config-sync',
  title: 'BIG-IP units hold the same configuration',
  description:
    'After a fail-over the other unit serves by its own configuration: what was not synced is lost to users.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Sync status green on every unit (anything else is at risk)',
    origin: 'design 4.1',
  },
  signals: [signals.F5_PAIR],
  remediation:
    'Sync from the unit with the newest configuration: tmsh run cm config-sync to-group.',
  appliesTo: isPair,
  evaluate: context =>
    judgeReading<{ units: signals.F5Unit[] }>(
      context,
      signals.F5_PAIR,
      'The sync status',
      ({ units }) =>
        worstFinding(
          units.map(judgeSync),
          `All ${units.length} units hold the same configuration.`,
        ),
    ),
};

function judgePool(pool: signals.F5Pool): Finding {
  const { name, members, available, untold } = pool;
  const said = `Pool ${name} has ${available} of ${members} members available`;
  if (available < 2 && untold > 0) {
    return {
      verdict: 'unknown',
      reason: `${said}; of ${untold} others it is not known, as nothing monitors them.`,
    };
  }
  if (available === 0) {
    return { verdict: 'breached', reason: `${said}: it serves nobody.` };
  }
  return available === 1
    ? { verdict: 'at-risk', reason: `${said}: the next failure is an outage.` }
    : { verdict: 'met', reason: `${said}.` };
}

export const pools: Check = {
  id: 'network.f5.pools',
  title: 'Every pool has members to spare',
  description:
    'Members that are enabled and answer their monitor, as the active unit counts them.',
  gate: false,
  weight: 3,
  threshold: {
    text: 'At least 2 available members in each pool (1 is at risk, 0 is breached)',
    origin: 'design 4.1 (N+1)',
  },
  signals: [signals.F5_POOLS],
  remediation:
    'See the members of the pool and what their monitor asks; bring the servers behind them back.',
  appliesTo: isPair,
  evaluate: context =>
    judgeReading<{ unit: string; pools: signals.F5Pool[] }>(
      context,
      signals.F5_POOLS,
      'The health of the pools',
      ({ unit, pools: all }) =>
        all.length === 0
          ? {
              verdict: 'unknown',
              reason: `Unit ${unit} shows no pool: there is none, or the user may not see its partition.`,
            }
          : worstFinding(
              all.map(judgePool),
              `All ${all.length} pools have 2 or more members available (asked of unit ${unit}).`,
            ),
    ),
};

export const unitReady: Check = {
  id: 'network.f5.unit-ready',
  title: 'BIG-IP unit can carry the load',
  description: 'The unit itself says that it serves or stands by.',
  gate: false,
  weight: 2,
  threshold: { text: 'ACTIVE or STANDBY', origin: 'design 4.1 (N+1)' },
  signals: [signals.F5_UNIT],
  remediation:
    'See the unit itself: its power, its licence, and why it was taken offline.',
  appliesTo: isUnit,
  evaluate: context =>
    judgeReading<signals.F5Unit>(
      context,
      signals.F5_UNIT,
      'The state',
      unit => {
        const { failoverState: state } = unit;
        if (state === null) {
          return {
            verdict: 'unknown',
            reason: `The state is unknown: ${causeOfUnit(unit)}.`,
          };
        }
        if (ABLE.includes(state)) {
          return { verdict: 'met', reason: `The unit is ${state}.` };
        }
        return UNABLE.includes(state)
          ? {
              verdict: 'breached',
              reason: `The unit is ${state}: it cannot carry the load.`,
            }
          : {
              verdict: 'unknown',
              reason: `The unit calls itself ${state}, which is not understood.`,
            };
      },
    ),
};

export const f5Checks: Check[] = [failover, configSync, pools, unitReady];
