/** Names and shapes of what the Jaeger source reports. */

export const JAEGER_HEALTH = 'jaeger.health';
export const JAEGER_SERVICES = 'jaeger.services';

export interface JaegerHealth {
  healthy: boolean;
  /** In its own words: `StatusOK`, `Server available`. */
  status: string;
}

export interface JaegerServices {
  /** How many services have traces. */
  known: number;
  /** Of the expected ones, those that have none. */
  missing: string[];
  /** How many are expected. */
  expected: number;
}
