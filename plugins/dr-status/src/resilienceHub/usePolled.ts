import { DrStatusError } from '@twinshore/plugin-dr-status-react';
import { useCallback, useEffect, useRef, useState } from 'react';

/**
 * A value that is asked for again and again while the page is seen; what was
 * known stays while requests fail.
 * @param load - asked anew at once when it is another function; of something
 *   else altogether, give the component a key
 * @param everyMilliseconds - may depend on the value that is known
 */
export function usePolled<T>(
  load: () => Promise<T>,
  everyMilliseconds: (value: T | undefined) => number,
) {
  const [value, setValue] = useState<T>();
  const [error, setError] = useState<DrStatusError>();
  // Of the question whose answer counts: answers may overtake each other.
  const question = useRef(0);

  const refresh = useCallback(async () => {
    question.current += 1;
    const mine = question.current;
    try {
      const answer = await load();
      if (mine === question.current) {
        setValue(answer);
        setError(undefined);
      }
    } catch (cause) {
      if (mine === question.current) {
        setError(DrStatusError.from(cause));
      }
    }
  }, [load]);

  useEffect(() => {
    refresh();
    return () => {
      question.current += 1;
    };
  }, [refresh]);

  const wait = everyMilliseconds(value);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState !== 'hidden') {
        refresh();
      }
    }, wait);
    return () => clearInterval(timer);
  }, [refresh, wait]);

  return { value, error, loading: value === undefined && !error, refresh };
}
