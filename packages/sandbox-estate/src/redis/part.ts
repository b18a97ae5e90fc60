import type { SandboxPart } from '../part';

/** Redis with Sentinel, and the session stores. */
export const redisPart: SandboxPart = {
  name: 'redis',
  async start() {
    return { describe: () => ({}), faults: [], async stop() {} };
  },
};
