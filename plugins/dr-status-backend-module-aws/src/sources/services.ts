import type { Config } from '@backstage/config';
import type { Source } from '@twinshore/plugin-dr-status-node';
import type { AwsSourceSettings } from './AwsSource';
import { rds } from './RdsSource';
import { route53 } from './Route53Source';

/** How the items of one AWS service become sources. */
export interface AwsService {
  /** As `service` of the item names it. */
  id: string;
  title: string;
  /** Set for a service that is asked in one region, whatever the item says. */
  globalRegion?: string;
  create(settings: AwsSourceSettings, item: Config): Source;
}

/** All that can be asked; each stands in the file of its source. */
export const awsServices: AwsService[] = [rds, route53];
