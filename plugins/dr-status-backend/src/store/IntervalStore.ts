import type { Verdict } from '@twinshore/plugin-dr-status-common';

/** A verdict that began to stand. Times are milliseconds since the epoch. */
export interface VerdictChange {
  entityRef: string;
  checkId: string;
  verdict: Verdict;
  reason: string;
  at: number;
}

/** An interval as it is kept. */
export interface StoredInterval {
  id: number;
  entityRef: string;
  checkId: string;
  verdict: Verdict;
  previousVerdict: Verdict | null;
  reason: string;
  fromAt: number;
  toAt: number | null;
}

export interface HistoryQuery {
  entityRef?: string;
  checkId?: string;
  /** Intervals that touch the time from here … */
  fromAt?: number;
  /** … to here. */
  toAt?: number;
  limit: number;
  /** Where the last page ended. */
  before?: { fromAt: number; id: number };
}

/** The change points of the verdicts. */
export interface IntervalStore {
  /**
   * Ends what the last run left open, at the moment until which it is known to
   * have lasted, unless that is so recent that it goes on.
   */
  resume(now: number, graceMilliseconds: number): Promise<void>;
  /**
   * Records that verdicts began to stand and returns the open intervals. Where
   * another replica has recorded the same verdict already, that one is
   * returned. Confirms all others up to the same moment.
   */
  record(changes: VerdictChange[]): Promise<StoredInterval[]>;
  open(): Promise<StoredInterval[]>;
  /** Ends intervals whose entity or check is no more. */
  close(
    pairs: Array<{ entityRef: string; checkId: string }>,
    at: number,
  ): Promise<void>;
  /** All open intervals still stand. */
  confirm(at: number): Promise<void>;
  history(
    query: HistoryQuery,
  ): Promise<{ intervals: StoredInterval[]; total: number }>;
  /** The newest changes from one verdict to another, newest first. */
  changesSince(fromAt: number, limit: number): Promise<StoredInterval[]>;
  /** Deletes intervals that ended before, in small steps. */
  prune(endedBefore: number): Promise<number>;
}
