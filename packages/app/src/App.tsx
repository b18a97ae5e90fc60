import { createApp } from '@backstage/frontend-defaults';
import { catalogGraphModule } from './modules/catalogGraph';
import { homeModule } from './modules/home';
import { iconsModule } from './modules/icons';
import { navModule } from './modules/nav';
import { pageLayoutModule } from './modules/pageLayout';
import { signInModule } from './modules/signIn';
import { themeModule } from './modules/theme';

// Plugins are discovered (`app.packages` in app-config.yaml); only what makes
// this portal look and read like one product is listed here.
export default createApp({
  features: [
    themeModule,
    iconsModule,
    pageLayoutModule,
    navModule,
    signInModule,
    homeModule,
    catalogGraphModule,
  ],
});
