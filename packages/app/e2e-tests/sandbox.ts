import { readFile } from 'node:fs/promises';
import path from 'node:path';

const STATE_DIR =
  process.env.TWINSHORE_STATE_DIR ??
  path.resolve(__dirname, '../../../.sandbox');

/** Breaks and mends the sandbox estate as `npm run sandbox` does. */
export const sandbox = {
  async inject(fault: string, target?: string): Promise<void> {
    await call('POST', '/faults', { fault, target });
  },
  /** Resolves when everything is well again. */
  async clear(): Promise<void> {
    await call('DELETE', '/faults');
  },
};

async function call(
  method: string,
  route: string,
  body?: object,
): Promise<void> {
  const { admin } = JSON.parse(
    await readFile(path.join(STATE_DIR, 'estate.json'), 'utf8'),
  );
  const reply = await fetch(`${admin.url}${route}`, {
    method,
    headers: {
      authorization: `Bearer ${admin.token}`,
      'content-type': 'application/json',
    },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  });
  if (!reply.ok) {
    throw new Error(
      `${method} ${route}: ${reply.status} ${await reply.text()}`,
    );
  }
}
