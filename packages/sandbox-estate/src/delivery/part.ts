import type { SandboxPart } from '../part';

/** Pipeline, registries and infrastructure as code. */
export const deliveryPart: SandboxPart = {
  name: 'delivery',
  async start() {
    return { describe: () => ({}), faults: [], async stop() {} };
  },
};
