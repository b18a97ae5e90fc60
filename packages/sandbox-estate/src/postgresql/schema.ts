import type { Query } from './connection';

export const DATABASE = 'mis';
export const ADMIN = 'twinshore_admin';
export const APPLICATION = 'mis_app';
export const MONITOR = 'twinshore_monitor';
export const REPLICATION = 'twinshore_replication';
export const SUBSCRIPTION = 'mis_from_on_prem';
const PUBLICATION = 'mis';
const SEED_CASES = 40;

/** Passwords by role. */
export type RolePasswords = Record<
  typeof APPLICATION | typeof MONITOR | typeof REPLICATION,
  string
>;

const TABLES = `
CREATE SCHEMA mis;
CREATE TABLE mis.cases (
  reference text PRIMARY KEY,
  title text NOT NULL,
  department text NOT NULL,
  status text NOT NULL CHECK (status IN ('open', 'in-review', 'closed')),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON mis.cases (updated_at DESC);
CREATE TABLE mis.documents (
  id uuid PRIMARY KEY,
  case_reference text NOT NULL REFERENCES mis.cases,
  name text NOT NULL,
  size_bytes bigint NOT NULL,
  stored_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE mis.sessions (
  id uuid PRIMARY KEY,
  user_name text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now()
);
CREATE SCHEMA twinshore;
CREATE TABLE twinshore.heartbeat (
  id int PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  beat_at timestamptz NOT NULL,
  sequence bigint NOT NULL
);
GRANT USAGE ON SCHEMA mis, twinshore TO ${APPLICATION}, ${REPLICATION};
GRANT SELECT, INSERT, UPDATE, DELETE
  ON ALL TABLES IN SCHEMA mis, twinshore TO ${APPLICATION};
GRANT SELECT ON ALL TABLES IN SCHEMA mis, twinshore TO ${REPLICATION};
GRANT USAGE ON SCHEMA twinshore TO ${MONITOR};
GRANT SELECT ON twinshore.heartbeat TO ${MONITOR};
`;

const literal = (text: string) => `'${text.replace(/'/g, "''")}'`;

/** Roles and database of a new server; run in database `postgres`. */
export async function createRoles(query: Query): Promise<void> {
  await query(`CREATE ROLE ${APPLICATION} LOGIN`);
  await query(`CREATE ROLE ${MONITOR} LOGIN IN ROLE pg_monitor`);
  await query(`CREATE ROLE ${REPLICATION} LOGIN REPLICATION`);
  await query(`CREATE DATABASE ${DATABASE}`);
}

/** Sets the roles' passwords; copies receive them by replication. */
export async function setPasswords(
  query: Query,
  passwords: Partial<RolePasswords>,
): Promise<void> {
  // A server logs the statement of a failed command, and these carry secrets.
  await query('SET log_min_error_statement = panic');
  for (const [role, password] of Object.entries(passwords)) {
    await query(`ALTER ROLE ${role} PASSWORD ${literal(password)}`);
  }
}

export async function createTables(query: Query): Promise<void> {
  await query(TABLES);
}

/** Makes a server the source of the chain, with its first cases. */
export async function publish(query: Query): Promise<void> {
  await query(
    `INSERT INTO mis.cases (reference, title, department, status)
     SELECT 'on-prem-' || lpad(n::text, 4, '0'),
            'Case ' || n,
            (ARRAY['Finance', 'Health', 'Interior', 'Justice'])[1 + n % 4],
            (ARRAY['open', 'in-review', 'closed'])[1 + n % 3]
     FROM generate_series(1, ${SEED_CASES}) AS n`,
  );
  await query(
    `INSERT INTO mis.documents (id, case_reference, name, size_bytes)
     SELECT gen_random_uuid(), reference, 'application.pdf', 48000
     FROM mis.cases`,
  );
  await query(
    `CREATE PUBLICATION ${PUBLICATION} FOR TABLES IN SCHEMA mis, twinshore`,
  );
}

/** How a subscriber reaches its source; the password stands in a file. */
export const sourceConnection = (port: number, passwordFile: string) =>
  [
    'host=127.0.0.1',
    `port=${port}`,
    `user=${REPLICATION}`,
    `dbname=${DATABASE}`,
    `passfile='${passwordFile.replace(/['\\]/g, '\\$&')}'`,
    'sslmode=disable',
  ].join(' ');

export async function subscribe(
  query: Query,
  connection: string,
  slot: string,
): Promise<void> {
  await query(
    `CREATE SUBSCRIPTION ${SUBSCRIPTION} CONNECTION ${literal(connection)}
     PUBLICATION ${PUBLICATION} WITH (slot_name = ${literal(slot)})`,
  );
}

/** Points the subscription elsewhere where its source's port has changed. */
export async function resubscribe(
  query: Query,
  connection: string,
): Promise<void> {
  const [{ subconninfo }] = await query<{ subconninfo: string }>(
    'SELECT subconninfo FROM pg_subscription WHERE subname = $1',
    [SUBSCRIPTION],
  );
  if (subconninfo !== connection) {
    await query(
      `ALTER SUBSCRIPTION ${SUBSCRIPTION} CONNECTION ${literal(connection)}`,
    );
  }
}
