import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { findBinaries } from '../postgresql/binaries';
import { ServerUser } from '../postgresql/serverUser';
import { until } from '../process/until';

/**
 * An empty PostgreSQL server for a run of tests, as a program: prints
 * `ready <connection string>` and stops when its standard input ends. Nothing
 * of it is left behind.
 */
async function main(): Promise<void> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'twinshore-postgres-'));
  await chmod(dir, 0o755);
  const user = ServerUser.find();
  const binaries = await findBinaries(user, path.join(dir, 'programs'));
  const data = await user.makeHome(path.join(dir, 'data'));
  await user.run(binaries.initdb, [
    '--pgdata',
    data,
    '--username=tests',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ]);
  const port = await freePort();
  const server = user.spawn(
    binaries.postgres,
    [
      ...['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1'],
      ...['-c', 'unix_socket_directories=', '-c', 'fsync=off'],
      ...['-c', 'max_connections=300'],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'], cwd: '/' },
  );
  const gone = new Promise<void>(resolve => {
    server.once('close', () => resolve());
  });
  const url = `postgresql://tests@127.0.0.1:${port}/postgres`;
  await until('Starting PostgreSQL', () => answers(url), { seconds: 30 });
  process.stdout.write(`ready ${url}\n`);

  await new Promise<void>(resolve => {
    process.stdin.once('end', resolve).once('error', resolve).resume();
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  server.kill('SIGQUIT');
  await gone;
  await rm(dir, { recursive: true, force: true });
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new Client({ connectionString });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as { port: number };
  await new Promise(resolve => {
    server.close(resolve);
  });
  return port;
}

main().then(
  () => process.exit(0),
  error => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
);
