import {
  basicAuthorization,
  HttpSource,
  SourceFailure,
  type HttpAccess,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { textOf, timeOf } from '../answers';
import * as signals from './signals';

/** More than can be looked through; then they must be named. */
const MOST_PIPELINES = 200;
const BUILD = '[number,result,timestamp,duration]';

export interface JenkinsOptions {
  access: HttpAccess;
  /** Full names, `folder/job`; all jobs at the top when absent. */
  pipelines?: string[];
  /** Full name of the job that drills the fail-over. */
  drillJob?: string;
  agentsOnDemand: boolean;
}

/** Asks a Jenkins controller for its agents and the last builds of its jobs. */
export class JenkinsSource extends HttpSource {
  readonly #options: JenkinsOptions;

  constructor(settings: SourceSettings, options: JenkinsOptions) {
    super(settings, {
      access: options.access,
      headers: basicAuthorization(options.access),
      leastPrivilege:
        'Overall/Read and Job/Read, with an API token as the password',
    });
    this.#options = options;
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    const [entityRef] = this.entityRefs;
    const { pipelines, drillJob } = this.#options;
    const root = await this.endpoint.get(
      `/api/json?tree=quietingDown,jobs[name,lastCompletedBuild${BUILD}]`,
      { signal },
    );
    const { quietingDown, jobs } = this.endpoint.parse(root);
    if (typeof quietingDown !== 'boolean') {
      throw this.endpoint.malformed('without quietingDown');
    }
    const controller: signals.JenkinsController = {
      version: textOf(root.headers['x-jenkins']),
      quietingDown,
      agents: await this.#agents(signal),
      agentsOnDemand: this.#options.agentsOnDemand,
    };
    return [
      { entityRef, signal: signals.JENKINS_CONTROLLER, value: controller },
      {
        entityRef,
        signal: signals.JENKINS_PIPELINES,
        value: {
          pipelines: pipelines
            ? await this.#named(pipelines, signal)
            : this.#atTheTop(jobs),
        },
      },
      {
        entityRef,
        signal: signals.JENKINS_DRILL,
        value: await this.#drill(drillJob, signal),
      },
    ];
  }

  async #agents(signal: AbortSignal) {
    const { computer } = await this.endpoint.getJson(
      '/computer/api/json?tree=computer[displayName,offline]',
      { signal },
    );
    if (!Array.isArray(computer)) {
      throw this.endpoint.malformed('without a list of computers');
    }
    return computer
      .filter(each => !/MasterComputer$/.test(String(each?._class)))
      .map(each => {
        if (typeof each?.offline !== 'boolean') {
          throw this.endpoint.malformed('without the state of its agents');
        }
        return {
          name: textOf(each.displayName) ?? 'an agent without a name',
          online: !each.offline,
        };
      });
  }

  #atTheTop(jobs: unknown): signals.JenkinsPipeline[] {
    if (!Array.isArray(jobs)) {
      throw this.endpoint.malformed('without a list of jobs');
    }
    // Folders have no builds, and do not say so.
    const found = jobs.filter(job => 'lastCompletedBuild' in Object(job));
    if (found.length > MOST_PIPELINES) {
      throw new SourceFailure(
        'misconfigured',
        `${this.title} has ${found.length} jobs at the top, more than the ${MOST_PIPELINES} that are watched unasked.`,
        `Name those that matter at ${this.key}.pipelines.`,
      );
    }
    return found.map(job => ({
      name: textOf(job.name) ?? 'a job without a name',
      last: this.#build(job.lastCompletedBuild),
    }));
  }

  async #named(
    names: string[],
    signal: AbortSignal,
  ): Promise<signals.JenkinsPipeline[]> {
    const pipelines: signals.JenkinsPipeline[] = [];
    for (const [index, name] of names.entries()) {
      const job = await this.#job(
        name,
        `lastCompletedBuild${BUILD}`,
        `pipelines[${index}]`,
        signal,
      );
      pipelines.push({ name, last: this.#build(job.lastCompletedBuild) });
    }
    return pipelines;
  }

  async #drill(
    job: string | undefined,
    signal: AbortSignal,
  ): Promise<signals.JenkinsDrill> {
    if (job === undefined) {
      return { job: null, last: null, lastStable: null };
    }
    const found = await this.#job(
      job,
      `lastCompletedBuild${BUILD},lastStableBuild${BUILD}`,
      'drillJob',
      signal,
    );
    // A folder has no builds, and does not say so.
    if (!('lastStableBuild' in Object(found))) {
      throw this.endpoint.malformed(`without the builds of ${job}`);
    }
    return {
      job,
      last: this.#build(found.lastCompletedBuild),
      lastStable: this.#build(found.lastStableBuild),
    };
  }

  async #job(
    name: string,
    tree: string,
    key: string,
    signal: AbortSignal,
  ): Promise<any> {
    const path = name
      .split('/')
      .map(part => `/job/${encodeURIComponent(part)}`)
      .join('');
    const answer = await this.endpoint.get(`${path}/api/json?tree=${tree}`, {
      signal,
      accept: [200, 404],
    });
    // Jenkins hides what the user may not see.
    if (answer.status === 404) {
      throw new SourceFailure(
        'misconfigured',
        `${this.title} has no job ${name}, or hides it.`,
        `Correct ${this.key}.${key}, or grant the user Job/Read on it.`,
      );
    }
    return this.endpoint.parse(answer);
  }

  #build(build: any): signals.JenkinsBuild | null {
    if (build === null || build === undefined) {
      return null;
    }
    const startedAt = timeOf(build.timestamp);
    if (startedAt === null || !Number.isInteger(build.number)) {
      throw this.endpoint.malformed('with a build without a number and a time');
    }
    return {
      number: build.number,
      result: textOf(build.result),
      startedAt,
      durationSeconds:
        typeof build.duration === 'number' ? build.duration / 1000 : null,
    };
  }
}
