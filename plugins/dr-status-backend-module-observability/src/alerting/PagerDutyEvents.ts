import { HttpEndpoint, SourceFailure } from '@twinshore/plugin-dr-status-node';

/** How bad it is, in PagerDuty's words. @public */
export type PagerDutySeverity = 'critical' | 'error' | 'warning' | 'info';

/** What an alert says. Longer texts than PagerDuty takes are cut. @public */
export interface PagerDutyAlert {
  /** One sentence; the title of the incident. */
  summary: string;
  severity: PagerDutySeverity;
  /**
   * Events with the same key are one alert: use it again to acknowledge or
   * resolve it.
   */
  dedupKey: string;
  /** What it happened to, for example an entity ref. */
  component?: string;
  group?: string;
  /** Kind of event, for example the id of a check. */
  class?: string;
  /** Milliseconds since the epoch; by default now. */
  at?: number;
  links?: Array<{ href: string; text?: string }>;
  details?: Record<string, string | number | boolean | null>;
}

/** @public */
export interface PagerDutyEventsOptions {
  /** Integration key of the service; it is sent, and never shown. */
  routingKey: string;
  /** By default PagerDuty's own; another one for accounts in the EU. */
  url?: string;
  /** Where events come from, as PagerDuty shows it. */
  source: string;
  timeoutSeconds?: number;
  /** Configuration key, for hints. */
  key?: string;
}

/** That PagerDuty has taken an event, and the key of its alert there. @public */
export interface PagerDutyReceipt {
  dedupKey: string;
}

const EVENTS_URL = 'https://events.pagerduty.com';
const TIMEOUT_SECONDS = 10;
const SUMMARY_LENGTH = 1024;
const KEY_LENGTH = 255;
const MOST_LINKS = 10;
const MOST_DETAILS = 50;
const DETAIL_LENGTH = 1000;
/** Answers are some hundred bytes. */
const MAX_BYTES = 64 * 1024;

const cut = (text: string, length: number) =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

/**
 * Sends events to one PagerDuty service by its Events API v2. An event counts
 * as sent when PagerDuty has taken it (202); nothing is sent twice, since the
 * caller knows whether it still holds. What goes wrong is a `SourceFailure`
 * that names no secret.
 * @public
 */
export class PagerDutyEvents {
  readonly #endpoint: HttpEndpoint;
  readonly #routingKey: string;
  readonly #source: string;

  constructor(options: PagerDutyEventsOptions) {
    const { key = 'drStatus.alerting.pagerduty' } = options;
    this.#routingKey = options.routingKey;
    this.#source = options.source;
    this.#endpoint = new HttpEndpoint({
      name: 'PagerDuty’s Events API',
      url: options.url ?? EVENTS_URL,
      key,
      timeoutSeconds: options.timeoutSeconds ?? TIMEOUT_SECONDS,
      leastPrivilege:
        'The integration key of an Events API v2 integration of the service.',
      maxBytes: MAX_BYTES,
    });
  }

  /** Opens an alert, or adds to the one of the same key. */
  async trigger(
    alert: PagerDutyAlert,
    signal: AbortSignal,
  ): Promise<PagerDutyReceipt> {
    const details = Object.entries(alert.details ?? {})
      .slice(0, MOST_DETAILS)
      .map(([name, value]) => [
        cut(name, KEY_LENGTH),
        typeof value === 'string' ? cut(value, DETAIL_LENGTH) : value,
      ]);
    return this.#send(
      'trigger',
      alert.dedupKey,
      {
        client: 'Twinshore',
        links: (alert.links ?? []).slice(0, MOST_LINKS),
        payload: {
          summary: cut(alert.summary, SUMMARY_LENGTH),
          severity: alert.severity,
          source: this.#source,
          timestamp: new Date(alert.at ?? Date.now()).toISOString(),
          component: alert.component,
          group: alert.group,
          class: alert.class,
          custom_details: Object.fromEntries(details),
        },
      },
      signal,
    );
  }

  /** Says that somebody works on it. */
  async acknowledge(
    dedupKey: string,
    signal: AbortSignal,
  ): Promise<PagerDutyReceipt> {
    return this.#send('acknowledge', dedupKey, {}, signal);
  }

  /** Says that it is over. */
  async resolve(
    dedupKey: string,
    signal: AbortSignal,
  ): Promise<PagerDutyReceipt> {
    return this.#send('resolve', dedupKey, {}, signal);
  }

  async close(): Promise<void> {
    await this.#endpoint.close();
  }

  async #send(
    action: 'trigger' | 'acknowledge' | 'resolve',
    dedupKey: string,
    more: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<PagerDutyReceipt> {
    // Cut, it could be the key of another alert.
    if (dedupKey.length === 0 || dedupKey.length > KEY_LENGTH) {
      throw new SourceFailure(
        'misconfigured',
        `A deduplication key has 1 to ${KEY_LENGTH} characters, this one has ${dedupKey.length}.`,
      );
    }
    const answer = await this.#endpoint.post(
      '/v2/enqueue',
      {
        routing_key: this.#routingKey,
        event_action: action,
        dedup_key: dedupKey,
        ...more,
      },
      { signal, accept: [202] },
    );
    const { status, dedup_key: given } = this.#endpoint.parse(answer);
    if (status !== 'success') {
      throw this.#endpoint.malformed('without saying that it took the event');
    }
    return { dedupKey: typeof given === 'string' ? given : dedupKey };
  }
}
