import * as signals from '../signals';
import type { Session } from './session';
import type { SessionReadings } from './SlowReadings';

/**
 * What logical replication does not carry and both ends must agree on: the
 * columns of its tables, their replica identity, and sequences.
 */

/** Of each; a list that is longer could not be compared whole, and is left out. */
const MOST = 1000;

/** What holds a sequence, for DDL, must not hold up the rest of what is read. */
const LOCK_TIMEOUT = `SET LOCAL lock_timeout = '200ms'`;
const LOCK_NOT_AVAILABLE = '55P03';

/** Tables that take part, on either side, in this database. */
const TABLES = `SELECT pc.oid FROM pg_publication_tables p
    JOIN pg_namespace pn ON pn.nspname = p.schemaname
    JOIN pg_class pc ON pc.relnamespace = pn.oid AND pc.relname = p.tablename
  UNION SELECT r.srrelid FROM pg_subscription_rel r JOIN pg_subscription s ON s.oid = r.srsubid
    WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())`;

const TABLES_QUERY = `SELECT format('%I.%I', n.nspname, c.relname) AS name,
  CASE c.relreplident WHEN 'd' THEN 'default' WHEN 'f' THEN 'full' WHEN 'i' THEN 'index' ELSE 'nothing' END AS identity,
  EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary) AS has_primary_key,
  md5(string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull, ',' ORDER BY a.attname)) AS fingerprint
FROM (${TABLES}) t
JOIN pg_class c ON c.oid = t.oid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
GROUP BY c.oid, n.nspname, c.relname, c.relreplident
ORDER BY 1 LIMIT ${MOST + 1}`;

// Owned by a column of such a table, or named in the default of one.
const SEQUENCES_QUERY = `SELECT format('%I.%I', n.nspname, c.relname) AS name,
  has_sequence_privilege(c.oid, 'SELECT') AS readable,
  CASE WHEN has_sequence_privilege(c.oid, 'SELECT') THEN pg_sequence_last_value(c.oid)::text END AS last_value
FROM (
  SELECT d.objid AS oid FROM pg_depend d JOIN (${TABLES}) t ON t.oid = d.refobjid
    WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
  UNION SELECT d.refobjid FROM pg_attrdef f JOIN (${TABLES}) t ON t.oid = f.adrelid
    JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid AND d.refclassid = 'pg_class'::regclass
) s
JOIN pg_class c ON c.oid = s.oid AND c.relkind = 'S'
JOIN pg_namespace n ON n.oid = c.relnamespace
ORDER BY 1 LIMIT ${MOST + 1}`;

interface TableRow {
  name: string;
  identity: signals.LogicalTable['identity'];
  has_primary_key: boolean;
  fingerprint: string;
}

interface SequenceRow {
  name: string;
  readable: boolean;
  last_value: string | null;
}

export async function readLogicalHop(
  session: Session,
): Promise<SessionReadings> {
  let results: Awaited<ReturnType<Session['queryAll']>>;
  try {
    results = await session.queryAll(
      [LOCK_TIMEOUT, TABLES_QUERY, SEQUENCES_QUERY].join(';\n'),
    );
  } catch (error) {
    if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) {
      return [];
    }
    throw error;
  }
  const [, tables, sequences] = results;
  if (tables.rows.length > MOST || sequences.rows.length > MOST) {
    return [];
  }
  return [
    {
      signal: signals.LOGICAL_TABLES,
      value: (tables.rows as TableRow[]).map(
        (row): signals.LogicalTable => ({
          name: row.name,
          identity: row.identity,
          hasPrimaryKey: row.has_primary_key,
          fingerprint: row.fingerprint,
        }),
      ),
    },
    {
      signal: signals.LOGICAL_SEQUENCES,
      value: (sequences.rows as SequenceRow[]).map(
        (row): signals.LogicalSequence => ({
          name: row.name,
          readable: row.readable,
          lastValue: row.last_value,
        }),
      ),
    },
  ];
}
