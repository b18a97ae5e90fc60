import {
  isTagged,
  judgeReading,
  worstFinding,
  type Check,
  type Finding,
} from '@twinshore/plugin-dr-status-node';
import { listed } from '../answers';
import * as signals from './signals';

const isSonarqube = isTagged('code-analysis', 'sonarqube');

const CHANGING = [
  'STARTING',
  'RESTARTING',
  'DB_MIGRATION_NEEDED',
  'DB_MIGRATION_RUNNING',
];

function judgeStatus({
  version,
  status,
  health,
  causes,
}: signals.SonarqubeStatus): Finding {
  const name = `SonarQube${version ? ` ${version}` : ''}`;
  const why = causes.length > 0 ? `: ${listed(causes)}` : '';
  if (status === 'DOWN' || health === 'RED') {
    return {
      verdict: 'breached',
      reason: `${name} is ${status}, its health ${health ?? 'not told'}${why}.`,
    };
  }
  if (CHANGING.includes(status)) {
    return { verdict: 'at-risk', reason: `${name} is ${status}.` };
  }
  if (status !== 'UP') {
    return {
      verdict: 'unknown',
      reason: `${name} is ${status}, which is not understood.`,
    };
  }
  switch (health) {
    case 'GREEN':
      return { verdict: 'met', reason: `${name} is UP, its health GREEN.` };
    case 'YELLOW':
      return {
        verdict: 'at-risk',
        reason: `${name} is UP, its health YELLOW${why}.`,
      };
    case null:
      return {
        verdict: 'unknown',
        reason: `${name} is UP, but its health is told only to who has the passcode: none is configured (passcode).`,
      };
    default:
      return {
        verdict: 'unknown',
        reason: `${name} is UP, its health ${health}, which is not understood.`,
      };
  }
}

export const healthy: Check = {
  id: 'delivery.sonarqube.healthy',
  title: 'SonarQube is well',
  description:
    'SonarQube’s own word on itself, its search index and its database. The pipeline stops at it.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'UP and GREEN (YELLOW or changing is at risk, RED or DOWN is breached)',
    origin: 'design 7.1',
  },
  signals: [signals.SONARQUBE_STATUS],
  remediation: 'See Administration, System, and the logs that it names.',
  appliesTo: isSonarqube,
  evaluate: context =>
    judgeReading(context, signals.SONARQUBE_STATUS, 'The state', judgeStatus),
};

function judgeGate({ project, status }: signals.QualityGate): Finding {
  switch (status) {
    case 'OK':
      return { verdict: 'met', reason: `${project} passes its quality gate.` };
    case 'WARN':
    case 'ERROR':
      return {
        verdict: 'at-risk',
        reason: `${project} fails its quality gate (${status}): the pipeline releases nothing of it.`,
      };
    case 'NONE':
      return {
        verdict: 'unknown',
        reason: `${project} has no quality gate, or was never analysed (NONE).`,
      };
    default:
      return {
        verdict: 'unknown',
        reason: `The quality gate of ${project} is ${status}, which is not understood.`,
      };
  }
}

export const qualityGates: Check = {
  id: 'delivery.sonarqube.quality-gates',
  title: 'Quality gates pass',
  description: 'The newest analysis of each watched project.',
  gate: false,
  weight: 1,
  threshold: { text: 'OK (ERROR is at risk)', origin: 'design 7.1' },
  signals: [signals.SONARQUBE_GATES],
  remediation: 'See the failed conditions of the project.',
  appliesTo: isSonarqube,
  evaluate: context =>
    judgeReading<{ gates: signals.QualityGate[] }>(
      context,
      signals.SONARQUBE_GATES,
      'The result of the quality gates',
      ({ gates }) =>
        gates.length === 0
          ? {
              verdict: 'unknown',
              reason:
                'No quality gate is told: no project is configured (projects), or SonarQube is not up.',
            }
          : worstFinding(
              gates.map(judgeGate),
              `All ${gates.length} projects pass their quality gates.`,
            ),
    ),
};

export const sonarqubeChecks: Check[] = [healthy, qualityGates];
