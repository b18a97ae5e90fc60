import type { SandboxPart } from '../part';

/** Directory, secret store and hardware security modules. */
export const securityPart: SandboxPart = {
  name: 'security',
  async start() {
    return { describe: () => ({}), faults: [], async stop() {} };
  },
};
