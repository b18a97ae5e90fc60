import { readDurationFromConfig, type Config } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';

const MATCHERS =
  /^\s*([a-zA-Z_]\w*\s*(=|!=|=~|!~)\s*"([^"\\]|\\.)*"\s*(,\s*|$))*$/;
const SHORTEST_WINDOW_SECONDS = 10;

/** A duration over which Prometheus looks back: seconds, or a duration. */
export function readSeconds(
  item: Config,
  key: string,
  at: string,
): number | undefined {
  const value = item.getOptional(key);
  if (value === undefined) {
    return undefined;
  }
  let seconds: number;
  try {
    seconds =
      typeof value === 'number'
        ? value
        : durationToMilliseconds(readDurationFromConfig(item, { key })) / 1000;
  } catch (error) {
    throw new Error(
      `Invalid value at '${at}.${key}': ${(error as Error).message}`,
    );
  }
  if (!(seconds >= SHORTEST_WINDOW_SECONDS)) {
    throw new Error(
      `Invalid value at '${at}.${key}': a duration of at least ten seconds is needed`,
    );
  }
  return seconds;
}

/** Label matchers of PromQL, without braces. */
export function readMatchers(
  item: Config,
  key: string,
  at: string,
): string | undefined {
  const value = item.getOptionalString(key);
  if (value !== undefined && !MATCHERS.test(value)) {
    throw new Error(
      `Invalid value at '${at}.${key}': label matchers without braces are needed, for example job="api",code!="404"`,
    );
  }
  return value;
}
