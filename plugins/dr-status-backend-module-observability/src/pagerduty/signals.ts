/** Names and shapes of what the PagerDuty source reports. */

export const PAGERDUTY_SERVICE = 'pagerduty.service';
export const PAGERDUTY_INCIDENTS = 'pagerduty.incidents';
export const PAGERDUTY_ON_CALL = 'pagerduty.onCall';

export interface PagerDutyService {
  name: string;
  /** `active`, `warning`, `critical`, `maintenance` or `disabled`. */
  status: string;
}

/** Open incidents of the service. */
export interface OpenIncidents {
  triggered: number;
  acknowledged: number;
  /** When the oldest one nobody has acknowledged was created. */
  oldestTriggeredAt: string | null;
}

/** How many people are on call now, by escalation level; names are not kept. */
export interface OnCall {
  escalationPolicy: string;
  levels: Array<{ level: number; people: number }>;
}
