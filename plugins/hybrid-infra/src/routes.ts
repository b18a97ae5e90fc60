import { createRouteRef } from '@backstage/frontend-plugin-api';

export const estateRouteRef = createRouteRef();

export const driftRouteRef = createRouteRef();
