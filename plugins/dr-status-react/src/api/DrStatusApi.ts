import { createApiRef } from '@backstage/frontend-plugin-api';
import type {
  CheckDescription,
  EntityPostureDetail,
  SourceStatus,
  Summary,
} from '@twinshore/plugin-dr-status-common';

/**
 * The posture as the backend serves it. Rejects with {@link DrStatusError}.
 * Asked again for something that did not change, it resolves to the very same
 * object, so that nothing needs to be drawn again.
 * @public
 */
export interface DrStatusApi {
  getSummary(): Promise<Summary>;
  getEntityPosture(entityRef: string): Promise<EntityPostureDetail>;
  getChecks(): Promise<CheckDescription[]>;
  getSources(): Promise<SourceStatus[]>;
  /** Asks a source again at once; the outcome shows in its status. */
  refreshSource(sourceId: string): Promise<void>;
}

/** Where the frontend finds the {@link DrStatusApi}. @public */
export const drStatusApiRef = createApiRef<DrStatusApi>({
  id: 'plugin.dr-status.client',
});
