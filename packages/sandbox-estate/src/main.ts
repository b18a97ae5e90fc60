import { PART_NAMES, PartName } from './parts';
import { startSandbox } from './sandbox';

/** Nobody waits longer than this for an orderly end. */
const STOP_SECONDS = 20;

export interface UpOptions {
  dir: string;
  only?: string[];
  /** Whether the end of standard input ends the sandbox. */
  untilInputEnds: boolean;
}

function partsOf(only?: string[]): PartName[] | undefined {
  const unknown = only?.filter(name => !PART_NAMES.includes(name as PartName));
  if (unknown?.length) {
    throw new Error(
      `No part is called ${unknown.join(', ')}. Parts: ${PART_NAMES.join(
        ', ',
      )}`,
    );
  }
  return only as PartName[] | undefined;
}

/** Runs the sandbox until it is told to stop; resolves with the exit code. */
export async function up(options: UpOptions): Promise<number> {
  const started = Date.now();
  const log = (message: string) => {
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    process.stdout.write(`${seconds.padStart(6)} s  ${message}\n`);
  };
  let told = false;
  const stopRequested = new Promise<void>(resolve => {
    const onStop = () => {
      told = true;
      resolve();
    };
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, onStop);
    }
    if (options.untilInputEnds) {
      process.stdin.once('end', onStop).once('error', onStop).resume();
    }
    process.on('sandbox-shutdown' as never, onStop);
  });
  // Who reads our output may be gone; that alone ends nothing.
  process.stdout.on('error', () => {});

  const sandbox = await startSandbox({
    dir: options.dir,
    parts: partsOf(options.only),
    log,
    onShutdown: () => process.emit('sandbox-shutdown' as never),
  });
  if (!told) {
    log(`state and credentials are in ${options.dir}/estate.json`);
    process.stdout.write('sandbox ready\n');
  }
  await stopRequested;
  log('stopping');
  const insist = setTimeout(() => process.exit(1), STOP_SECONDS * 1000);
  insist.unref();
  await sandbox.stop();
  log('stopped');
  return 0;
}
