import type { SandboxPart } from '../part';

/** Load balancers, firewalls and TLS endpoints. */
export const networkPart: SandboxPart = {
  name: 'network',
  async start() {
    return { describe: () => ({}), faults: [], async stop() {} };
  },
};
