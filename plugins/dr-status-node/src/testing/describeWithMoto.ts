import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { freePort } from './realPeers';

const TIMEOUT_MS = 90_000;
const START_MS = 60_000;

/** An endpoint of AWS that others wrote. @public */
export interface Moto {
  /** Only to be asked for once the tests run. */
  endpoint(): string;
  /** A client of the SDK, to make there what is to be read. */
  client<T>(
    Client: new (settings: {
      region: string;
      endpoint: string;
      credentials: { accessKeyId: string; secretAccessKey: string };
    }) => T,
    region: string,
  ): T;
}

async function started(endpoint: string, moto: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    const up = await fetch(`${endpoint}/moto-api/data.json`).then(
      response => response.ok,
      () => false,
    );
    if (up) {
      return;
    }
    if (Date.now() > deadline || moto.exitCode !== null) {
      throw new Error('moto_server did not start');
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

/**
 * Describes what is tried against moto, which others wrote: what we read must
 * not fit our own fake only. Without `moto_server`, skipped with one line that
 * says so.
 * @public
 */
export function describeWithMoto(
  title: string,
  tests: (moto: Moto) => void,
): void {
  const installed =
    spawnSync('moto_server', ['--help'], { stdio: 'ignore' }).status === 0;
  if (!installed) {
    process.stderr.write(`Skipped ${title}: no moto_server\n`);
  }
  (installed ? describe : describe.skip)(title, () => {
    let server: ChildProcess | undefined;
    let endpoint = '';

    beforeAll(async () => {
      const port = await freePort();
      endpoint = `http://127.0.0.1:${port}`;
      server = spawn('moto_server', ['-H', '127.0.0.1', '-p', `${port}`], {
        stdio: 'ignore',
      });
      await started(endpoint, server);
    }, TIMEOUT_MS);

    afterAll(async () => {
      if (server && server.exitCode === null) {
        const exited = new Promise(resolve => server!.once('exit', resolve));
        server.kill('SIGKILL');
        await exited;
      }
    });

    tests({
      endpoint: () => endpoint,
      client: (Client, region) =>
        new Client({
          region,
          endpoint,
          credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
        }),
    });
  });
}
