import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { HomePageWidgetBlueprint } from '@backstage/plugin-home-react/alpha';
import { RiMap2Line } from '@remixicon/react';
import { tabbedPage } from '@twinshore/plugin-dr-status-react';
import { HybridInfraClient, hybridInfraApiRef } from './api/HybridInfraClient';
import { driftRouteRef, estateRouteRef } from './routes';

const hybridInfraApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: hybridInfraApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new HybridInfraClient(deps),
    }),
});

const icon = <RiMap2Line aria-hidden />;

const estatePage = tabbedPage({
  pluginId: 'hybrid-infra',
  path: '/estate',
  title: 'Estate',
  icon,
  routeRef: estateRouteRef,
  first: () => import('./estate/EstatePage').then(m => <m.EstatePage />),
});

const driftPage = SubPageBlueprint.make({
  name: 'drift',
  params: {
    path: 'drift',
    title: 'Drift',
    routeRef: driftRouteRef,
    loader: () => import('./drift/DriftPage').then(m => <m.DriftPage />),
  },
});

const whereItStandsCard = EntityCardBlueprint.make({
  name: 'where-it-stands',
  params: {
    type: 'info',
    filter: { 'spec.resilience.site': { $exists: true } },
    loader: () =>
      import('./card/WhereItStandsCard').then(m => <m.WhereItStandsCard />),
  },
});

const readinessWidget = HomePageWidgetBlueprint.make({
  name: 'readiness',
  params: {
    name: 'Readiness',
    components: async () => {
      const { ReadinessLine } = await import('./home/ReadinessLine');
      const { WithoutFrame } = await import('./home/HomeCard');
      return { Content: ReadinessLine, Renderer: WithoutFrame };
    },
  },
});

const mySystemsWidget = HomePageWidgetBlueprint.make({
  name: 'my-systems',
  params: {
    name: 'MySystems',
    components: async () => {
      const { MySystems } = await import('./home/MySystems');
      const { WithoutFrame } = await import('./home/HomeCard');
      return { Content: MySystems, Renderer: WithoutFrame };
    },
  },
});

const goToWidget = HomePageWidgetBlueprint.make({
  name: 'go-to',
  params: {
    name: 'GoTo',
    components: async () => {
      const { GoTo } = await import('./home/GoTo');
      const { WithoutFrame } = await import('./home/HomeCard');
      return { Content: GoTo, Renderer: WithoutFrame };
    },
  },
});

/** Estate map, entity card and home widgets of a hybrid estate. @public */
export const plugin = createFrontendPlugin({
  pluginId: 'hybrid-infra',
  title: 'Estate',
  icon,
  routes: { estate: estateRouteRef, drift: driftRouteRef },
  extensions: [
    hybridInfraApi,
    estatePage,
    driftPage,
    whereItStandsCard,
    readinessWidget,
    mySystemsWidget,
    goToWidget,
  ],
});
