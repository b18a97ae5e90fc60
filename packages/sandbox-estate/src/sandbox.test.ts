import { ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { processesIn } from './postgresql/leftovers';
import { childrenOf } from './process/processes.cjs';
import { until } from './process/until';
import { temporaryFolder } from './testing/temporaryFolder';

jest.setTimeout(60_000);

const COMMAND = path.resolve(__dirname, '../../../scripts/sandbox.mjs');

describe('the sandbox as a process', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  const started: ChildProcess[] = [];

  /** Processes of all database servers of this sandbox. */
  const servers = () => {
    const home = path.join(folder.dir, 'postgresql');
    return readdirSync(home, { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .flatMap(entry => processesIn(path.join(home, entry.name)));
  };

  beforeAll(async () => {
    folder = await temporaryFolder();
  });
  afterAll(async () => {
    for (const child of started) child.kill('SIGKILL');
    if (folder) {
      await until('All servers ending', () => servers().length === 0, {
        seconds: 10,
      });
      await folder.remove();
    }
  });

  const run = (...args: string[]) => {
    const child = spawn(
      process.execPath,
      [COMMAND, ...args, '--dir', folder.dir],
      { stdio: ['pipe', 'pipe', 'pipe'] },
    );
    started.push(child);
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', line => lines.push(line));
    }
    const ended = new Promise<number | null>(resolve => {
      child.once('close', resolve);
    });
    return { child, lines, ended };
  };
  const up = async () => {
    const sandbox = run('up', '--only', 'postgresql');
    let over = false;
    sandbox.ended.then(() => (over = true));
    await until(
      'The sandbox becoming ready',
      () => {
        if (over) throw new Error(sandbox.lines.join('\n'));
        return sandbox.lines.includes('sandbox ready');
      },
      { seconds: 45 },
    );
    return sandbox;
  };
  const command = async (...args: string[]) => {
    const { child, lines, ended } = run(...args);
    child.stdin!.end();
    return { code: await ended, output: lines.join('\n') };
  };
  const noneLeft = () =>
    until('All servers ending', () => servers().length === 0, { seconds: 10 });
  const estate = async () =>
    JSON.parse(await readFile(path.join(folder.dir, 'estate.json'), 'utf8'));

  it('is driven from the command line', async () => {
    const { ended } = await up();
    const file = await stat(path.join(folder.dir, 'estate.json'));
    expect(file.mode % 0o1000).toBe(0o600);

    const { admin } = await estate();
    const refused = await fetch(`${admin.url}/state`, {
      headers: { authorization: 'Bearer wrong' },
    });
    expect(refused.status).toBe(401);

    const second = await command('up', '--only', 'postgresql');
    expect(second.output).toMatch(/A sandbox already runs in/);
    expect(second.code).toBe(1);

    const unknown = await command('inject', 'earthquake');
    expect(unknown.output).toMatch(/No fault is called earthquake.*cut-bridge/);
    const untargeted = await command('inject', 'kill-database', 'oracle');
    expect(untargeted.output).toMatch(/no target oracle.*rds-replica-aws-dr/);
    expect(untargeted.code).toBe(1);

    await command('inject', 'kill-database', 'rds-replica-aws-dr');
    const again = await command(
      'inject',
      'kill-database',
      'rds-replica-aws-dr',
    );
    expect(again).toMatchObject({ code: 0 });
    const broken = await command('status');
    expect(broken.output).toMatch(/rds-replica-aws-dr +stopped/);
    expect(broken.output).toMatch(/kill-database:rds-replica-aws-dr +active/);
    expect(await command('clear')).toMatchObject({ code: 0 });
    const mended = await command('status');
    expect(mended.output).toMatch(/rds-replica-aws-dr +running +replica/);

    expect(await command('down')).toMatchObject({ code: 0 });
    expect(await ended).toBe(0);
    expect(servers()).toEqual([]);
    expect((await command('status')).output).toMatch(/No sandbox runs in/);
  });

  it('leaves no server when it is killed, and recovers', async () => {
    const { child } = await up();
    expect(servers().length).toBeGreaterThan(4);
    child.kill('SIGKILL');
    await noneLeft();
    const { child: next, ended } = await up();
    next.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(servers()).toEqual([]);
  });

  it('ends what a former run left behind when even its guard was killed', async () => {
    const { child } = await up();
    const guards = childrenOf(child.pid!).filter(
      pid => !servers().includes(pid),
    );
    expect(guards).toHaveLength(1);
    await command('inject', 'hang-database', 'rds-replica-aws-dr');
    process.kill(guards[0], 'SIGKILL');
    child.kill('SIGKILL');
    const orphans = servers();
    expect(orphans.length).toBeGreaterThan(4);

    const { child: next, ended } = await up();
    expect(servers().filter(pid => orphans.includes(pid))).toEqual([]);
    // Whoever started it is gone, and with that its end of the pipe.
    next.stdin!.end();
    expect(await ended).toBe(0);
    expect(servers()).toEqual([]);
  });
});
