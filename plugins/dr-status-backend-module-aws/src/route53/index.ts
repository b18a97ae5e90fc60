import type { AwsService } from '../aws/services';
import { GLOBAL_REGION, ROUTE53_ACTIONS, Route53Source } from './Route53Source';
import { healthChecksEnabled, healthCheckStatus } from './route53HealthChecks';
import {
  failoverRecords,
  routingMatchesMode,
  shortTtl,
} from './route53Records';

const normal = (name: string) => name.replace(/\.$/, '').toLowerCase();

/** Amazon Route 53: one hosted zone with its records and their health checks. */
export const route53: AwsService = {
  id: 'route53',
  title: 'Route 53',
  actions: ROUTE53_ACTIONS,
  globalRegion: GLOBAL_REGION,
  checks: [
    failoverRecords,
    routingMatchesMode,
    shortTtl,
    healthChecksEnabled,
    healthCheckStatus,
  ],
  create: (settings, item) =>
    new Route53Source(settings, {
      hostedZone: normal(item.getString('hostedZone')),
      records: item.getOptionalStringArray('records')?.map(normal),
    }),
};
