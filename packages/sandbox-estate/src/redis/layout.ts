import type { SiteName } from '../model';

/** The name under which the Sentinels watch the master. */
export const MASTER_NAME = 'mis';
/** Whom the portal logs in as, and whom the application does. */
export const MONITOR = 'twinshore_monitor';
export const APPLICATION = 'mis_app';
/** Database of the sessions. */
export const SESSION_DATABASE = 0;

export interface RedisLayout {
  name: string;
  site: SiteName;
  kind: 'server' | 'sentinel';
  /** The first one of the site is where its group starts from. */
  group: 'sentinel' | 'alone';
}

const three = (name: string, kind: RedisLayout['kind']): RedisLayout[] =>
  [1, 2, 3].map(number => ({
    name: `${name}-${number}`,
    site: 'on-prem',
    kind,
    group: 'sentinel',
  }));

/** Servers first, then those who watch them. */
export const LAYOUT: RedisLayout[] = [
  ...three('redis-on-prem', 'server'),
  // What ElastiCache is to the application at these sites.
  ...(['aws-primary', 'aws-dr'] as const).map(
    (site): RedisLayout => ({
      name: `session-store-${site}`,
      site,
      kind: 'server',
      group: 'alone',
    }),
  ),
  ...three('sentinel-on-prem', 'sentinel'),
];
