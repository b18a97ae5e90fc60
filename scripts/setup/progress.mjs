// One way to say what is going on: `[2/5] Installing dependencies … 34 s`.

/** An error whose message is meant for the person at the terminal: no stack. */
export class PlainError extends Error {
  name = 'PlainError';
}

/**
 * @param {number} total how many steps there are
 */
export function createProgress(total) {
  let current = 0;
  const tty = process.stdout.isTTY;
  return {
    /**
     * Runs one step and says when it starts, how far it is and how long it took.
     * @template T
     * @param {string} title
     * @param {(report: (detail: string) => void) => Promise<T>} work
     * @returns {Promise<T>}
     */
    async step(title, work) {
      current += 1;
      const label = `[${current}/${total}] ${title}`;
      const started = Date.now();
      const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
      let detail = '';
      console.log(`${label} …`);
      // A sign of life for steps that are silent for long.
      const heartbeat = setInterval(
        () => {
          console.log(`${label} … ${seconds()}${detail ? ` (${detail})` : ''}`);
        },
        tty ? 10_000 : 20_000,
      );
      heartbeat.unref();
      try {
        const result = await work(text => {
          detail = text;
        });
        console.log(`${label} done, ${seconds()}`);
        return result;
      } finally {
        clearInterval(heartbeat);
      }
    },
  };
}

/** Runs a program's main function; plain errors become one line, others a stack. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    if (error instanceof PlainError) {
      console.error(`\n✖ ${error.message}`);
    } else {
      console.error('\n✖ Unexpected failure');
      console.error(error);
    }
    process.exitCode = 1;
  }
}
