// npm run sandbox -- up | status | faults | inject <fault> [target] | clear [id] | down
import path from 'node:path';
import { parseArgs } from 'node:util';
import { clear, down, faults, inject, status } from './sandbox/commands.mjs';
import { up } from './sandbox/up.mjs';
import { fromRoot } from './setup/paths.mjs';
import { PlainError, runMain } from './setup/progress.mjs';

const USAGE = `The sandbox estate.

  npm run sandbox -- up [--only postgresql,aws]   start it and stay until Ctrl-C
  npm run sandbox -- status                       what runs, and what is broken
  npm run sandbox -- faults                       what can be broken
  npm run sandbox -- inject <fault> [target]      break it
  npm run sandbox -- clear [fault[:target]]       mend that, or everything
  npm run sandbox -- down                         stop it

  --dir <folder>   another state folder than .sandbox
`;

const commands = { up, status, faults, inject, clear, down };

await runMain(async () => {
  let parsed;
  try {
    parsed = parseArgs({
      allowPositionals: true,
      options: {
        dir: { type: 'string' },
        only: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new PlainError(`${error.message}\n\n${USAGE}`);
  }
  const { values, positionals } = parsed;
  const [name, ...args] = positionals;
  if (values.help || !name) {
    console.log(USAGE);
    return;
  }
  const command = commands[name];
  if (!command) {
    throw new PlainError(`There is no command ${name}.\n\n${USAGE}`);
  }
  const dir = path.resolve(
    values.dir ?? process.env.TWINSHORE_STATE_DIR ?? fromRoot('.sandbox'),
  );
  await command({ dir, args, only: values.only?.split(',') });
});
