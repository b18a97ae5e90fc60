import type { HumanDuration } from '@backstage/types';

export interface Config {
  drStatus?: {
    resilienceHub?: {
      history?: {
        /**
         * How long assessments are kept. Defaults to 800 days. The last
         * successful one of each app always stays.
         */
        retention?: HumanDuration | string;
      };
      assessments?: {
        /** How often a running assessment is looked at. Defaults to 5 seconds. */
        poll?: HumanDuration | string;
        /**
         * How long one is followed, and keeps others from starting. Defaults to
         * an hour.
         */
        giveUp?: HumanDuration | string;
      };
    };
    sources?: {
      /** AWS Resilience Hub, one item for each region of an account. */
      resilienceHub?: Array<{
        /** Unique among these; the id is `resilience-hub:<name>`. */
        name: string;
        /** Entity that the source speaks of. */
        entityRef?: string;
        entityRefs?: string[];
        /** Seconds, or a duration. Default 5 minutes. */
        interval?: number | string | HumanDuration;
        /** Seconds, or a duration. Default 30 seconds. */
        timeout?: number | string | HumanDuration;
        region: string;
        /** Generation of the hub's API. Default `v1`, the only one so far. */
        api?: 'v1';
        /** Names of the apps that are watched. Default: all of the region. */
        apps?: string[];
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
        /** URL of an endpoint other than AWS's own. */
        endpoint?: string;
        /**
         * Lets people with the permission `dr-status.resilience-hub.assess`
         * start assessments. Without it the hub is only read. Empty, it uses the
         * credentials above.
         */
        assessing?: {
          /** Account whose credentials start assessments. */
          accountId?: string;
          /** Credentials that start assessments. */
          credentials?: {
            accessKeyId: string;
            /** @visibility secret */
            secretAccessKey: string;
            /** @visibility secret */
            sessionToken?: string;
          };
        };
      }>;
    };
  };
}
