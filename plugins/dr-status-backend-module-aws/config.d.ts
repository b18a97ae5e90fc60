export interface Config {
  drStatus?: {
    sources?: {
      /** AWS services that are asked, one item for each service, account and region. */
      aws?: Array<{
        /** Unique among the sources of the service; the id is `aws-<service>:<name>`. */
        name: string;
        /** What is asked: Amazon RDS, or Amazon Route 53. */
        service:
          | 'rds'
          | 'route53'
          | 'kms'
          | 'secretsmanager'
          | 'iam'
          | 'ecr'
          | 'xray';
        /** Entity that the source speaks of: a database, or a DNS zone. */
        entityRef?: string;
        /** For RDS: the databases of the account in the region. */
        entityRefs?: string[];
        /** Seconds, or a duration. Default 30 seconds. */
        interval?: number | string | HumanDuration;
        /** Seconds, or a duration. Default 10 seconds. */
        timeout?: number | string | HumanDuration;
        /** Needed for RDS. Route 53 is global and signs for us-east-1. */
        region?: string;
        /**
         * Account whose credentials `aws.accounts` gives. Needed unless
         * `credentials` is given.
         */
        accountId?: string;
        /** Credentials of the source's own, for endpoints that are no AWS. */
        credentials?: {
          accessKeyId: string;
          /** @visibility secret */
          secretAccessKey: string;
          /** @visibility secret */
          sessionToken?: string;
        };
        /** URL of an endpoint other than AWS's own, used for all services that the source asks. */
        endpoint?: string;
        /**
         * RDS: identifiers of instances that are not called like their entity.
         */
        instances?: Array<{ entityRef: string; identifier: string }>;
        /** Route 53: name of the hosted zone, for example `example.com`. */
        hostedZone?: string;
        /**
         * Route 53: names whose records users follow. Default: all names of the
         * zone that have a routing policy.
         */
        records?: string[];
        /** KMS: aliases, ids or ARNs of the keys to watch, for example `alias/orders`. */
        keys?: string[];
        /** Secrets Manager: beginning of the names of the secrets to watch. Default: all. */
        prefix?: string;
        /** IAM: name of the EKS cluster whose service accounts assume the roles. */
        cluster?: string;
        /** IAM: roles of the workloads, and who assumes each: `namespace/name`. */
        roles?: Array<{ name: string; serviceAccount?: string }>;
        /** ECR: repositories whose images must be there, for example `shop/api`. */
        repositories?: string[];
      }>;
    };
  };
}

interface HumanDuration {
  years?: number;
  months?: number;
  weeks?: number;
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
  milliseconds?: number;
}
