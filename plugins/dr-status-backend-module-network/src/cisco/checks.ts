import {
  isTagged,
  judgeReading,
  worstFinding,
  type Check,
  type Finding,
} from '@twinshore/plugin-dr-status-node';
import {
  FIREWALL_PAIR,
  FIREWALL_UNIT,
  UNTOLD,
  type FirewallPair,
  type FirewallState,
  type FirewallUnit,
} from './signals';

const isPair = isTagged('firewall', 'cisco');
const isUnit = isTagged('firewall-unit', 'cisco');

const say = ({ name, said, cause }: FirewallUnit) =>
  `${name} is ${said}${cause ? ' by what its peer says' : ''}`;

/** What the units together say of who serves and who stands by. */
export function judgePair({ units }: FirewallPair): Finding {
  const inState = (state: FirewallState) =>
    units.filter(unit => unit.state === state);
  const [active, ...more] = inState('active');
  const [standby] = inState('standby');
  const [strange] = inState('not-understood');
  const all = units.map(say).join(', ');
  if (more.length > 0) {
    return {
      verdict: 'breached',
      reason: `Both units are active (${all}): traffic goes through either by chance.`,
    };
  }
  if (active && standby) {
    return {
      verdict: 'met',
      reason: `Unit ${say(active)}, and unit ${say(standby)}.`,
    };
  }
  if (strange) {
    return {
      verdict: 'unknown',
      reason: `What unit ${strange.name} is cannot be told: ${
        strange.cause
          ? strange.cause.replace(/\.$/, '')
          : `it says ${strange.said}`
      }.`,
    };
  }
  return active
    ? {
        verdict: 'at-risk',
        reason: `Unit ${active.name} is active with no standby (${all}).`,
      }
    : { verdict: 'breached', reason: `No unit is active (${all}).` };
}

export const failover: Check = {
  id: 'network.firewall.failover',
  title: 'One firewall unit active, one standing by',
  description:
    'What the pair says of its units. All traffic of the site passes it, so without an active unit the site is cut off.',
  // Not a gate: a site that is lost cannot answer, and is not needed to leave it.
  gate: false,
  weight: 4,
  threshold: {
    text: 'One active and one standby (no standby is at risk; none or two active is breached)',
    origin: 'design 4.1',
  },
  signals: [FIREWALL_PAIR],
  remediation:
    'See show failover state on both units, the fail-over link between them, and the power of the one that is missing.',
  appliesTo: isPair,
  evaluate: context =>
    judgeReading(context, FIREWALL_PAIR, 'The state of the units', judgePair),
};

const SYNCING = [
  'SYNCING',
  'OUT_OF_SYNC',
  'NOT_IN_SYNC',
  'CONFIG_SYNC',
  'UNKNOWN',
];
const UNWELL = ['DEGRADED', 'UNHEALTHY', 'CRITICAL', 'FAILED'];

function judgeWord(
  what: string,
  said: string | null,
  good: string,
  bad: readonly string[],
): Finding {
  if (said === null || said === UNTOLD) {
    return { verdict: 'unknown', reason: `${what} is not told.` };
  }
  if (said === good) {
    return { verdict: 'met', reason: `${what} is ${said}.` };
  }
  return bad.includes(said)
    ? { verdict: 'at-risk', reason: `${what} is ${said}.` }
    : {
        verdict: 'unknown',
        reason: `${what} is ${said}, which is not understood.`,
      };
}

/** The state alone is told by the Management Center and by SNMP. */
function judgeSync({ configuration, health, units }: FirewallPair): Finding {
  if (configuration === null && health === null) {
    const all = units.map(say).join(', ');
    const some = (wanted: FirewallState) =>
      units.some(({ state }) => state === wanted);
    // A standby unit of these products is one that holds the configuration.
    if (some('active') && some('standby')) {
      return {
        verdict: 'met',
        reason: `The standby unit holds the configuration of the active one (${all}).`,
      };
    }
    return some('not-understood')
      ? {
          verdict: 'unknown',
          reason: `Whether the units hold the same configuration cannot be told (${all}).`,
        }
      : {
          verdict: 'at-risk',
          reason: `Without one active and one standby unit neither follows the configuration of the other (${all}).`,
        };
  }
  return worstFinding(
    [
      judgeWord(
        'The configuration of the pair',
        configuration,
        'IN_SYNC',
        SYNCING,
      ),
      judgeWord('The health of the pair', health, 'HEALTHY', UNWELL),
    ],
    'The configuration is IN_SYNC on both units and the pair is HEALTHY.',
  );
}

export const configSync: Check = {
  id: 'network.firewall.config-sync',
  title: 'Firewall units hold the same configuration',
  description:
    'After a fail-over the other unit filters by its own copy of the rules.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'In sync and healthy (syncing or degraded is at risk)',
    origin: 'design 4.1',
  },
  signals: [FIREWALL_PAIR],
  remediation:
    'Deploy pending changes, and see the fail-over link; a unit that stays out of sync is resumed from the active one.',
  appliesTo: isPair,
  evaluate: context =>
    judgeReading(context, FIREWALL_PAIR, 'The sync status', judgeSync),
};

export const unitReady: Check = {
  id: 'network.firewall.unit-ready',
  title: 'Firewall unit can carry the load',
  description: 'The unit serves or stands by.',
  gate: false,
  weight: 2,
  threshold: { text: 'Active or standby', origin: 'design 4.1 (N+1)' },
  signals: [FIREWALL_UNIT],
  remediation: 'See the unit itself: its power, its interfaces, its software.',
  appliesTo: isUnit,
  evaluate: context =>
    judgeReading<FirewallUnit>(context, FIREWALL_UNIT, 'The state', unit => {
      const asked = unit.cause
        ? ` It does not answer itself (${unit.cause.replace(/\.$/, '')}).`
        : '';
      switch (unit.state) {
        case 'active':
        case 'standby':
          return unit.cause
            ? {
                verdict: 'unknown',
                reason: `By what its peer says the unit is ${unit.said}.${asked}`,
              }
            : { verdict: 'met', reason: `The unit is ${unit.said}.` };
        case 'not-ready':
          return {
            verdict: 'breached',
            reason: `The unit is ${unit.said}: it cannot carry the load.${asked}`,
          };
        default:
          return {
            verdict: 'unknown',
            reason: `The unit says ${unit.said}, which is not understood.${asked}`,
          };
      }
    }),
};

export const firewallChecks: Check[] = [failover, configSync, unitReady];
