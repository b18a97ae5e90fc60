import { createFrontendPlugin } from '@backstage/frontend-plugin-api';

/** @public */
export const plugin = createFrontendPlugin({
  pluginId: 'hybrid-infra',
  extensions: [],
});
