import { hostname } from 'node:os';
import { readDurationFromConfig, type Config } from '@backstage/config';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';

/** `drStatus` of the configuration, without the sources. Durations in milliseconds. */
export interface DrStatusConfig {
  replica: string;
  leaseMilliseconds: number;
  roundMilliseconds: number;
  maxBackoffMilliseconds: number;
  warmUpMilliseconds: number;
  estateIntervalMilliseconds: number;
  resumeGraceMilliseconds: number;
  historyRetentionMilliseconds: number;
}

function duration(
  config: Config,
  key: string,
  otherwise: HumanDuration,
): number {
  return durationToMilliseconds(
    config.has(key) ? readDurationFromConfig(config, { key }) : otherwise,
  );
}

/**
 * The default name of a replica: stable when it starts again, another one on
 * another host or port, so that what it held when it died is its own again.
 */
function defaultReplica(config: Config): string {
  const listen = config.getOptional('backend.listen');
  const port =
    typeof listen === 'string'
      ? listen.split(':').pop()
      : config.getOptional('backend.listen.port');
  return `${hostname()}:${port ?? 7007}`;
}

export function readConfig(config: Config): DrStatusConfig {
  const lease = duration(config, 'drStatus.collector.lease', { seconds: 10 });
  return {
    replica:
      config.getOptionalString('drStatus.collector.replica') ??
      defaultReplica(config),
    leaseMilliseconds: lease,
    // Two rounds may fail before a lease is lost.
    roundMilliseconds: Math.max(50, Math.floor(lease / 3.5)),
    maxBackoffMilliseconds: duration(config, 'drStatus.collector.maxBackoff', {
      seconds: 15,
    }),
    warmUpMilliseconds: duration(config, 'drStatus.collector.warmUp', {
      seconds: 3,
    }),
    estateIntervalMilliseconds: duration(
      config,
      'drStatus.collector.estateInterval',
      { seconds: 15 },
    ),
    resumeGraceMilliseconds: duration(config, 'drStatus.history.resumeGrace', {
      seconds: 30,
    }),
    historyRetentionMilliseconds: duration(
      config,
      'drStatus.history.retention',
      { days: 400 },
    ),
  };
}
