import { refOf } from '@twinshore/plugin-dr-status-common';
import {
  causeOf,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import * as signals from '../signals';
import { askStandbys, isProvenDown } from './corroboration';
import { isPostgresql, nameOf, writerGroup } from './topology';

function and(names: string[]): string {
  return names.length > 1
    ? `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`
    : names[0];
}

export const oneWriter: Check = {
  id: 'postgresql.one-writer',
  title: 'Exactly one writer',
  description:
    'Of the servers that follow each other physically, and of the members of a redundancy group, exactly one is out of recovery. Two are a split brain: each takes writes that the other will never have.',
  gate: true,
  weight: 5,
  threshold: {
    text: 'Exactly one server of the group out of recovery',
    origin: 'design 4.2',
  },
  signals: [signals.IN_RECOVERY],
  remediation:
    'Two writers: fence one at once (stop it, or cut it off from the applications), then decide whose writes stand. None: promote a standby.',
  appliesTo: (entity, estate) =>
    isPostgresql(entity) && writerGroup(estate, entity).length > 1,
  evaluate(context): CheckOutcome {
    const members = writerGroup(context, context.entity).map(entity => ({
      entity,
      name: nameOf(entity),
      reading: context.read(
        signals.IN_RECOVERY,
        `${nameOf(entity)}: in recovery`,
        refOf(entity),
      ),
    }));
    const readings = members.map(member => member.reading);
    const known = members.filter(({ reading }) => reading.state === 'fresh');
    const silent = members.filter(({ reading }) => reading.state !== 'fresh');
    const writers = known.filter(
      ({ reading }) => reading.evidence.value === false,
    );
    if (writers.length > 1) {
      return {
        verdict: 'breached',
        reason: `Split brain: ${and(
          writers.map(member => member.name),
        )} accept writes at once.`,
        readings,
      };
    }
    // A standby that falls silent is unknown itself; its primary, which
    // answers, is not made unknown by it unless it may have been promoted.
    const self = refOf(context.entity);
    const writes = writers.some(({ entity }) => refOf(entity) === self);
    const open = silent.filter(
      ({ entity, reading }) =>
        !(writes && reading.evidence.value === true) &&
        // Whom its standbys have lost as well is down, and writes nothing.
        !isProvenDown(reading, askStandbys(context, entity)),
    );
    if (open.length > 0) {
      const [first] = open;
      return {
        verdict: 'unknown',
        reason: `How many of ${
          members.length
        } servers accept writes is unknown: ${first.name} may, and ${causeOf(
          first.reading,
          context.now,
        )}; of the others ${
          writers.length === 1 ? `${writers[0].name} does` : 'none does'
        }.`,
        readings: [first.reading, ...readings.filter(r => r !== first.reading)],
      };
    }
    if (writers.length === 0) {
      return {
        verdict: 'breached',
        reason: `No server of the group accepts writes: ${and(
          members.map(member =>
            silent.includes(member)
              ? `${member.name} is down`
              : `${member.name} is in recovery`,
          ),
        )}.`,
        readings,
      };
    }
    return {
      verdict: 'met',
      reason: `${writers[0].name} alone of ${
        members.length
      } servers accepts writes${
        silent.length > 0
          ? ` (${and(silent.map(({ name }) => name))} cannot be asked)`
          : ''
      }.`,
      readings: known.map(({ reading }) => reading),
    };
  },
};
