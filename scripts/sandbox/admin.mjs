import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PlainError } from '../setup/progress.mjs';

const notRunning = dir =>
  new PlainError(
    `No sandbox runs in ${dir}, or it is still starting. Start it: npm run sandbox -- up (or npm start, which brings it along)`,
  );

/** Asks the sandbox that runs in a state folder. */
export async function askSandbox(dir, method, route, body) {
  let admin;
  try {
    const estate = await readFile(path.join(dir, 'estate.json'), 'utf8');
    ({ admin } = JSON.parse(estate));
  } catch {
    throw notRunning(dir);
  }
  let reply;
  try {
    reply = await fetch(`${admin.url}${route}`, {
      method,
      headers: { authorization: `Bearer ${admin.token}` },
      body: body && JSON.stringify(body),
    });
  } catch (error) {
    if (error.cause?.code === 'ECONNREFUSED') throw notRunning(dir);
    throw new PlainError(
      `The sandbox does not answer: ${error.cause?.message ?? error.message}`,
    );
  }
  const text = await reply.text();
  const answer = text ? JSON.parse(text) : undefined;
  if (!reply.ok) {
    throw new PlainError(
      answer?.error ?? `The sandbox answered ${reply.status}`,
    );
  }
  return answer;
}
