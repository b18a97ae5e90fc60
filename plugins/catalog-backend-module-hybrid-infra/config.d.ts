import type { HumanDuration } from '@backstage/types';

export interface Config {
  catalog?: {
    providers?: {
      /** Finds what the real systems have, to hold it against what is declared. */
      twinshore?: {
        /** One item for each account and region. */
        aws?: Array<
          DiscoverySettings & {
            region: string;
            accountId: string;
            /** What is listed: rds, elasticache, eks, elbv2, vpc, nat, s3. Default: all. */
            types?: string[];
            /** Credentials of its own, for endpoints that are no AWS. */
            credentials?: {
              accessKeyId: string;
              /** @visibility secret */
              secretAccessKey: string;
              /** @visibility secret */
              sessionToken?: string;
            };
            /** URL of an endpoint other than AWS's own. */
            endpoint?: string;
          }
        >;
        /** One item for each cluster. */
        kubernetes?: Array<
          DiscoverySettings & {
            /** Name of a cluster in `kubernetes.clusterLocatorMethods` of type config. */
            cluster: string;
            /** Only these namespaces; the whole cluster when absent. */
            namespaces?: string[];
          }
        >;
      };
    };
  };
}

interface DiscoverySettings {
  /** Unique among its kind. */
  name: string;
  /** Site of the estate that is looked at. */
  site?: string;
  /** Owner of what is found. Default: group:default/platform-engineering. */
  owner?: string;
  /** Default: 5 minutes. */
  interval?: HumanDuration | string;
  /** Default: 30 seconds. */
  timeout?: HumanDuration | string;
  /** Regular expressions over ids: what is none of the estate's business. */
  ignore?: string[];
}
