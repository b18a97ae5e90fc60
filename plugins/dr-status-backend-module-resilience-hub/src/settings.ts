import { readDurationFromConfig, type Config } from '@backstage/config';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';

/** `drStatus.resilienceHub` of the configuration, in milliseconds. */
export interface ResilienceHubSettings {
  historyRetentionMilliseconds: number;
  pollMilliseconds: number;
  giveUpMilliseconds: number;
}

function duration(
  config: Config,
  key: string,
  otherwise: HumanDuration,
): number {
  const at = `drStatus.resilienceHub.${key}`;
  if (!config.has(at)) {
    return durationToMilliseconds(otherwise);
  }
  const milliseconds = durationToMilliseconds(
    readDurationFromConfig(config, { key: at }),
  );
  if (!(milliseconds > 0)) {
    throw new Error(
      `Invalid value at '${at}': a duration above zero is needed, for example { days: 30 }`,
    );
  }
  return milliseconds;
}

export function readSettings(config: Config): ResilienceHubSettings {
  return {
    historyRetentionMilliseconds: duration(config, 'history.retention', {
      days: 800,
    }),
    pollMilliseconds: duration(config, 'assessments.poll', { seconds: 5 }),
    giveUpMilliseconds: duration(config, 'assessments.giveUp', { minutes: 60 }),
  };
}
