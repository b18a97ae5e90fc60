import {
  isTagged,
  judgeReading,
  sayDuration,
  type Check,
  type Finding,
} from '@twinshore/plugin-dr-status-node';
import { ageSeconds, isAhead } from '../answers';
import { TRIVY_SERVER, type TrivyServer } from './signals';

const DAY_SECONDS = 86_400;
const WARNING_DAYS = 1;
const LIMIT_DAYS = 7;

function judgeDatabase(
  { version, database }: TrivyServer,
  now: number,
): Finding {
  if (!database) {
    return {
      verdict: 'breached',
      reason: `Trivy ${version} has no vulnerability database: it finds nothing.`,
    };
  }
  const age = ageSeconds(database.updatedAt, now);
  if (isAhead(age)) {
    return {
      verdict: 'unknown',
      reason: `How old the vulnerability database of Trivy ${version} is, is unknown: its date is to come.`,
    };
  }
  const said = `The vulnerability database of Trivy ${version} is ${sayDuration(
    Math.max(0, age),
  )} old`;
  if (age > LIMIT_DAYS * DAY_SECONDS) {
    return {
      verdict: 'breached',
      reason: `${said}: scans miss what was found in the last ${LIMIT_DAYS} days.`,
    };
  }
  return age >= WARNING_DAYS * DAY_SECONDS
    ? {
        verdict: 'at-risk',
        reason: `${said}, of ${sayDuration(
          WARNING_DAYS * DAY_SECONDS,
        )} allowed.`,
      }
    : { verdict: 'met', reason: `${said}.` };
}

export const databaseAge: Check = {
  id: 'delivery.trivy.database-age',
  title: 'Trivy knows the newest vulnerabilities',
  description:
    'The server answers, and its vulnerability database is new. With an old one every image passes.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'Database younger than 24 h (up to 7 d is at risk, older or none is breached)',
    origin: 'design 7.1',
  },
  signals: [TRIVY_SERVER],
  remediation:
    'See whether the server reaches the registry that the database comes from.',
  appliesTo: isTagged('image-scanner', 'trivy'),
  evaluate: context =>
    judgeReading<TrivyServer>(
      context,
      TRIVY_SERVER,
      'The age of the database',
      server => judgeDatabase(server, context.now),
    ),
};

export const trivyChecks: Check[] = [databaseAge];
