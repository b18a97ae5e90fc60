import type {
  ResilienceHubApp,
  ResilienceHubAssessment,
  ResilienceHubDrift,
  ResilienceHubRecommendation,
} from '@twinshore/plugin-dr-status-common';
import type { HubAssessment } from '../hub/ResilienceHub';

/** An app with the name by which its hub is asked for it. */
export interface StoredApp {
  app: ResilienceHubApp;
  handle: string;
}

/** An assessment, and the rest of it where that has been read. */
export interface AssessmentRecord {
  assessment: HubAssessment;
  recommendations?: ResilienceHubRecommendation[];
  drifts?: ResilienceHubDrift[];
  /** Who started it in this portal, where somebody did. */
  startedBy?: string;
}

/** Where a page of the history ended: the next one is older. */
export interface HistoryPosition {
  startedAt: number;
  assessmentId: string;
}

/**
 * What we keep of the hub: its apps as they were seen last, and every
 * assessment for as long as we want, whatever AWS keeps. Times are milliseconds
 * since the epoch.
 */
export interface AssessmentHistory {
  /** Replaces the apps of a source. */
  saveApps(sourceId: string, apps: StoredApp[]): Promise<void>;
  /** By name; with their newest and their last successful assessment. */
  apps(): Promise<ResilienceHubApp[]>;
  app(appId: string): Promise<StoredApp | undefined>;
  /**
   * Keeps assessments. One that has ended is never taken for running again, and
   * what was read in full stays so.
   */
  save(appId: string, records: AssessmentRecord[]): Promise<void>;
  /** Newest successful assessments of which only the summary is kept, as handles. */
  withoutDetail(appId: string, limit: number): Promise<string[]>;
  /** Newest first. */
  page(
    appId: string,
    query: { limit: number; before?: HistoryPosition },
  ): Promise<{
    assessments: ResilienceHubAssessment[];
    total: number;
    next?: HistoryPosition;
  }>;
  /** What the last successful assessment recommends and found changed. */
  lastDetail(appId: string): Promise<
    | {
        assessmentId: string;
        recommendations: ResilienceHubRecommendation[];
        drifts: ResilienceHubDrift[];
      }
    | undefined
  >;
  /** Assessments of the app that have not ended, as far as we know. */
  open(appId: string): Promise<ResilienceHubAssessment[]>;
  /**
   * Takes the right to have an app assessed; only one may have it.
   * @param until - when it ends by itself, should its holder be gone
   * @returns whether it was free
   */
  claim(appId: string, claimedBy: string, until: number): Promise<boolean>;
  release(appId: string): Promise<void>;
  /** Forgets apps of sources that are configured no more and were not seen since. */
  pruneApps(keepSourceIds: string[], observedBefore: number): Promise<void>;
  /** Deletes assessments that started before; the last successful one of each app stays. */
  prune(startedBefore: number): Promise<number>;
}
