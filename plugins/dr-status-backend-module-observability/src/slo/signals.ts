/** Names and shapes of what the sources of service levels report. */

/** Failed requests of all, over the window; absent without traffic. */
export const SLO_ERROR_RATIO = 'slo.errorRatio';
/** Estimate from the histogram, for information. */
export const SLO_LATENCY_P99 = 'slo.latencyP99Seconds';
export const SLO_FAST_SHARE = 'slo.fastShare';
/** Always reported: tells silence of the users from silence of the metrics. */
export const SLO_TRAFFIC = 'slo.traffic';
export const SLO_ERROR_RATIOS = 'slo.errorRatios';
/** Good requests of all that were measured in the period. */
export const SLO_AVAILABILITY = 'slo.availability';
export const SLO_PERIOD = 'slo.period';

/** Share of requests that were answered within a time; absent without traffic. */
export interface FastShare {
  share: number;
  withinSeconds: number;
}

export interface Traffic {
  windowSeconds: number;
  /** null when Prometheus has no such series at all. */
  requestsPerSecond: number | null;
}

/** Windows over which error ratios are asked, by their name. */
export const WINDOWS = {
  '5m': 300,
  '30m': 1800,
  '1h': 3600,
  '2h': 7200,
  '6h': 21_600,
  '1d': 86_400,
  '3d': 259_200,
} as const;
export type WindowName = keyof typeof WINDOWS;

/** Error ratio by window; a window without traffic is left out. */
export type ErrorRatios = Partial<Record<WindowName, number>>;

export interface Period {
  /** `quarter` to date, or a `window` that ends now. */
  kind: 'quarter' | 'window';
  /** Length until now. */
  elapsedSeconds: number;
  /** Length as a whole; the budget is for that. */
  lengthSeconds: number;
  /** Time of it for which there are metrics. */
  measuredSeconds: number;
}
