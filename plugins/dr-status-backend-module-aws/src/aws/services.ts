import type { Config } from '@backstage/config';
import type { Check, Source } from '@twinshore/plugin-dr-status-node';
import { autoscaling } from '../autoscaling';
import { eks } from '../eks';
import { elasticache } from '../elasticache';
import { rds } from '../rds';
import { route53 } from '../route53';
import { s3 } from '../s3';
import type { AwsSourceSettings } from './AwsSource';

/** One service of AWS: how it is asked, and how the answers are judged. */
export interface AwsService {
  /** As `service` of a configured item names it. */
  id: string;
  title: string;
  /** IAM actions that its source needs. */
  actions: readonly string[];
  /** Set for a service that is asked in one region, whatever the item says. */
  globalRegion?: string;
  checks: Check[];
  create(settings: AwsSourceSettings, item: Config): Source;
}

/** All that can be asked; each is a folder of its own. */
export const awsServices: AwsService[] = [
  rds,
  route53,
  autoscaling,
  eks,
  elasticache,
  s3,
];

/** All rules over what they say. */
export const awsChecks: Check[] = awsServices.flatMap(({ checks }) => checks);
