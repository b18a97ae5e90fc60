import { refOf } from '@twinshore/plugin-dr-status-common';
import {
  unknownOutcome,
  type Check,
  type CheckContext,
  type CheckOutcome,
  type Reading,
} from '@twinshore/plugin-dr-status-node';
import * as signals from '../signals';
import { isPostgresql, isStreamed, nameOf, upstreams } from './topology';

const NAMED = 4;

/** The first few of a list, and how many more there are. */
function some(names: string[]): string {
  return names.length > NAMED
    ? `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more`
    : names.join(', ');
}

/** The source of a logical copy, and the same signal at both ends. */
function bothEnds<T>(context: CheckContext, signal: string, title: string) {
  const { entity: source } = upstreams(context, context.entity).find(
    link => !isStreamed(link.mode),
  )!;
  const copy = context.read(signal, title);
  const from = context.read(
    signal,
    `${nameOf(source)}: ${title}`,
    refOf(source),
  );
  return {
    sourceName: nameOf(source),
    copyName: nameOf(context.entity),
    readings: [from, copy] as Reading[],
    fresh: from.state === 'fresh' && copy.state === 'fresh',
    there: (from.evidence.value ?? []) as T[],
    here: (copy.evidence.value ?? []) as T[],
  };
}

const isLogicalCopy: Check['appliesTo'] = (entity, estate) =>
  isPostgresql(entity) &&
  upstreams(estate, entity).some(link => !isStreamed(link.mode));

export const logicalSchema: Check = {
  id: 'postgresql.logical-schema',
  title: 'Both ends of the logical hop have the same tables',
  description:
    'Logical replication carries rows and no DDL: every published table must be subscribed to, with the same columns, and needs a key by which changed rows are found.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Same tables and columns, each with a primary key or another replica identity (a table that is not subscribed to is breached)',
    origin: 'design 4.2; PostgreSQL, logical replication: restrictions',
  },
  signals: [signals.LOGICAL_TABLES],
  remediation:
    'Run the missing DDL at the other end, first at the copy; ALTER SUBSCRIPTION … REFRESH PUBLICATION for new tables; give a table without a primary key a REPLICA IDENTITY.',
  appliesTo: isLogicalCopy,
  evaluate(context): CheckOutcome {
    const ends = bothEnds<signals.LogicalTable>(
      context,
      signals.LOGICAL_TABLES,
      'Tables of logical replication',
    );
    const { copyName, sourceName, readings, there, here } = ends;
    if (!ends.fresh) {
      return unknownOutcome(
        `Whether ${copyName} and ${sourceName} have the same tables`,
        context.now,
        readings,
      );
    }
    if (there.length === 0) {
      return {
        verdict: 'breached',
        reason: `${sourceName} publishes no table.`,
        readings,
      };
    }
    const copies = new Map(here.map(table => [table.name, table]));
    const absent = there.filter(({ name }) => !copies.has(name));
    if (absent.length > 0) {
      return {
        verdict: 'breached',
        reason: `${copyName} does not subscribe to ${some(
          absent.map(({ name }) => name),
        )}, which ${sourceName} publishes.`,
        readings,
      };
    }
    const different = there.filter(
      ({ name, fingerprint }) => copies.get(name)!.fingerprint !== fingerprint,
    );
    if (different.length > 0) {
      return {
        verdict: 'at-risk',
        reason: `The columns of ${some(
          different.map(({ name }) => name),
        )} are not the same at ${sourceName} and ${copyName}: DDL has reached one of them only.`,
        readings,
      };
    }
    const keyless = there.filter(
      ({ identity, hasPrimaryKey }) =>
        identity === 'nothing' || (identity === 'default' && !hasPrimaryKey),
    );
    if (keyless.length > 0) {
      return {
        verdict: 'at-risk',
        reason: `${some(
          keyless.map(({ name }) => name),
        )} at ${sourceName} has no replica identity: updates and deletes of its rows are refused.`,
        readings,
      };
    }
    return {
      verdict: 'met',
      reason: `${there.length} tables are the same at ${sourceName} and ${copyName}.`,
      readings,
    };
  },
};

export const logicalSequences: Check = {
  id: 'postgresql.logical-sequences',
  title: 'Sequences have reached the copy',
  description:
    'Logical replication does not carry sequences: where they lag behind, the first rows written after a fail-over take keys that exist already.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Each sequence at the copy stands at least where it stands at the source',
    origin: 'design 4.2; PostgreSQL, logical replication: restrictions',
  },
  signals: [signals.LOGICAL_SEQUENCES],
  remediation:
    'Set them at the copy, with room to spare, as a step of the fail-over before writes are let in: SELECT setval(…). Or use keys that need no sequence, such as UUIDs.',
  appliesTo: isLogicalCopy,
  evaluate(context): CheckOutcome {
    const ends = bothEnds<signals.LogicalSequence>(
      context,
      signals.LOGICAL_SEQUENCES,
      'Sequences of logical replication',
    );
    const { copyName, sourceName, readings, there, here } = ends;
    if (!ends.fresh) {
      return unknownOutcome(
        `Whether the sequences of ${copyName} stand where those of ${sourceName} do`,
        context.now,
        readings,
      );
    }
    const copies = new Map(here.map(sequence => [sequence.name, sequence]));
    const behind = there.filter(({ name, lastValue }) => {
      const copy = copies.get(name);
      return (
        lastValue !== null &&
        (!copy ||
          (copy.readable && BigInt(copy.lastValue ?? 0) < BigInt(lastValue)))
      );
    });
    if (behind.length > 0) {
      return {
        verdict: 'at-risk',
        reason: `At ${copyName} stand behind ${sourceName}: ${some(
          behind.map(
            ({ name, lastValue }) =>
              `${name} at ${
                copies.get(name)?.lastValue ?? 'its beginning'
              } of ${lastValue}`,
          ),
        )}.`,
        readings,
      };
    }
    const hidden = [...there, ...here].filter(({ readable }) => !readable);
    if (hidden.length > 0) {
      return {
        verdict: 'unknown',
        reason: `Where ${some([
          ...new Set(hidden.map(({ name }) => name)),
        ])} stands cannot be seen: the monitoring role needs SELECT on it.`,
        readings,
      };
    }
    return {
      verdict: 'met',
      reason:
        there.length === 0
          ? `No table of ${sourceName} that is copied draws keys from a sequence.`
          : `${there.length} sequences of ${copyName} stand at least where they do at ${sourceName}.`,
      readings,
    };
  },
};
