import { useApi, useApiHolder } from '@backstage/frontend-plugin-api';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { useMemo, useSyncExternalStore } from 'react';
import { drStatusApiRef, type DrStatusApi } from '../api/DrStatusApi';
import { LiveFeed, type LiveFeedOptions, type LiveState } from './LiveFeed';

// Feeds live as long as the API they ask, so that all components of an app
// share them, a page that is visited again shows its last value at once, and
// two apps in one document (as in tests) share nothing.
const feedsByApi = new WeakMap<DrStatusApi, Map<string, LiveFeed<unknown>>>();
// Entities looked at and left again; the oldest are forgotten.
const MOST_FEEDS = 64;

/** @internal */
export function useLiveFeed<T>(
  key: string,
  options: (api: DrStatusApi) => Omit<LiveFeedOptions<T>, 'signals'>,
): LiveState<T> & { refresh(): Promise<void> } {
  const api = useApi(drStatusApiRef);
  const signals = useApiHolder().get(signalApiRef);

  let feeds = feedsByApi.get(api);
  if (!feeds) {
    feeds = new Map();
    feedsByApi.set(api, feeds);
  }
  let feed = feeds.get(key) as LiveFeed<T> | undefined;
  if (!feed) {
    feed = new LiveFeed<T>({ ...options(api), signals });
    feeds.set(key, feed as LiveFeed<unknown>);
    if (feeds.size > MOST_FEEDS) {
      feeds.delete(feeds.keys().next().value!);
    }
  }
  const { subscribe, getState, refresh } = feed;
  const state = useSyncExternalStore(subscribe, getState, getState);
  return useMemo(() => ({ ...state, refresh }), [state, refresh]);
}
