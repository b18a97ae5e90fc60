import type { Entity } from '@backstage/catalog-model';
import type {
  CheckContext,
  CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { nameOf } from './estate';
import { booleanOf, recordOf, textOf } from './jsonValues';
import { ask, settle, type Asked } from './reading';

export const RDS_INSTANCE = 'aws.rds.instance';
export const IN_RECOVERY = 'postgresql.inRecovery';
export const WAL_RECEIVER = 'postgresql.walReceiver';
export const COPY_SIGNALS = [RDS_INSTANCE, IN_RECOVERY, WAL_RECEIVER];

/** Words of RDS for a replica that will not go on by itself. */
const BROKEN = ['error', 'stopped', 'terminated', 'replication stop point set'];

/** What RDS says of an instance. */
export interface Instance {
  missing: boolean;
  status: string;
  class: string;
  zones: string[];
  multiAz: boolean;
  source?: string;
  replication?: { status: string; normal: boolean };
}

function toInstance(value: unknown): Instance | undefined {
  const instance = recordOf(value);
  const missing = booleanOf(instance?.missing);
  if (!instance || missing === undefined) {
    return undefined;
  }
  const replication = recordOf(instance.replication);
  return {
    missing,
    status: textOf(instance.status) ?? 'in no state that it tells',
    class: textOf(instance.instanceClass) ?? '',
    multiAz: instance.multiAz === true,
    zones: [instance.zone, instance.secondaryZone].flatMap(
      zone => textOf(zone) ?? [],
    ),
    source: textOf(instance.sourceIdentifier),
    replication: replication && {
      status: textOf(replication.status) ?? '',
      normal: replication.normal === true,
    },
  };
}

export function instanceOf(
  context: CheckContext,
  database: Entity,
): Asked<Instance> {
  return ask(context, database, RDS_INSTANCE, 'The RDS instance', toInstance);
}

function judgeInstance(
  database: Entity,
  { missing, source, replication }: Instance,
): Omit<CheckOutcome, 'readings'> {
  const name = nameOf(database);
  if (missing) {
    return {
      verdict: 'breached',
      reason: `RDS does not have ${name} any more.`,
    };
  }
  if (!source) {
    return {
      verdict: 'breached',
      reason: `${name} has no source any more: it has been promoted.`,
    };
  }
  const status = replication?.status ?? '';
  if (BROKEN.includes(status)) {
    return {
      verdict: 'breached',
      reason: `Replication to ${name} is broken: RDS says ${status}.`,
    };
  }
  if (status === 'replicating' && replication?.normal) {
    return { verdict: 'met', reason: `${name} replicates.` };
  }
  return status === ''
    ? {
        verdict: 'unknown',
        reason: `Whether ${name} replicates is unknown: RDS does not say it.`,
      }
    : {
        verdict: 'at-risk',
        reason: `Replication to ${name} is not normal: RDS says ${status}.`,
      };
}

function judgeServer(
  context: CheckContext,
  database: Entity,
): Asked<CheckOutcome> {
  const name = nameOf(database);
  const recovery = ask(context, database, IN_RECOVERY, 'The role', booleanOf);
  if ('outcome' in recovery) {
    return recovery;
  }
  if (!recovery.value) {
    return {
      value: {
        verdict: 'breached',
        reason: `${name} takes writes: it is no copy any more.`,
        readings: recovery.readings,
      },
      readings: recovery.readings,
    };
  }
  const receiver = ask(
    context,
    database,
    WAL_RECEIVER,
    'The WAL receiver',
    value => {
      const found = recordOf(value);
      const running = booleanOf(found?.running);
      return running === undefined
        ? undefined
        : { running, status: textOf(found!.status) };
    },
  );
  if ('outcome' in receiver) {
    return receiver;
  }
  const { running, status } = receiver.value;
  const readings = [...recovery.readings, ...receiver.readings];
  return {
    value:
      running && status === 'streaming'
        ? {
            verdict: 'met',
            reason: `${name} is in recovery and streams.`,
            readings,
          }
        : {
            verdict: running && status === undefined ? 'unknown' : 'at-risk',
            reason: `${name} is in recovery, but ${
              running
                ? `its WAL receiver is ${status ?? 'in a state that it hides'}`
                : 'receives nothing'
            }.`,
            readings,
          },
    readings,
  };
}

/**
 * Whether a database is a copy that follows, by all that speak of it: RDS, and
 * the server itself. One of them is enough; where both speak, both count.
 */
export function copyFollows(
  context: CheckContext,
  database: Entity,
): CheckOutcome {
  const instance = instanceOf(context, database);
  const server = judgeServer(context, database);
  const parts: CheckOutcome[] = [];
  if ('value' in instance) {
    parts.push({
      ...judgeInstance(database, instance.value),
      readings: instance.readings,
    });
  } else if (!instance.missing) {
    parts.push(instance.outcome);
  }
  if ('value' in server) {
    parts.push(server.value);
  } else if (!server.missing || parts.length === 0) {
    parts.push(server.outcome);
  }
  return settle(parts, `${nameOf(database)} is in recovery and replicates.`);
}
