import type { SystemReply, SystemRequest } from '../systems/SystemServer';

const HOUR_MS = 3_600_000;

/** The Trivy server of the estate, whose database is made anew every six hours. */
export class Scanner {
  /** When the database was made, while it is not renewed. */
  frozenAt?: number;

  answer({ path }: SystemRequest): SystemReply | undefined {
    if (path === '/healthz') return { body: 'ok' };
    if (path !== '/version') return undefined;
    const made =
      this.frozenAt ?? Math.floor(Date.now() / (6 * HOUR_MS)) * 6 * HOUR_MS;
    return {
      body: {
        Version: '0.57.1',
        VulnerabilityDB: {
          Version: 2,
          UpdatedAt: new Date(made).toISOString(),
          NextUpdate: new Date(made + 6 * HOUR_MS).toISOString(),
          DownloadedAt: new Date(made).toISOString(),
        },
      },
    };
  }
}
