import { randomUUID } from 'node:crypto';
import type { Config } from '@backstage/config';
import {
  readHttpAccess,
  type AlertChannel,
} from '@twinshore/plugin-dr-status-node';
import { PagerDutyEvents } from './PagerDutyEvents';

export const PAGERDUTY_CHANNEL_KEY = 'drStatus.alerting.pagerduty';
const SOURCE = 'twinshore';

/** Builds the client from `drStatus.alerting.pagerduty`. */
export function pagerDutyEventsFromConfig(item: Config): PagerDutyEvents {
  const key = PAGERDUTY_CHANNEL_KEY;
  const routingKey = item.getString('routingKey');
  if (routingKey.trim() === '') {
    throw new Error(`Invalid value at '${key}.routingKey': it is empty`);
  }
  return new PagerDutyEvents({
    routingKey,
    url: item.has('url') ? readHttpAccess(item, key).url : undefined,
    source: item.getOptionalString('source') ?? SOURCE,
    key,
  });
}

/** PagerDuty as a way in which people are woken. */
export function pagerDutyChannel(
  events: PagerDutyEvents,
  options: { portalUrl?: string },
): AlertChannel {
  return {
    id: 'pagerduty',
    title: 'PagerDuty',
    async sendTest({ requestedBy, signal }) {
      return events.trigger(
        {
          summary:
            'TEST from Twinshore: no action is needed. Alerts of the DR portal reach this service.',
          severity: 'info',
          dedupKey: `twinshore-test-${randomUUID()}`,
          class: 'test',
          details: { test: true, requestedBy },
          links: options.portalUrl
            ? [{ href: options.portalUrl, text: 'Twinshore' }]
            : [],
        },
        signal,
      );
    },
  };
}

/** Stands in for a channel whose configuration cannot be used: it says why. */
export function misconfiguredChannel(error: Error): AlertChannel {
  return {
    id: 'pagerduty',
    title: 'PagerDuty',
    sendTest: () => Promise.reject(error),
  };
}
