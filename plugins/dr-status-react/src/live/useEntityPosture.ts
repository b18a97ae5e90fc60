import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { EntityPostureDetail } from '@twinshore/plugin-dr-status-common';
import type { LiveState } from './LiveFeed';
import { useLiveFeed } from './useLiveFeed';

/** What {@link useEntityPosture} returns. @public */
export type UseEntityPostureResult = Omit<
  LiveState<EntityPostureDetail>,
  'value'
> & {
  posture?: EntityPostureDetail;
  refresh(): Promise<void>;
};

/**
 * One entity with its checks, sources and history, live.
 * @param entityRef - full or short entity ref, in any case
 * @public
 */
export function useEntityPosture(entityRef: string): UseEntityPostureResult {
  const ref = stringifyEntityRef(
    parseEntityRef(entityRef, {
      defaultKind: 'resource',
      defaultNamespace: 'default',
    }),
  );
  const { value, ...rest } = useLiveFeed<EntityPostureDetail>(
    `entity:${ref}`,
    api => ({
      load: () => api.getEntityPosture(ref),
      revisionOf: posture => posture.revision,
    }),
  );
  return { posture: value, ...rest };
}
