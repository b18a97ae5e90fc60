import type { Entity } from '@backstage/catalog-model';
import { refOf } from '@twinshore/plugin-dr-status-common';
import {
  sayDuration,
  type CheckContext,
  type Reading,
} from '@twinshore/plugin-dr-status-node';
import * as signals from '../signals';
import { downstreams, isStreamed, nameOf } from './topology';

/**
 * A server that does not answer us may be dead, or only out of our reach.
 * Its standbys are a second witness: they hold connections of their own to it.
 */
export interface StandbyTestimony {
  /**
   * `lost`: a standby has lost it too, and none still hears it. `heard`: a
   * standby still streams from it. `promoted`: a standby has become a primary.
   * `silent`: no standby can be asked.
   */
  says: 'lost' | 'heard' | 'promoted' | 'silent';
  /** The same as a clause, with figures. */
  sentence: string;
  /** How long the loss has lasted at least, seconds. */
  lostForSeconds?: number;
  readings: Reading[];
}

/** A receiver that streams but has heard nothing for this long is no sign of life. */
const HEARD_SECONDS = 30;

export function askStandbys(
  context: CheckContext,
  primary: Entity,
): StandbyTestimony {
  const readings: Reading[] = [];
  let testimony: Omit<StandbyTestimony, 'readings'> = {
    says: 'silent',
    sentence: 'no standby can be asked about it',
  };
  for (const { entity: standby, mode } of downstreams(context, primary)) {
    if (!isStreamed(mode)) {
      continue;
    }
    const ref = refOf(standby);
    const name = nameOf(standby);
    const role = context.read(signals.IN_RECOVERY, `${name}: in recovery`, ref);
    const reading = context.read(
      signals.WAL_RECEIVER,
      `${name}: WAL receiver`,
      ref,
    );
    readings.push(role, reading);
    if (role.state !== 'fresh') {
      continue;
    }
    if (role.evidence.value === false) {
      if (testimony.says !== 'heard') {
        testimony = {
          says: 'promoted',
          sentence: `${name} has been promoted and no longer follows it`,
        };
      }
      continue;
    }
    if (reading.state !== 'fresh') {
      continue;
    }
    const receiver = reading.evidence.value as signals.WalReceiver;
    const contact = receiver.lastContactAgeSeconds;
    if (receiver.running && receiver.status === 'streaming') {
      const messageAge = receiver.lastMessageAgeSeconds;
      if (messageAge !== null && messageAge < HEARD_SECONDS) {
        return {
          says: 'heard',
          sentence: `${name} still streams from it (last message ${sayDuration(
            messageAge,
          )} ago)`,
          readings,
        };
      }
      // Open but silent: neither a sign of life nor a sign of death.
      continue;
    }
    if (receiver.running && receiver.status === null) {
      // Without pg_monitor the state is hidden.
      continue;
    }
    if (testimony.says === 'silent') {
      testimony = {
        says: 'lost',
        sentence: `the WAL receiver of ${name} has lost it${
          contact === null ? '' : ` (last contact ${sayDuration(contact)} ago)`
        }`,
        lostForSeconds: contact ?? undefined,
      };
    }
  }
  return { ...testimony, readings };
}

/**
 * A server that times out is only called dead once its standbys have been
 * without it for this long: until then, a hang that concerns us alone cannot
 * be told from one that concerns all.
 */
const DEAD_AFTER_SECONDS = 120;

/** Whether the primary's silence is proven to be more than ours. */
export function isProvenDown(
  reading: Reading,
  testimony: StandbyTestimony,
): boolean {
  if (reading.state !== 'failed') {
    return false;
  }
  const lost = testimony.says === 'lost' || testimony.says === 'promoted';
  switch (reading.source?.error?.kind) {
    case 'unreachable':
      return lost;
    case 'timed-out':
      return (
        testimony.says === 'lost' &&
        (testimony.lostForSeconds ?? 0) >= DEAD_AFTER_SECONDS
      );
    default:
      return false;
  }
}
