import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PlainError } from '../setup/progress.mjs';
import { askSandbox } from './admin.mjs';

const DOWN_SECONDS = 30;

const seconds = started => `${((Date.now() - started) / 1000).toFixed(1)} s`;

function table(rows) {
  const widths = rows[0].map((_, column) =>
    Math.max(...rows.map(row => String(row[column]).length)),
  );
  for (const row of rows) {
    console.log(
      `  ${row
        .map((cell, i) => String(cell).padEnd(widths[i]))
        .join('  ')}`.trimEnd(),
    );
  }
}

export async function status({ dir }) {
  const state = await askSandbox(dir, 'GET', '/state');
  if (state.databases) {
    console.log('Databases');
    table(
      state.databases.map(
        ({ name, state: runs, port, inRecovery, heartbeatAgeSeconds }) => [
          name,
          runs,
          { true: 'replica', false: 'primary' }[inRecovery] ?? '',
          `127.0.0.1:${port}`,
          heartbeatAgeSeconds === undefined
            ? ''
            : `heartbeat ${heartbeatAgeSeconds.toFixed(1)} s old`,
        ],
      ),
    );
    console.log('Links');
    table(state.links.map(({ name, up }) => [name, up ? 'up' : 'down']));
  }
  if (state.users) {
    const { sentTo, succeeded, failed } = state.users;
    console.log(
      `Users\n  go to ${sentTo}: ${succeeded} served, ${failed} failed`,
    );
  }
  console.log('Faults');
  const { faults: active } = state;
  table(
    active.length
      ? active.map(one => [one.id, one.state, `since ${one.since}`])
      : [['none']],
  );
}

export async function faults({ dir }) {
  const { definitions, active } = await askSandbox(dir, 'GET', '/faults');
  for (const { id, title, description, targets } of definitions) {
    console.log(`${id}${targets.length ? ' <target>' : ''}: ${title}`);
    console.log(`    ${description}`);
    if (targets.length) console.log(`    targets: ${targets.join(', ')}`);
  }
  console.log(`\nThere now: ${active.map(one => one.id).join(', ') || 'none'}`);
}

export async function inject({ dir, args: [fault, target] }) {
  if (!fault) {
    throw new PlainError('Which fault? npm run sandbox -- faults lists them');
  }
  const started = Date.now();
  const { id } = await askSandbox(dir, 'POST', '/faults', { fault, target });
  console.log(
    `${id} is there, ${seconds(
      started,
    )}. Mend it: npm run sandbox -- clear ${id}`,
  );
}

export async function clear({ dir, args: [fault, target] }) {
  const started = Date.now();
  const id = [fault, target].filter(Boolean).join(':');
  await askSandbox(
    dir,
    'DELETE',
    id ? `/faults/${encodeURIComponent(id)}` : '/faults',
  );
  console.log(
    `${id || 'Everything'} is mended and well again, ${seconds(started)}`,
  );
}

export async function down({ dir }) {
  const lock = path.join(dir, 'sandbox.lock');
  await askSandbox(dir, 'POST', '/shutdown');
  // The lock goes last.
  for (let left = DOWN_SECONDS * 10; left > 0; left -= 1) {
    const there = await readFile(lock).catch(() => undefined);
    if (!there) {
      console.log('The sandbox has stopped.');
      return;
    }
    await new Promise(resolve => {
      setTimeout(resolve, 100);
    });
  }
  throw new PlainError(`The sandbox did not stop within ${DOWN_SECONDS} s`);
}
