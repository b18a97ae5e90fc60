export interface Config {
  drStatus?: {
    sources?: {
      /**
       * PostgreSQL servers that are asked for their replication state, one
       * item for each server. The sandbox and a real estate differ only here.
       */
      postgresql?: Array<{
        /** Unique among the PostgreSQL sources; its id is `postgresql:<name>`. */
        name: string;
        /** Entity that the server is, for example `resource:default/orders-db`. */
        entityRef?: string;
        /** Further entities whose checks depend on this source. */
        entityRefs?: string[];
        /**
         * How often it is asked: seconds, or a duration. Default 2 seconds.
         */
        interval?: number | string | HumanDuration;
        /**
         * How long an attempt may take: seconds, or a duration. Default 3 seconds.
         */
        timeout?: number | string | HumanDuration;
        connection: {
          host: string;
          /** Default 5432. */
          port?: number;
          /** Database that carries the heartbeat table and the subscriptions. */
          database: string;
          user: string;
          /** @visibility secret */
          password?: string;
          /**
           * `true` for TLS with the system's authorities, or the details.
           * Default: no TLS.
           */
          ssl?:
            | boolean
            | {
                /** PEM of the authority that signed the server's certificate. */
                ca?: string;
                /** PEM of the client certificate. */
                cert?: string;
                /**
                 * PEM of the client key.
                 * @visibility secret
                 */
                key?: string;
                /** Default true. */
                rejectUnauthorized?: boolean;
              };
        };
        /**
         * Table with one row `(beat_at timestamptz, sequence bigint)`, written
         * at the head of the chain. Default `twinshore.heartbeat`; `false` for
         * a server that carries none.
         */
        heartbeat?: false | { table: string };
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
