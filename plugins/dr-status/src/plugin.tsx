import {
  ApiBlueprint,
  coreExtensionData,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { RiShieldCheckLine } from '@remixicon/react';
import {
  DrStatusClient,
  drStatusApiRef,
} from '@twinshore/plugin-dr-status-react';
import { estateFilter } from './entity/estateFilter';
import { entityPostureRouteRef, rootRouteRef, sourcesRouteRef } from './routes';

const drStatusApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: drStatusApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new DrStatusClient(deps),
    }),
});

const icon = <RiShieldCheckLine aria-hidden />;

const page = PageBlueprint.makeWithOverrides({
  factory(originalFactory, { config, inputs }) {
    const title = config.title ?? 'Readiness';
    return originalFactory({
      path: '/dr',
      title,
      icon,
      routeRef: rootRouteRef,
      // Draws the header itself, see PageTabs.
      noHeader: true,
      loader: async () => {
        const [{ PageTabs }, { ReadinessPage }] = await Promise.all([
          import('./PageTabs'),
          import('./readiness/ReadinessPage'),
        ]);
        const tabs = inputs.pages.map(input => {
          const path = input.get(coreExtensionData.routePath);
          return {
            path,
            title: input.get(coreExtensionData.title) ?? path,
            element: input.get(coreExtensionData.reactElement),
          };
        });
        return (
          <PageTabs
            title={title}
            icon={icon}
            first={<ReadinessPage />}
            tabs={tabs}
          />
        );
      },
    });
  },
});

const sourcesPage = SubPageBlueprint.make({
  name: 'sources',
  params: {
    path: 'sources',
    title: 'Sources',
    routeRef: sourcesRouteRef,
    loader: () => import('./sources/SourcesPage').then(m => <m.SourcesPage />),
  },
});

const entityPostureCard = EntityCardBlueprint.make({
  name: 'posture',
  params: {
    type: 'info',
    filter: estateFilter,
    loader: () =>
      import('./entity/EntityPostureCard').then(m => <m.EntityPostureCard />),
  },
});

const entityPostureContent = EntityContentBlueprint.make({
  name: 'posture',
  params: {
    path: 'posture',
    title: 'Posture',
    // The portal's own group; where an app has none, the tab stands alone.
    group: 'posture',
    routeRef: entityPostureRouteRef,
    filter: estateFilter,
    loader: () =>
      import('./entity/EntityPostureTab').then(m => <m.EntityPostureTab />),
  },
});

/**
 * Readiness page with its sources, and a posture card and tab on every entity
 * of the estate.
 * @public
 */
export const plugin = createFrontendPlugin({
  pluginId: 'dr-status',
  title: 'Readiness',
  icon,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef, sources: sourcesRouteRef },
  extensions: [
    drStatusApi,
    page,
    sourcesPage,
    entityPostureCard,
    entityPostureContent,
  ],
});
