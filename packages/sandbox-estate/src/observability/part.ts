import type { SandboxPart } from '../part';

/** Metrics, dashboards, logs, traces and alerting. */
export const observabilityPart: SandboxPart = {
  name: 'observability',
  async start() {
    return { describe: () => ({}), faults: [], async stop() {} };
  },
};
