import {
  sayList,
  isTagged,
  judgeReading,
  type Check,
  type Finding,
} from '@twinshore/plugin-dr-status-node';
import { isSilent } from '../units/units';
import { UNITS, type HsmUnitsValue } from './signals';

const SERVING = 'Operational';
/** It does not serve: its keys are locked away, or it has none yet. */
const NOT_SERVING: Record<string, string> = {
  Locked: 'is locked',
  Unprovisioned: 'holds no keys (Unprovisioned)',
};

function judge({ units }: HsmUnitsValue): Finding {
  const answering = units.flatMap(unit => (isSilent(unit) ? [] : [unit]));
  const silent = units.filter(isSilent);
  const serving = answering.filter(({ condition }) => condition === SERVING);
  const unclear = [
    ...answering
      .filter(
        ({ condition }) => condition !== SERVING && !NOT_SERVING[condition],
      )
      .map(
        ({ name, condition }) =>
          `${name} says what is not understood (${condition})`,
      ),
    ...silent
      .filter(({ state }) => state === 'unreadable')
      .map(({ error }) => error.replace(/\.$/, '')),
  ];
  const out = [
    ...answering
      .filter(({ condition }) => NOT_SERVING[condition])
      .map(({ name, condition }) => `${name} ${NOT_SERVING[condition]}`),
    ...silent
      .filter(({ state }) => state === 'down')
      .map(({ name }) => `${name} is down`),
  ];
  const all = `${serving.length} of ${units.length} units ${
    serving.length === 1 ? 'serves' : 'serve'
  }`;
  const but = [...out, ...unclear];
  const said = `${all}${but.length > 0 ? `: ${sayList(but)}` : ''}.`;
  if (serving.length >= 2 && but.length === 0) {
    return { verdict: 'met', reason: said };
  }
  if (serving.length >= 2) {
    return { verdict: out.length > 0 ? 'at-risk' : 'unknown', reason: said };
  }
  // Whether one that cannot be read serves would decide.
  if (unclear.length > 0) {
    return { verdict: 'unknown', reason: said };
  }
  if (serving.length === 1) {
    return {
      verdict: 'at-risk',
      reason: `${said.replace(/\.$/, '')}; 2 are needed to lose one.`,
    };
  }
  // One that is down for the portal may serve others.
  return silent.length > 0
    ? { verdict: 'unknown', reason: said }
    : { verdict: 'breached', reason: said };
}

export const hsmUnitsServe: Check = {
  id: 'hsm.units',
  title: 'Two HSM units serve',
  description:
    'At least two units are unlocked and serve keys, so that the loss of one is not felt. Without keys nothing at rest can be read, and Vault cannot unseal itself.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'At least 2 units operational (1 is at risk, none breached)',
    origin: 'design 4.1, 6.2',
  },
  signals: [UNITS],
  remediation:
    'Unlock the unit with the unlock passphrase, or restore the newest backup of the other unit to a replacement.',
  appliesTo: isTagged('key-store', 'hsm'),
  evaluate: context =>
    judgeReading(context, UNITS, 'The state of the units', judge),
};
