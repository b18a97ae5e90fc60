import { createExtensionPoint } from '@backstage/backend-plugin-api';

/** A way in which people are woken: PagerDuty, for example. @public */
export interface AlertChannel {
  /** Unique, for example `pagerduty`. */
  id: string;
  title: string;
  /**
   * Sends one event that says clearly that it is a test, and resolves when the
   * channel has taken it.
   * @returns the key under which the event can be found there
   * @throws SourceFailure when it was not taken
   */
  sendTest(options: {
    /** Entity ref of who asked for it. */
    requestedBy: string;
    signal: AbortSignal;
  }): Promise<{ dedupKey: string }>;
}

/** Takes the ways in which people are woken. @public */
export interface DrStatusAlertingExtensionPoint {
  addChannel(channel: AlertChannel): void;
}

/** Where modules register the ways in which people are woken. @public */
export const drStatusAlertingExtensionPoint =
  createExtensionPoint<DrStatusAlertingExtensionPoint>({
    id: 'dr-status.alerting',
  });
