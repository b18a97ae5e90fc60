import type { SystemKind } from '@twinshore/plugin-dr-status-node';
import {
  pagerDutyIncidents,
  pagerDutyOnCall,
  pagerDutyService,
} from './checks';
import { PagerDutySource } from './PagerDutySource';

/** PagerDuty: one service with its escalation policy. */
export const pagerduty: SystemKind = {
  id: 'pagerduty',
  title: 'PagerDuty',
  checks: [pagerDutyService, pagerDutyOnCall, pagerDutyIncidents],
  create: (settings, item) => new PagerDutySource(settings, item),
};
