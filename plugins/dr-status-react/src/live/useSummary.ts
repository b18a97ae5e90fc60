import type { Summary } from '@twinshore/plugin-dr-status-common';
import type { LiveState } from './LiveFeed';
import { useLiveFeed } from './useLiveFeed';

/**
 * A live value under its own name, with a way to ask again by hand.
 * @public
 */
export type UseSummaryResult = Omit<LiveState<Summary>, 'value'> & {
  summary?: Summary;
  refresh(): Promise<void>;
};

/**
 * The estate's posture, live. However many components use it, the page holds
 * one subscription.
 * @public
 */
export function useSummary(): UseSummaryResult {
  const { value, ...rest } = useLiveFeed<Summary>('summary', api => ({
    load: () => api.getSummary(),
    revisionOf: summary => summary.revision,
  }));
  return { summary: value, ...rest };
}
