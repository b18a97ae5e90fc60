export interface Config {
  drStatus?: {
    sources?: {
      /** Kubernetes clusters that are watched, one item for each cluster. */
      kubernetes?: Array<{
        /** Unique among the Kubernetes sources; its id is `kubernetes:<name>`. */
        name: string;
        /** Entity of the cluster, for example `resource:default/my-cluster`. */
        entityRef?: string;
        /** Further entities whose checks depend on this source. */
        entityRefs?: string[];
        /**
         * How often the API server must show a sign of life: seconds, or a
         * duration. Default 5 seconds. Changes arrive by watch, at once.
         */
        interval?: number | string | HumanDuration;
        /** How long a request may take: seconds, or a duration. Default 5 seconds. */
        timeout?: number | string | HumanDuration;
        /**
         * Name of a cluster that Backstage's own `kubernetes.clusterLocatorMethods`
         * lists under `type: config`. Give this or `connection`.
         */
        cluster?: string;
        connection?: {
          /** URL of the API server. */
          url: string;
          /** @visibility secret */
          token?: string;
          /**
           * Another name for `token`.
           * @visibility secret
           */
          serviceAccountToken?: string;
          /** File with the token, read for every connection, so that it may be rotated. */
          tokenFile?: string;
          /** Authority of the server's certificate: PEM in base64. */
          caData?: string;
          /** Authority of the server's certificate: file with PEM. */
          caFile?: string;
          /** Accept any certificate. Default false. */
          skipTLSVerify?: boolean;
        };
        /** Watch only these namespaces. Default: all. */
        namespaces?: string[];
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
