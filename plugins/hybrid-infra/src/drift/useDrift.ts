import { useCallback, useEffect, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { DrStatusError } from '@twinshore/plugin-dr-status-react';
import { hybridInfraApiRef, type DriftReport } from '../api/HybridInfraClient';

/** Discovery reads every few minutes; this keeps the ages true. */
const INTERVAL_MILLISECONDS = 15_000;

/** The drift with its last failure; what was known stays while requests fail. */
export function useDrift() {
  const api = useApi(hybridInfraApiRef);
  const [drift, setDrift] = useState<DriftReport>();
  const [error, setError] = useState<DrStatusError>();
  const [attempts] = useState(() => ({ latest: 0 }));

  const reload = useCallback(async () => {
    attempts.latest += 1;
    const mine = attempts.latest;
    try {
      const answer = await api.getDrift();
      if (mine === attempts.latest) {
        setDrift(answer);
        setError(undefined);
      }
    } catch (cause) {
      if (mine === attempts.latest) {
        setError(DrStatusError.from(cause));
      }
    }
  }, [api, attempts]);

  useEffect(() => {
    reload();
    const timer = setInterval(reload, INTERVAL_MILLISECONDS);
    return () => {
      clearInterval(timer);
      attempts.latest += 1;
    };
  }, [reload, attempts]);

  return { drift, error, reload };
}
