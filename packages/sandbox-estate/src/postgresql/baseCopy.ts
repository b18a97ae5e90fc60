import { constants } from 'node:fs';
import {
  copyFile,
  mkdir,
  readdir,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import type { DatabaseServer } from './DatabaseServer';
import type { ServerUser } from './serverUser';

// What PostgreSQL's documentation ("Making a Base Backup Using the Low Level
// API") leaves out of a copy: content that belongs to the running server.
const EMPTY_FOLDERS = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]);
const LEFT_OUT =
  /^(postmaster\.(pid|opts)|backup_label.*|tablespace_map.*|standby\.signal|pg_internal\.init.*|pgsql_tmp.*)$/;

/**
 * Makes a server's data folder a copy of its running source, through
 * PostgreSQL's backup functions (the distribution has no pg_basebackup). The
 * source keeps the log since then for `slot`. The folder appears complete or
 * not at all.
 */
export async function copyFromSource(options: {
  source: DatabaseServer;
  slot: string;
  folder: string;
  user: ServerUser;
}): Promise<void> {
  const { source, slot, folder, user } = options;
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  await source.connected(
    async query => {
      await query(
        `SELECT pg_drop_replication_slot(slot_name)
         FROM pg_replication_slots WHERE slot_name = $1 AND NOT active`,
        [slot],
      );
      await query('SELECT pg_create_physical_replication_slot($1, true)', [
        slot,
      ]);
      await query('SELECT pg_backup_start($1, true)', [`copy for ${slot}`]);
      await copyFolder(source.folder, draft, user, '');
      const [{ labelfile }] = await query<{ labelfile: string }>(
        'SELECT labelfile FROM pg_backup_stop(false)',
      );
      const label = path.join(draft, 'backup_label');
      await writeFile(label, labelfile, { mode: 0o600 });
      await user.own(label);
    },
    { answerMs: 60_000 },
  );
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder);
}

async function copyFolder(
  from: string,
  to: string,
  user: ServerUser,
  inside: string,
): Promise<void> {
  await mkdir(to, { mode: 0o700 });
  await user.own(to);
  const empty = EMPTY_FOLDERS.has(inside);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name);
    const target = path.join(to, entry.name);
    if (LEFT_OUT.test(entry.name)) continue;
    if (entry.isDirectory()) {
      // Sub-folders of pg_wal are expected to exist; slots must not come along.
      if (!empty) {
        await copyFolder(source, target, user, path.join(inside, entry.name));
      } else if (inside === 'pg_wal') {
        await mkdir(target, { mode: 0o700 });
        await user.own(target);
      }
    } else if (entry.isFile() && !empty) {
      await copyOne(source, target, user);
    }
  }
}

async function copyOne(
  source: string,
  target: string,
  user: ServerUser,
): Promise<void> {
  try {
    await copyFile(source, target, constants.COPYFILE_FICLONE);
  } catch (error) {
    // A table dropped while we copy: the log says so to the copy as well.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  await user.own(target);
}
