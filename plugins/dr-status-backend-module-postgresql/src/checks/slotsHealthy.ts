import {
  causeOf,
  worstOutcome,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import * as signals from '../signals';
import { isPostgresql, isStreamed, nameOf, outgoingModes } from './topology';

function size(bytes: number | null): string {
  if (bytes === null) {
    return 'an unknown amount';
  }
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${Number(value.toFixed(value < 10 ? 1 : 0))} ${units[unit]}`;
}

function judge(slot: signals.Slot): Omit<CheckOutcome, 'readings'> {
  const holds = `it retains ${size(slot.retainedBytes)} of WAL`;
  switch (slot.walStatus) {
    case 'lost':
      return {
        verdict: 'breached',
        reason: `Replication slot ${slot.name} has lost WAL that its reader needs: the copy must be built anew.`,
      };
    case 'unreserved':
      return {
        verdict: 'at-risk',
        reason: `Replication slot ${slot.name} is unreserved: WAL that its reader needs goes at the next checkpoint, ${holds}.`,
      };
    case 'extended':
      return {
        verdict: 'at-risk',
        reason: `Replication slot ${slot.name} holds more WAL than max_wal_size: ${holds}.`,
      };
    case 'reserved':
    case null:
      break;
    default:
      return {
        verdict: 'unknown',
        reason: `Replication slot ${slot.name} is in a state that is not understood: ${slot.walStatus}.`,
      };
  }
  if (!slot.active) {
    return {
      verdict: 'at-risk',
      reason: `Nobody reads replication slot ${slot.name}: ${holds}, and more with every write.`,
    };
  }
  return {
    verdict: 'met',
    reason: `Replication slot ${slot.name} is read, ${holds}.`,
  };
}

export const slotsHealthy: Check = {
  id: 'postgresql.slots-healthy',
  title: 'Replication slots healthy',
  description:
    'Every replication slot of a server that is copied is read, and the WAL that its reader needs is still there.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'All slots active with wal_status reserved; lost is breached',
    origin: 'PostgreSQL, pg_replication_slots',
  },
  signals: [signals.SLOTS],
  remediation:
    'Bring the slot’s reader back. Drop a slot that nobody will read again, before its WAL fills the disk.',
  appliesTo: entity => isPostgresql(entity) && outgoingModes(entity).length > 0,
  evaluate(context): CheckOutcome {
    const name = nameOf(context.entity);
    const reading = context.read(signals.SLOTS, 'Replication slots');
    const readings = [reading];
    if (reading.state !== 'fresh') {
      return {
        verdict: 'unknown',
        reason: `The replication slots of ${name} are unknown: ${causeOf(
          reading,
          context.now,
        )}.`,
        readings,
      };
    }
    const slots = reading.evidence.value as signals.Slot[];
    if (
      outgoingModes(context.entity).some(mode => !isStreamed(mode)) &&
      !slots.some(slot => slot.kind === 'logical')
    ) {
      return {
        verdict: 'breached',
        reason: `${name} has no logical replication slot, although it is declared to be copied logically: its subscriber cannot follow.`,
        readings,
      };
    }
    if (slots.length === 0) {
      return {
        verdict: 'met',
        reason: `${name} uses no replication slots, so none holds WAL back.`,
        readings,
      };
    }
    const worst = worstOutcome(
      slots.map(slot => ({ ...judge(slot), readings })),
    );
    return worst.verdict === 'met' && slots.length > 1
      ? {
          verdict: 'met',
          reason: `All ${
            slots.length
          } replication slots of ${name} are read; they retain ${size(
            Math.max(...slots.map(slot => slot.retainedBytes ?? 0)),
          )} of WAL at most.`,
          readings,
        }
      : worst;
  },
};
