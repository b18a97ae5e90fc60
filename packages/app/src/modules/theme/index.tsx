import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { ThemeBlueprint } from '@backstage/plugin-app-react';
import {
  UnifiedThemeProvider,
  createUnifiedTheme,
  genPageTheme,
} from '@backstage/theme';
import { RiMoonLine, RiSunLine } from '@remixicon/react';
import { darkPalette, lightPalette } from './palettes';

// One quiet header for every page: colour is for verdicts.
const quietHeader = {
  home: genPageTheme({ colors: ['#0b3d4f', '#0b3d4f'], shape: 'none' }),
};

// The typeface of tokens.css, so that both halves of a page read as one.
const fontFamily =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

// Columns give way before words break in two.
const components = {
  MuiTableCell: {
    styleOverrides: {
      root: {
        wordBreak: 'normal',
        overflowWrap: 'break-word',
      },
      head: { wordBreak: 'normal' },
      sizeSmall: { padding: '10px 4px 10px 12px' },
    },
  },
  BackstageTableHeader: {
    styleOverrides: { header: { padding: '8px 4px 8px 12px' } },
  },
} as const;

const light = createUnifiedTheme({
  palette: lightPalette,
  defaultPageTheme: 'home',
  fontFamily,
  components,
  pageTheme: quietHeader,
});

const dark = createUnifiedTheme({
  palette: darkPalette,
  defaultPageTheme: 'home',
  fontFamily,
  components,
  pageTheme: quietHeader,
});

// The names `light` and `dark` take the place of the stock themes.
export const themeModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    ThemeBlueprint.make({
      name: 'light',
      params: {
        theme: {
          id: 'light',
          title: 'Light',
          variant: 'light',
          icon: <RiSunLine />,
          Provider: ({ children }) => (
            <UnifiedThemeProvider theme={light} themeName="twinshore">
              {children}
            </UnifiedThemeProvider>
          ),
        },
      },
    }),
    ThemeBlueprint.make({
      name: 'dark',
      params: {
        theme: {
          id: 'dark',
          title: 'Dark',
          variant: 'dark',
          icon: <RiMoonLine />,
          Provider: ({ children }) => (
            <UnifiedThemeProvider theme={dark} themeName="twinshore">
              {children}
            </UnifiedThemeProvider>
          ),
        },
      },
    }),
  ],
});
