import type { HumanDuration } from '@backstage/types';

export interface Config {
  drStatus?: {
    collector?: {
      /**
       * Name of this replica, unique and stable over restarts. Defaults to the
       * host name with the port the backend listens on.
       */
      replica?: string;
      /**
       * For how long a replica that has died keeps its sources before others
       * take them over. Defaults to 10 seconds.
       */
      lease?: HumanDuration | string;
      /**
       * Longest wait before a failing source is asked again; four times that
       * for one that refuses or throttles. Defaults to 15 seconds.
       */
      maxBackoff?: HumanDuration | string;
      /**
       * How long after a start the sources are waited for before verdicts are
       * passed. Defaults to 3 seconds.
       */
      warmUp?: HumanDuration | string;
      /** How often the catalog is read. Defaults to 15 seconds. */
      estateInterval?: HumanDuration | string;
    };
    history?: {
      /** How long ended verdict intervals are kept. Defaults to 400 days. */
      retention?: HumanDuration | string;
      /**
       * A restart within this time goes on with the open intervals; after a
       * longer one they end where they were last confirmed, and the time
       * between is unmeasured. Defaults to 30 seconds.
       */
      resumeGrace?: HumanDuration | string;
    };
  };
}
