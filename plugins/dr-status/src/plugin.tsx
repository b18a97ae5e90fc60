import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import {
  DrStatusClient,
  drStatusApiRef,
} from '@twinshore/plugin-dr-status-react';

const drStatusApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: drStatusApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new DrStatusClient(deps),
    }),
});

/** @public */
export const plugin = createFrontendPlugin({
  pluginId: 'dr-status',
  extensions: [drStatusApi],
});
