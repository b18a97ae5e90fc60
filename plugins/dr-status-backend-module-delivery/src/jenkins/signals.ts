/** Names and shapes of what the Jenkins source reports. */

export const JENKINS_CONTROLLER = 'delivery.jenkins.controller';
export const JENKINS_PIPELINES = 'delivery.jenkins.pipelines';
export const JENKINS_DRILL = 'delivery.jenkins.drill';

export type JenkinsController = {
  version: string | null;
  /** It takes no new builds. */
  quietingDown: boolean;
  /** Without the controller itself. */
  agents: Array<{ name: string; online: boolean }>;
  /** Agents are started when they are needed, so that none is no fault. */
  agentsOnDemand: boolean;
};

export type JenkinsBuild = {
  number: number;
  /** `SUCCESS`, `UNSTABLE`, `FAILURE`, `ABORTED`, `NOT_BUILT`; null when it is not told. */
  result: string | null;
  startedAt: string;
  /** Null when it is not told. */
  durationSeconds: number | null;
};

export type JenkinsPipeline = { name: string; last: JenkinsBuild | null };

export type JenkinsDrill = {
  /** Null when none is configured. */
  job: string | null;
  last: JenkinsBuild | null;
  /** The last one without any fault: Jenkins counts UNSTABLE as successful. */
  lastStable: JenkinsBuild | null;
};
