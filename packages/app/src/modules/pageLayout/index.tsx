import {
  PageLayout,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import { SwappableComponentBlueprint } from '@backstage/plugin-app-react';
import { LandmarkPageLayout } from './LandmarkPageLayout';

export const pageLayoutModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    SwappableComponentBlueprint.make({
      name: 'core-page-layout',
      params: define =>
        define({ component: PageLayout, loader: () => LandmarkPageLayout }),
    }),
  ],
});
