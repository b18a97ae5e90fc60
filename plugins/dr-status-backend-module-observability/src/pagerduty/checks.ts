import {
  isTagged,
  judgeReading,
  sayDuration,
  type Check,
} from '@twinshore/plugin-dr-status-node';
import type { Verdict } from '@twinshore/plugin-dr-status-common';
import { sayCount } from '../wording';
import * as signals from './signals';

const ORIGIN = 'design 8.1';
const appliesTo = isTagged('alerting', 'pagerduty');

const STATUSES: Record<string, [Verdict, string]> = {
  active: ['met', 'is active: no incident is open'],
  warning: ['at-risk', 'has open incidents, all acknowledged'],
  critical: ['at-risk', 'has open incidents that nobody has acknowledged'],
  maintenance: ['at-risk', 'is in a maintenance window: it alerts nobody'],
  disabled: ['breached', 'is disabled: it alerts nobody'],
};

export const pagerDutyService: Check = {
  id: 'pagerduty.service',
  title: 'PagerDuty service active',
  description:
    'The service that alerts go to is switched on, and no incident is open.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Status active (open incidents or maintenance are at risk, disabled is breached)',
    origin: ORIGIN,
  },
  signals: [signals.PAGERDUTY_SERVICE],
  remediation:
    'Enable the service or end its maintenance window; acknowledge and resolve what is open.',
  appliesTo,
  evaluate: context =>
    judgeReading<signals.PagerDutyService>(
      context,
      signals.PAGERDUTY_SERVICE,
      'The state of the service',
      ({ name, status }) => {
        const known = STATUSES[status];
        return {
          verdict: known?.[0] ?? 'unknown',
          reason: known
            ? `${name} ${known[1]}.`
            : `${name} has a status that is not understood: ${status}.`,
        };
      },
    ),
};

export const pagerDutyOnCall: Check = {
  id: 'pagerduty.on-call',
  title: 'Somebody on call',
  description:
    'A person stands at the first level of the escalation policy now, so that an alert wakes somebody at once.',
  gate: false,
  weight: 3,
  threshold: {
    text: 'Somebody at level 1 (at later levels only is at risk, nobody is breached)',
    origin: ORIGIN,
  },
  signals: [signals.PAGERDUTY_ON_CALL],
  remediation:
    'Fill the gap in the on-call schedule, with an override for now.',
  appliesTo,
  evaluate: context =>
    judgeReading<signals.OnCall>(
      context,
      signals.PAGERDUTY_ON_CALL,
      'The on-call list',
      ({ escalationPolicy, levels }) => {
        const [first] = levels;
        if (!first) {
          return {
            verdict: 'breached',
            reason: `Nobody is on call in the escalation policy ${escalationPolicy}.`,
          };
        }
        const all = levels.reduce((sum, { people }) => sum + people, 0);
        return first.level === 1
          ? {
              verdict: 'met',
              reason: `${first.people} on call at level 1 of ${escalationPolicy}, ${all} over all ${levels.length} levels.`,
            }
          : {
              verdict: 'at-risk',
              reason: `Nobody is on call at level 1 of ${escalationPolicy}: alerts wait for level ${first.level}.`,
            };
      },
    ),
};

/** Somebody who is on call has acknowledged by then; the first step of the runbook counts on it. */
const ACKNOWLEDGE_SECONDS = 900;

export const pagerDutyIncidents: Check = {
  id: 'pagerduty.incidents',
  title: 'Incidents acknowledged',
  description:
    'No incident waits for somebody to acknowledge it. One that waits long shows that alerts reach nobody.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'None open (open is at risk; 15 min without an acknowledgement is breached)',
    origin: ORIGIN,
  },
  signals: [signals.PAGERDUTY_INCIDENTS],
  remediation: 'Acknowledge it; find out why it woke nobody.',
  appliesTo,
  evaluate: context =>
    judgeReading<signals.OpenIncidents>(
      context,
      signals.PAGERDUTY_INCIDENTS,
      'The list of open incidents',
      ({ triggered, acknowledged, oldestTriggeredAt }) => {
        if (triggered + acknowledged === 0) {
          return { verdict: 'met', reason: 'No incident is open.' };
        }
        const waits = oldestTriggeredAt
          ? Math.max(0, (context.now - Date.parse(oldestTriggeredAt)) / 1000)
          : 0;
        const since = oldestTriggeredAt
          ? `, the oldest for ${sayDuration(waits)}`
          : '';
        return {
          verdict: waits >= ACKNOWLEDGE_SECONDS ? 'breached' : 'at-risk',
          reason: `${sayCount(
            triggered,
            'incident',
          )} without an acknowledgement${since}, ${acknowledged} being worked on.`,
        };
      },
    ),
};
