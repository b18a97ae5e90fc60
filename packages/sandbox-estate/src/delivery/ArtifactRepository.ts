import type { SystemReply, SystemRequest } from '../systems/SystemServer';

const CHECKS = [
  'Available CPUs',
  'Blob Stores Ready',
  'Default Admin Credentials',
  'File Blob Stores Path',
  'File Descriptors',
  'Thread Deadlock Detector',
];

/** The Nexus of the estate. */
export class ArtifactRepository {
  readOnly = false;
  readonly failedChecks = new Set<string>();
  readonly #authorization: string;

  constructor(username: string, password: string) {
    this.#authorization = `Basic ${btoa(`${username}:${password}`)}`;
  }

  answer({ path, headers }: SystemRequest): SystemReply | undefined {
    switch (path) {
      case '/service/rest/v1/status':
        return { body: '' };
      case '/service/rest/v1/status/writable':
        return { status: this.readOnly ? 503 : 200, body: '' };
      // 200, whatever the checks say.
      case '/service/rest/v1/status/check':
        return headers.authorization === this.#authorization
          ? {
              body: Object.fromEntries(
                CHECKS.map(name => [
                  name,
                  {
                    healthy: !this.failedChecks.has(name),
                    message: '',
                    error: null,
                    details: null,
                    time: 0,
                    duration: 0,
                  },
                ]),
              ),
            }
          : { status: 403, body: '' };
      default:
        return undefined;
    }
  }
}
