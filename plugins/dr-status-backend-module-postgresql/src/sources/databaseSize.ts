import { DATABASE_SIZE } from '../signals';
import type { Session } from './session';
import type { SessionReadings } from './SlowReadings';

/**
 * The server looks at every file of the database, which takes long where they
 * are very many: then it is left out, rather than holding up the rest.
 */
const QUERY = `SET LOCAL statement_timeout = '500ms';
SELECT pg_database_size(current_database())::float8 AS bytes`;
/** Took too long; or the role may neither connect nor read statistics. */
const LEFT_OUT = ['57014', '42501'];

export async function readDatabaseSize(
  session: Session,
): Promise<SessionReadings> {
  try {
    const [, size] = await session.queryAll(QUERY);
    const bytes = size?.rows[0]?.bytes;
    return typeof bytes === 'number'
      ? [{ signal: DATABASE_SIZE, value: bytes }]
      : [];
  } catch (error) {
    const { code } = error as { code?: string };
    if (code && LEFT_OUT.includes(code)) {
      return [];
    }
    throw error;
  }
}
