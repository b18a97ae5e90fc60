import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
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
  tabbedPage,
} from '@twinshore/plugin-dr-status-react';
import { estateFilter } from './entity/estateFilter';
import {
  ResilienceHubClient,
  resilienceHubApiRef,
} from './resilienceHub/api/ResilienceHubClient';
import {
  entityPostureRouteRef,
  resilienceHubRouteRef,
  rootRouteRef,
  sourcesRouteRef,
} from './routes';

const drStatusApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: drStatusApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new DrStatusClient(deps),
    }),
});

const resilienceHubApi = ApiBlueprint.make({
  name: 'resilience-hub',
  params: defineParams =>
    defineParams({
      api: resilienceHubApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new ResilienceHubClient(deps),
    }),
});

const icon = <RiShieldCheckLine aria-hidden />;

const page = tabbedPage({
  pluginId: 'dr-status',
  path: '/dr',
  title: 'Readiness',
  icon,
  routeRef: rootRouteRef,
  first: () =>
    import('./readiness/ReadinessPage').then(m => <m.ReadinessPage />),
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

const resilienceHubPage = SubPageBlueprint.make({
  name: 'resilience-hub',
  params: {
    path: 'resilience-hub',
    title: 'Resilience Hub',
    routeRef: resilienceHubRouteRef,
    loader: () =>
      import('./resilienceHub/ResilienceHubPage').then(m => (
        <m.ResilienceHubPage />
      )),
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
  routes: {
    root: rootRouteRef,
    sources: sourcesRouteRef,
    resilienceHub: resilienceHubRouteRef,
  },
  extensions: [
    drStatusApi,
    resilienceHubApi,
    page,
    sourcesPage,
    resilienceHubPage,
    entityPostureCard,
    entityPostureContent,
  ],
});
