import {
  bearerAuthorization,
  HttpSource,
  SourceFailure,
  type HttpAccess,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { textOf } from '../answers';
import * as signals from './signals';

export interface SonarqubeOptions {
  access: HttpAccess;
  /** Opens `/api/system/health` without a user who administers the system. */
  passcode?: string;
  /** Keys of the projects whose quality gates are watched. */
  projects: string[];
}

/** Asks SonarQube for its own health and for the quality gates of projects. */
export class SonarqubeSource extends HttpSource {
  readonly #options: SonarqubeOptions;

  constructor(settings: SourceSettings, options: SonarqubeOptions) {
    super(settings, {
      access: options.access,
      headers: bearerAuthorization(options.access),
      leastPrivilege:
        'a token of a user with Browse on the projects, and the passcode of sonar.web.systemPasscode for its health',
    });
    this.#options = options;
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    const [entityRef] = this.entityRefs;
    const system = await this.endpoint.getJson('/api/system/status', {
      signal,
    });
    const status = textOf(system.status);
    if (status === null) {
      throw this.endpoint.malformed('without a status');
    }
    const value: signals.SonarqubeStatus = {
      version: textOf(system.version),
      status,
      ...(await this.#health(signal)),
    };
    const gates: signals.QualityGate[] = [];
    // Before it is up, it answers nothing else.
    if (status === 'UP') {
      for (const [index, project] of this.#options.projects.entries()) {
        gates.push(await this.#gate(project, index, signal));
      }
    }
    return [
      { entityRef, signal: signals.SONARQUBE_STATUS, value },
      { entityRef, signal: signals.SONARQUBE_GATES, value: { gates } },
    ];
  }

  async #health(
    signal: AbortSignal,
  ): Promise<Pick<signals.SonarqubeStatus, 'health' | 'causes'>> {
    const { passcode } = this.#options;
    if (passcode === undefined) {
      return { health: null, causes: [] };
    }
    const answer = await this.endpoint.get('/api/system/health', {
      signal,
      headers: { 'x-sonar-passcode': passcode },
      accept: [200, 403],
    });
    if (answer.status === 403) {
      throw new SourceFailure(
        'unauthorized',
        `${this.title} does not tell its health: the passcode is wrong (403).`,
        `Set ${this.key}.passcode to the value of sonar.web.systemPasscode.`,
      );
    }
    const { health, causes } = this.endpoint.parse(answer);
    if (textOf(health) === null) {
      throw this.endpoint.malformed('without its health');
    }
    return {
      health,
      causes: (Array.isArray(causes) ? causes : []).flatMap(
        cause => textOf(cause?.message)?.slice(0, 200) ?? [],
      ),
    };
  }

  async #gate(
    project: string,
    index: number,
    signal: AbortSignal,
  ): Promise<signals.QualityGate> {
    const answer = await this.endpoint.get(
      `/api/qualitygates/project_status?projectKey=${encodeURIComponent(
        project,
      )}`,
      { signal, accept: [200, 404] },
    );
    if (answer.status === 404) {
      throw new SourceFailure(
        'misconfigured',
        `${this.title} has no project ${project}, or hides it.`,
        `Correct ${this.key}.projects[${index}], or grant the user Browse on it.`,
      );
    }
    const { projectStatus } = this.endpoint.parse(answer);
    const status = textOf(projectStatus?.status);
    if (status === null) {
      throw this.endpoint.malformed('without the status of a quality gate');
    }
    return { project, status };
  }
}
