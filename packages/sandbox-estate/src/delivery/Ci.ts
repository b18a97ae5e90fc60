import type { EstateModel } from '../model';
import type { SystemReply, SystemRequest } from '../systems/SystemServer';

const DAY_MS = 24 * 3600 * 1000;
const AGENTS = ['agent-1', 'agent-2', 'agent-3'];
export const PIPELINES = ['react-spa', 'fastapi-backend', 'external-sinks'];
/** Folder and job that drill the fail-over. */
export const DRILL_JOB = 'dr/failover-drill';

interface Build {
  number: number;
  result: string;
  timestamp: number;
  duration: number;
}

interface Job {
  last: Build;
  lastStable: Build;
}

/** The Jenkins of the estate: a build for each push to Git, and a drill a quarter. */
export class Ci {
  agentsOnline = true;
  quietingDown = false;
  readonly #jobs = new Map<string, Job>();
  readonly #unfollow: () => void;

  constructor(model: EstateModel, now: number) {
    PIPELINES.forEach((name, index) => {
      const build: Build = {
        number: 140 + index,
        result: 'SUCCESS',
        timestamp: now - (index + 2) * 3_600_000,
        duration: 412_000 + index * 31_000,
      };
      this.#jobs.set(name, { last: build, lastStable: build });
    });
    const drill: Build = {
      number: 9,
      result: 'SUCCESS',
      timestamp: now - 34 * DAY_MS,
      duration: 41 * 60_000,
    };
    this.#jobs.set(DRILL_JOB, { last: drill, lastStable: drill });
    const onChange = (what: string) => {
      if (what === 'git') PIPELINES.forEach(name => this.build(name));
    };
    model.on('change', onChange);
    this.#unfollow = () => model.off('change', onChange);
  }

  /** Builds a job once more; the returned function undoes it. */
  build(name: string, change: Partial<Build> = {}): () => void {
    const job = this.#jobs.get(name)!;
    const before = { ...job };
    job.last = {
      ...job.last,
      number: job.last.number + 1,
      timestamp: Date.now(),
      result: 'SUCCESS',
      ...change,
    };
    if (job.last.result === 'SUCCESS') job.lastStable = job.last;
    return () => Object.assign(job, before);
  }

  /** Moves the last drill into the past; the returned function undoes it. */
  ageDrill(days: number): () => void {
    const job = this.#jobs.get(DRILL_JOB)!;
    const before = { ...job };
    const old = { ...job.lastStable, timestamp: Date.now() - days * DAY_MS };
    Object.assign(job, { last: old, lastStable: old });
    return () => Object.assign(job, before);
  }

  stop(): void {
    this.#unfollow();
  }

  answer({ path }: SystemRequest): SystemReply | undefined {
    const headers = { 'x-jenkins': '2.479.1' };
    if (path === '/api/json') {
      return { headers, body: this.#root() };
    }
    if (path === '/computer/api/json') {
      return { headers, body: this.#computers() };
    }
    const found = /^((?:\/job\/[^/]+)+)\/api\/json$/.exec(path);
    const job =
      found &&
      this.#jobs.get(found[1].replace(/\/job\//g, '/').replace(/^\//, ''));
    return job
      ? {
          headers,
          body: {
            _class: 'org.jenkinsci.plugins.workflow.job.WorkflowJob',
            lastCompletedBuild: job.last,
            lastStableBuild: job.lastStable,
          },
        }
      : undefined;
  }

  #root() {
    return {
      _class: 'hudson.model.Hudson',
      quietingDown: this.quietingDown,
      jobs: [
        ...PIPELINES.map(name => ({
          _class: 'org.jenkinsci.plugins.workflow.job.WorkflowJob',
          name,
          lastCompletedBuild: this.#jobs.get(name)!.last,
        })),
        { _class: 'com.cloudbees.hudson.plugins.folder.Folder', name: 'dr' },
      ],
    };
  }

  #computers() {
    return {
      _class: 'hudson.model.ComputerSet',
      computer: [
        {
          _class: 'hudson.model.Hudson$MasterComputer',
          displayName: 'Built-In Node',
          offline: false,
        },
        ...AGENTS.map(displayName => ({
          _class: 'hudson.slaves.SlaveComputer',
          displayName,
          offline: !this.agentsOnline,
        })),
      ],
    };
  }
}
