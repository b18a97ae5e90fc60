import type { Config } from '@backstage/config';
import type { Check, Source } from '@twinshore/plugin-dr-status-node';
import { autoscaling } from '../autoscaling';
import { eks } from '../eks';
import { elasticache } from '../elasticache';
import { rds } from '../rds';
import { route53 } from '../route53';
import { s3 } from '../s3';
import { acm } from '../acm';
import { directconnect } from '../directconnect';
import { elbv2 } from '../elbv2';
import { vpc } from '../vpc';
import { vpn } from '../vpn';
import { wafv2 } from '../wafv2';
import { ecr } from '../ecr';
import { iam } from '../iam';
import { kms } from '../kms';
import { secretsmanager } from '../secretsmanager';
import { xray } from '../xray';
import { replicationFlows } from '../links/replicationFlows';
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
  elbv2,
  acm,
  wafv2,
  vpc,
  vpn,
  directconnect,
  kms,
  secretsmanager,
  iam,
  ecr,
  xray,
];

/** All rules over what they say. */
export const awsChecks: Check[] = [
  ...awsServices.flatMap(({ checks }) => checks),
  replicationFlows,
];
