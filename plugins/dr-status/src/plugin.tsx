import {
  ApiBlueprint,
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

const page = PageBlueprint.make({
  params: {
    path: '/dr',
    title: 'Readiness',
    icon: <RiShieldCheckLine aria-hidden />,
    routeRef: rootRouteRef,
  },
});

const readinessPage = SubPageBlueprint.make({
  name: 'readiness',
  params: {
    // The page itself: `/dr` and its query are the address that people share.
    path: '',
    title: 'Readiness',
    loader: () =>
      import('./readiness/ReadinessPage').then(m => <m.ReadinessPage />),
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
    group: 'operation',
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
  icon: <RiShieldCheckLine aria-hidden />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef, sources: sourcesRouteRef },
  extensions: [
    drStatusApi,
    page,
    readinessPage,
    sourcesPage,
    entityPostureCard,
    entityPostureContent,
  ],
});
