import type { SystemReply, SystemRequest } from '../systems/SystemServer';
import { PIPELINES } from './Ci';

/** The SonarQube of the estate: one project for each pipeline. */
export class Analysis {
  /** Projects that fail their quality gate. */
  readonly failing = new Set<string>();
  yellow = false;
  readonly #token: string;
  readonly #passcode: string;

  constructor(token: string, passcode: string) {
    this.#token = token;
    this.#passcode = passcode;
  }

  answer({ path, query, headers }: SystemRequest): SystemReply | undefined {
    switch (path) {
      case '/api/system/status':
        return {
          body: { id: '20260224', version: '10.7.0.96327', status: 'UP' },
        };
      case '/api/system/health':
        return headers['x-sonar-passcode'] === this.#passcode
          ? {
              body: {
                health: this.yellow ? 'YELLOW' : 'GREEN',
                causes: this.yellow
                  ? [{ message: 'Elasticsearch status is YELLOW' }]
                  : [],
              },
            }
          : { status: 403, body: { errors: [] } };
      case '/api/qualitygates/project_status':
        return headers.authorization === `Bearer ${this.#token}`
          ? this.#gate(query.get('projectKey') ?? '')
          : { status: 401, body: { errors: [] } };
      default:
        return undefined;
    }
  }

  #gate(project: string): SystemReply | undefined {
    if (!PIPELINES.includes(project)) return undefined;
    const status = this.failing.has(project) ? 'ERROR' : 'OK';
    return { body: { projectStatus: { status, conditions: [] } } };
  }
}
