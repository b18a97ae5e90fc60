export interface Config {
  drStatus?: {
    sources?: {
      /** AWS services that are asked, one item for each service, account and region. */
      aws?: Array<{
        /** Unique among the sources of the service; the id is `aws-<service>:<name>`. */
        name: string;
        /** Which service of AWS is asked. */
        service:
          | 'rds'
          | 'route53'
          | 'elasticache'
          | 's3'
          | 'eks'
          | 'autoscaling'
          | 'kms'
          | 'secretsmanager'
          | 'iam'
          | 'ecr'
          | 'xray'
          | 'elbv2'
          | 'acm'
          | 'wafv2'
          | 'vpc'
          | 'vpn'
          | 'directconnect';
        /** Entity that the source speaks of. */
        entityRef?: string;
        /**
         * Several of them, for services that have lists below by which entities
         * are told apart; the others speak of the first alone.
         */
        entityRefs?: string[];
        /** Seconds, or a duration. Default 30 seconds. */
        interval?: number | string | HumanDuration;
        /** Seconds, or a duration. Default 10 seconds. */
        timeout?: number | string | HumanDuration;
        /** Needed for all but Route 53, which is global and signs for us-east-1. */
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
        /**
         * ElastiCache: identifiers of replication groups that are not called
         * like their entity.
         */
        replicationGroups?: Array<{ entityRef: string; identifier: string }>;
        /** S3: names of buckets that are not called like their entity. */
        buckets?: Array<{ entityRef: string; identifier: string }>;
        /** EKS: names of clusters that are not called like their entity. */
        clusters?: Array<{ entityRef: string; identifier: string }>;
        /**
         * Auto Scaling: the groups that an entity stands for, by their names,
         * or all that carry the tags of an EKS cluster. Default: the group that
         * is called like the entity.
         */
        groups?: Array<{
          entityRef: string;
          names?: string[];
          cluster?: string;
        }>;
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
        /**
         * Load balancers: names of those that are not called like their entity.
         */
        loadBalancers?: Array<{ entityRef: string; identifier: string }>;
        /** ACM: hosts whose certificates are followed. Default: all certificates of the region. */
        domains?: string[];
        /**
         * WAF: what is before the public load balancers of the region, or the
         * web ACLs of the edge, which are asked in us-east-1. Default REGIONAL.
         */
        scope?: 'REGIONAL' | 'CLOUDFRONT';
        /** VPC: its id, or the value of its tag `Name`. Default: the entity's name. */
        vpc?: string;
        /**
         * VPN and Direct Connect: ids of the connections that the link goes
         * over. Default: all of the region.
         */
        connections?: string[];
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
