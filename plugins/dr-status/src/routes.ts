import { createRouteRef } from '@backstage/frontend-plugin-api';

/** The readiness page. */
export const rootRouteRef = createRouteRef();

/** The sources page. */
export const sourcesRouteRef = createRouteRef();

/** The Resilience Hub page. */
export const resilienceHubRouteRef = createRouteRef();

/** The posture tab of an entity. */
export const entityPostureRouteRef = createRouteRef();
