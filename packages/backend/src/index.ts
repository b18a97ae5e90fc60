import { createBackend } from '@backstage/backend-defaults';
import { rootHttpRouter } from './rootHttpRouter';
import { searchEngine } from './search/searchEngine';

const backend = createBackend();

backend.add(rootHttpRouter);

backend.add(import('@backstage/plugin-app-backend'));
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));
backend.add(import('@backstage/plugin-auth-backend-module-oidc-provider'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('@twinshore/plugin-permission-backend-module-estate'));
backend.add(import('@backstage/plugin-events-backend'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-user-settings-backend'));

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@twinshore/plugin-catalog-backend-module-hybrid-infra'));

backend.add(import('@backstage/plugin-search-backend'));
backend.add(searchEngine);
backend.add(import('@backstage/plugin-search-backend-module-catalog'));

backend.add(import('@backstage/plugin-kubernetes-backend'));

backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(import('@twinshore/plugin-scaffolder-backend-module-hybrid-infra'));

backend.add(import('@twinshore/plugin-hybrid-infra-backend'));
backend.add(import('@twinshore/plugin-dr-status-backend'));
backend.add(import('@twinshore/plugin-dr-status-backend-module-postgresql'));
backend.add(import('@twinshore/plugin-dr-status-backend-module-kubernetes'));
backend.add(import('@twinshore/plugin-dr-status-backend-module-aws'));
backend.add(import('@twinshore/plugin-dr-status-backend-module-redis'));
backend.add(import('@twinshore/plugin-dr-status-backend-module-network'));
backend.add(import('@twinshore/plugin-dr-status-backend-module-delivery'));
backend.add(import('@twinshore/plugin-dr-status-backend-module-observability'));
backend.add(import('@twinshore/plugin-dr-status-backend-module-security'));
backend.add(
  import('@twinshore/plugin-dr-status-backend-module-resilience-hub'),
);
backend.add(import('@twinshore/plugin-dr-status-backend-module-recovery'));

backend.start();
