export interface Config {
  drStatus?: {
    sources?: {
      /** Redis systems that are asked, one item for each. */
      redis?: Array<{
        /** Unique among the sources of its system; the id is `<system>:<name>`. */
        name: string;
        /**
         * `redis-sentinel`: a master with its replicas and all Sentinels that
         * watch it. `redis`: the Redis that keeps sessions.
         */
        system: 'redis-sentinel' | 'redis';
        /** Entity that the source speaks of: a cache, or a session store. */
        entityRef: string;
        /** Seconds, or a duration. Default 10 seconds. */
        interval?: number | string | HumanDuration;
        /** Seconds, or a duration. Default 5 seconds. */
        timeout?: number | string | HumanDuration;
        /** TLS to all nodes; with the certificates of an authority as PEM. */
        tls?: boolean | { ca?: string };
        /** Sentinel: the name under which it watches the master. */
        masterName?: string;
        /** Sentinel: all of them, and how one logs in there. */
        sentinels?: {
          nodes: Array<{
            host: string;
            /** Default 26379. */
            port?: number;
          }>;
          username?: string;
          /** @visibility secret */
          password?: string;
        };
        /**
         * Sentinel: how one logs in at the data nodes, whose addresses the
         * Sentinels give.
         */
        redis?: {
          username?: string;
          /** @visibility secret */
          password?: string;
        };
        /** Session store: its nodes, the replicas too. */
        nodes?: Array<{
          host: string;
          /** Default 6379. */
          port?: number;
        }>;
        /** Session store: how one logs in at the nodes. */
        username?: string;
        /**
         * Session store.
         * @visibility secret
         */
        password?: string;
        /** Session store: number of the database of the sessions. Default 0. */
        database?: number;
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
