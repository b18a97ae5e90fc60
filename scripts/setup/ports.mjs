import { createServer } from 'node:net';
import { PlainError } from './progress.mjs';

/** Resolves when the loopback port can be bound; throws a plain error otherwise. */
export async function assertPortFree(port) {
  const server = createServer();
  try {
    await new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host: '127.0.0.1', exclusive: true }, resolve);
    });
  } catch (error) {
    if (error.code === 'EADDRINUSE') {
      const ours = await isPortal(port);
      throw new PlainError(
        ours
          ? `A Twinshore portal already answers at http://localhost:${port}. Stop it first (Ctrl-C in its terminal), or start this one elsewhere: PORT=${
              port + 100
            } npm start`
          : `Port ${port} is taken by another program. Stop that program, or choose another port: PORT=${
              port + 100
            } npm start`,
      );
    }
    throw new PlainError(`Port ${port} cannot be used: ${error.message}`);
  } finally {
    server.close();
  }
}

async function isPortal(port) {
  try {
    const reply = await fetch(`http://127.0.0.1:${port}/`, {
      signal: AbortSignal.timeout(2000),
    });
    return (await reply.text()).includes('<title>Twinshore</title>');
  } catch {
    return false;
  }
}
