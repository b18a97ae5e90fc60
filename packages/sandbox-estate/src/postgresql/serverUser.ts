import {
  ChildProcess,
  spawn,
  SpawnOptions,
  spawnSync,
} from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, chown, lstat, mkdir, rm, symlink } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import path from 'node:path';

const OWN_USER = 'twinshore-sandbox';

interface Account {
  name: string;
  uid: number;
  gid: number;
}

/**
 * Whom the servers run as: PostgreSQL refuses to run as root, and wants its
 * data folder owned by who runs it.
 */
export class ServerUser {
  /** Absent when it is who runs the sandbox. */
  readonly #account?: Account;

  private constructor(account?: Account) {
    this.#account = account;
  }

  static find(): ServerUser {
    if (process.getuid?.() !== 0) return new ServerUser();
    const account =
      lookUp(OWN_USER) ?? lookUp('postgres') ?? create() ?? lookUp('nobody');
    if (!account) {
      throw new Error(
        `PostgreSQL refuses to run as root, and no user could be created for it. Create one (useradd --system ${OWN_USER}) or run the sandbox as an ordinary user.`,
      );
    }
    const probe = spawnSync('true', [], { uid: account.uid, gid: account.gid });
    if (probe.error) {
      throw new Error(
        `PostgreSQL refuses to run as root, and running as ${account.name} is not allowed here (${probe.error.message}). Run the sandbox as an ordinary user.`,
      );
    }
    return new ServerUser(account);
  }

  /** Starts a program as the server user. */
  spawn(file: string, args: string[], options: SpawnOptions): ChildProcess {
    return spawn(file, args, {
      ...options,
      ...(this.#account && {
        uid: this.#account.uid,
        gid: this.#account.gid,
      }),
      // Messages in English and times in UTC, whatever the machine speaks.
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    });
  }

  /** Runs a program to its end as the server user. */
  async run(file: string, args: string[]): Promise<string> {
    const child = this.spawn(file, args, {
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout!.on('data', chunk => (output += chunk));
    child.stderr!.on('data', chunk => (output += chunk));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0) {
      throw new Error(
        `${path.basename(file)} failed: ${
          output.trim() || `exit code ${code}`
        }`,
      );
    }
    return output;
  }

  /** Gives a file or folder to the server user. */
  async own(file: string): Promise<void> {
    if (this.#account) {
      await chown(file, this.#account.uid, this.#account.gid);
    }
  }

  /**
   * A folder that the server user owns at `wanted`. Where that user cannot get
   * there (a checkout below a closed home folder of root), the folder stands
   * in /var/tmp and `wanted` is a link to it.
   */
  async makeHome(wanted: string): Promise<string> {
    await mkdir(wanted, { recursive: true, mode: 0o700 });
    await this.own(wanted);
    if (!this.#account || (await this.#reaches(wanted))) {
      await chmod(wanted, 0o700);
      return wanted;
    }
    const key = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
    const elsewhere = path.join('/var/tmp', `twinshore-${key}`);
    await mkdir(elsewhere, { mode: 0o700 }).catch(() => {});
    const found = await lstat(elsewhere);
    if (!found.isDirectory() || ![0, this.#account.uid].includes(found.uid)) {
      throw new Error(
        `${elsewhere} belongs to somebody else: remove it, or place the sandbox where ${
          this.#account.name
        } can reach it`,
      );
    }
    await this.own(elsewhere);
    await rm(wanted, { recursive: true, force: true });
    await symlink(elsewhere, wanted);
    return elsewhere;
  }

  async #reaches(folder: string): Promise<boolean> {
    try {
      await this.run('/bin/sh', ['-c', 'cd "$1"', 'sh', folder]);
      return true;
    } catch {
      return false;
    }
  }
}

function lookUp(name: string): Account | undefined {
  let table = '';
  try {
    table = readFileSync('/etc/passwd', 'utf8');
  } catch {
    return undefined;
  }
  const fields = table
    .split('\n')
    .map(line => line.split(':'))
    .find(([login]) => login === name);
  return fields && { name, uid: Number(fields[2]), gid: Number(fields[3]) };
}

/** Debian, Fedora and Arch have useradd, Alpine has BusyBox's adduser. */
function create(): Account | undefined {
  const attempts: [string, string[]][] = [
    ['useradd', ['--system', '--shell', '/usr/sbin/nologin', OWN_USER]],
    ['adduser', ['-S', '-D', '-H', '-s', '/sbin/nologin', OWN_USER]],
  ];
  for (const [program, args] of attempts) {
    spawnSync(program, args, { stdio: 'ignore' });
    const account = lookUp(OWN_USER);
    if (account) return account;
  }
  return undefined;
}
