import { createServer, type AddressInfo } from 'node:net';

/** A port of loopback that nobody uses now. @public */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}

/**
 * Waits until the condition holds; its last error is told when it never does.
 * @public
 */
export async function until(
  what: string,
  condition: () => Promise<boolean>,
  milliseconds = 20_000,
): Promise<void> {
  const end = Date.now() + milliseconds;
  let last: unknown = 'it was not so';
  while (Date.now() < end) {
    try {
      if (await condition()) {
        return;
      }
    } catch (error) {
      last = error;
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error(`Waited ${milliseconds} ms for ${what}: ${last}`);
}
