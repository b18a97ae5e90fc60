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
}

const several = (
  count: number,
  name: string,
  site: SiteName,
  kind: RedisLayout['kind'] = 'server',
): RedisLayout[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `${name}-${index + 1}`,
    site,
    kind,
  }));

/** Where Sentinel promotes; elsewhere the service of the cloud does. */
export const SENTINEL_SITE: SiteName = 'on-prem';

/** The first server of each site begins as its master. */
export const LAYOUT: RedisLayout[] = [
  ...several(3, 'redis-on-prem', 'on-prem'),
  // What ElastiCache is to the application at these sites.
  ...several(2, 'session-store-aws-primary', 'aws-primary'),
  ...several(2, 'session-store-aws-dr', 'aws-dr'),
  ...several(3, 'sentinel-on-prem', 'on-prem', 'sentinel'),
];

export const SITES: SiteName[] = ['on-prem', 'aws-primary', 'aws-dr'];

export const serversAt = (site: SiteName) =>
  LAYOUT.filter(one => one.site === site && one.kind === 'server');

export const SENTINELS = LAYOUT.filter(one => one.kind === 'sentinel');
