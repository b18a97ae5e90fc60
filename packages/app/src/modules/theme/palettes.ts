import { palettes } from '@backstage/theme';

/*
 * The colours of the Material parts (catalog tables, dialogs, sidebar). The
 * `@backstage/ui` parts take theirs from tokens.css; both say the same, and
 * every text colour here has at least 4.5:1 on the ground it stands on.
 */

const navigation = {
  background: '#0a2833',
  indicator: '#5fd0c5',
  color: '#bdcdd4',
  selectedColor: '#ffffff',
  navItem: { hoverBackground: '#163b49' },
  submenu: { background: '#163b49' },
};

export const lightPalette = {
  ...palettes.light,
  background: { default: '#f3f6f7', paper: '#ffffff' },
  primary: { main: '#0b5468' },
  secondary: { main: '#0b5468' },
  link: '#0b5a8f',
  linkHover: '#084066',
  textSubtle: '#51606a',
  border: '#d9e0e4',
  errorText: '#a3151f',
  tabbar: { indicator: '#0b5468' },
  navigation,
};

export const darkPalette = {
  ...palettes.dark,
  background: { default: '#10181d', paper: '#182329' },
  primary: { main: '#7ccfdd', dark: '#5fb6c5' },
  secondary: { main: '#7ccfdd' },
  link: '#8ecbff',
  linkHover: '#b9deff',
  textSubtle: '#b3c0c7',
  border: '#34444d',
  errorText: '#ff9a94',
  errorBackground: '#3a1718',
  infoBackground: '#14303d',
  infoText: '#a3d5ff',
  tabbar: { indicator: '#7ccfdd' },
  navigation: { ...navigation, background: '#0a1a21' },
};
