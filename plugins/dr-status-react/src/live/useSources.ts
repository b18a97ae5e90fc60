import type { SourceStatus } from '@twinshore/plugin-dr-status-common';
import type { LiveState } from './LiveFeed';
import { useLiveFeed } from './useLiveFeed';

/** What {@link useSources} returns. @public */
export type UseSourcesResult = Omit<LiveState<SourceStatus[]>, 'value'> & {
  sources?: SourceStatus[];
  refresh(): Promise<void>;
};

/** All sources with their state, live. @public */
export function useSources(): UseSourcesResult {
  const { value, ...rest } = useLiveFeed<SourceStatus[]>('sources', api => ({
    load: () => api.getSources(),
  }));
  return { sources: value, ...rest };
}
