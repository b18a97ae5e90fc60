import {
  isTagged,
  judgeReading,
  sayDuration,
  worstFinding,
  type Check,
  type Finding,
} from '@twinshore/plugin-dr-status-node';
import { ageSeconds, isAhead, listed } from '../answers';
import * as signals from './signals';

const isJenkins = isTagged('pipeline', 'jenkins');

function judgeController({
  version,
  quietingDown,
  agents,
  agentsOnDemand,
}: signals.JenkinsController): Finding {
  const online = agents.filter(agent => agent.online);
  const offline = agents.filter(agent => !agent.online);
  const name = `Jenkins${version ? ` ${version}` : ''}`;
  if (online.length === 0 && !agentsOnDemand) {
    return {
      verdict: 'breached',
      reason: `${name} answers, and none of its ${agents.length} agents is online: nothing can be built or released.`,
    };
  }
  if (quietingDown) {
    return {
      verdict: 'at-risk',
      reason: `${name} is quieting down: it takes no new builds.`,
    };
  }
  return {
    verdict: 'met',
    reason: `${name} answers, with ${online.length} of ${
      agents.length
    } agents online${
      offline.length > 0
        ? ` (offline: ${listed(offline.map(agent => agent.name))})`
        : ''
    }${agentsOnDemand ? ' and others started on demand' : ''}.`,
  };
}

export const ready: Check = {
  id: 'delivery.jenkins.ready',
  title: 'Jenkins takes builds',
  description:
    'The controller answers and has agents to build on. One controller stands on one site: while it is lost, nothing is built or released.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Answers, at least one agent online (quieting down is at risk, no agent is breached)',
    origin: 'design 7.1',
  },
  signals: [signals.JENKINS_CONTROLLER],
  remediation:
    'See Manage Jenkins, Nodes; cancel the shutdown, or bring an agent back.',
  appliesTo: isJenkins,
  evaluate: context =>
    judgeReading(
      context,
      signals.JENKINS_CONTROLLER,
      'The state',
      judgeController,
    ),
};

/** Results that end a build, and are not good. */
const UNWELL = ['FAILURE', 'UNSTABLE', 'ABORTED', 'NOT_BUILT'];

function judgePipeline(
  { name, last }: signals.JenkinsPipeline,
  now: number,
): Finding {
  if (!last) {
    return { verdict: 'unknown', reason: `${name} has never been built.` };
  }
  const said = `Build ${last.number} of ${name}, ${sayDuration(
    ageSeconds(last.startedAt, now),
  )} ago`;
  if (last.result === 'SUCCESS') {
    return { verdict: 'met', reason: `${said}, succeeded.` };
  }
  return last.result !== null && UNWELL.includes(last.result)
    ? {
        verdict: 'at-risk',
        reason: `${said}, ended with ${last.result}: what is in Git is not what can be released.`,
      }
    : {
        verdict: 'unknown',
        reason: `${said}, ended with ${
          last.result ?? 'no result'
        }, which is not understood.`,
      };
}

export const pipelines: Check = {
  id: 'delivery.jenkins.pipelines',
  title: 'Pipelines succeed',
  description:
    'The last completed build of each pipeline. A pipeline that fails cannot release a fix in an emergency.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Last build of each SUCCESS (anything else is at risk)',
    origin: 'design 7.1',
  },
  signals: [signals.JENKINS_PIPELINES],
  remediation: 'Read the log of the build, and mend what it fails on.',
  appliesTo: isJenkins,
  evaluate: context =>
    judgeReading<{ pipelines: signals.JenkinsPipeline[] }>(
      context,
      signals.JENKINS_PIPELINES,
      'The result of the last builds',
      ({ pipelines: all }) =>
        all.length === 0
          ? { verdict: 'unknown', reason: 'Jenkins shows no job with builds.' }
          : worstFinding(
              all.map(pipeline => judgePipeline(pipeline, context.now)),
              `The last builds of all ${all.length} pipelines succeeded.`,
            ),
    ),
};

/** A quarter has at most so many days. */
const DRILL_DAYS = 92;
const RTO_SECONDS = 3600;

function judgeDrill(drill: signals.JenkinsDrill, now: number): Finding {
  const { job, last, lastStable } = drill;
  if (job === null) {
    return {
      verdict: 'unknown',
      reason:
        'No drill job is configured (drillJob), so nothing shows when a fail-over was last drilled.',
    };
  }
  if (!lastStable) {
    return {
      verdict: 'breached',
      reason: `${job} has ${
        last ? 'never succeeded' : 'never run'
      }: no fail-over has been drilled by it.`,
    };
  }
  const age = ageSeconds(lastStable.startedAt, now);
  const { durationSeconds } = lastStable;
  if (durationSeconds === null || isAhead(age)) {
    return {
      verdict: 'unknown',
      reason: `Jenkins does not tell ${
        durationSeconds === null ? 'how long' : 'when'
      } the last drill that succeeded (${job} ${lastStable.number}) ${
        durationSeconds === null ? 'took' : 'was: its date is to come'
      }.`,
    };
  }
  const took = sayDuration(durationSeconds);
  const said = `The last drill that succeeded (${job} ${
    lastStable.number
  }) was ${sayDuration(age)} ago and took ${took}`;
  if (age > DRILL_DAYS * 86_400) {
    return {
      verdict: 'breached',
      reason: `${said}: more than the ${DRILL_DAYS} days of a quarter.`,
    };
  }
  if (durationSeconds > RTO_SECONDS) {
    return {
      verdict: 'breached',
      reason: `${said}: more than the RTO of ${sayDuration(RTO_SECONDS)}.`,
    };
  }
  if (last && last.number > lastStable.number) {
    return {
      verdict: 'at-risk',
      reason: `${said}, but ${job} ${last.number} after it ended with ${
        last.result ?? 'no result'
      }.`,
    };
  }
  return {
    verdict: 'met',
    reason: `${said}, of ${sayDuration(RTO_SECONDS)} allowed.`,
  };
}

export const drill: Check = {
  id: 'delivery.jenkins.drill',
  title: 'A fail-over was drilled this quarter',
  description:
    'The last run without fault of the job that drills the fail-over; how long it took is the measured RTO.',
  gate: false,
  weight: 3,
  threshold: {
    text: `Succeeded within ${DRILL_DAYS} days, in at most ${sayDuration(
      RTO_SECONDS,
    )} (a failed run after it is at risk)`,
    origin: 'design 5.1, 5.4',
  },
  signals: [signals.JENKINS_DRILL],
  remediation: 'Plan and run a drill; see why the last one failed.',
  appliesTo: isJenkins,
  evaluate: context =>
    judgeReading<signals.JenkinsDrill>(
      context,
      signals.JENKINS_DRILL,
      'The last drill',
      value => judgeDrill(value, context.now),
    ),
};

export const jenkinsChecks: Check[] = [ready, pipelines, drill];
