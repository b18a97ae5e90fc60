import {
  Sidebar,
  SidebarDivider,
  SidebarGroup,
  SidebarItem,
  SidebarSpace,
  Link,
  sidebarConfig,
  useSidebarOpenState,
} from '@backstage/core-components';
import type { NavContentComponentProps } from '@backstage/plugin-app-react';
import { NotificationsSidebarItem } from '@backstage/plugin-notifications';
import { SidebarSearchModal } from '@backstage/plugin-search';
import type {
  IconComponent,
  IconElement,
} from '@backstage/frontend-plugin-api';
import {
  RiDatabase2Line,
  RiMenuLine,
  RiSearchLine,
  RiSettings3Line,
} from '@remixicon/react';
import { LogoFull, LogoMark } from './Logo';

// The sidebar asks for icon components, pages offer icon elements. One
// component per element, kept, so that an icon is not remounted each render.
const iconComponents = new WeakMap<object, IconComponent>();

function asIconComponent(element: IconElement): IconComponent {
  if (!element) {
    return () => null;
  }
  let component = iconComponents.get(element);
  if (!component) {
    component = () => <>{element}</>;
    iconComponents.set(element, component);
  }
  return component;
}

const SourcesIcon: IconComponent = () => <RiDatabase2Line />;
const SettingsIcon: IconComponent = () => <RiSettings3Line />;

function SidebarLogo() {
  const { isOpen } = useSidebarOpenState();
  return (
    <div
      style={{
        height: 64,
        display: 'flex',
        alignItems: 'center',
        paddingLeft: isOpen ? 20 : (sidebarConfig.drawerWidthClosed - 28) / 2,
      }}
    >
      <Link to="/" underline="none" aria-label="Twinshore, home">
        {isOpen ? <LogoFull /> : <LogoMark />}
      </Link>
    </div>
  );
}

/**
 * Answers first (home, readiness, estate), then the catalog and its tools,
 * and what belongs to the person at the foot. Pages that other installed
 * plugins bring follow by title, so that none is unreachable.
 */
export function AppSidebar({ navItems }: NavContentComponentProps) {
  const nav = navItems.withComponent(item => (
    <SidebarItem
      to={item.href}
      icon={asIconComponent(item.icon)}
      text={item.title}
    />
  ));
  // Shown elsewhere: search and settings at their own places; the relations
  // graph is reached from an entity, which it needs to be of any use.
  navItems.take('page:search');
  navItems.take('page:user-settings');
  navItems.take('page:notifications');
  navItems.take('page:catalog-graph');
  navItems.take('page:app-visualizer');
  const sources = navItems.take('page:dr-status/sources');
  const readiness = navItems.take('page:dr-status');

  return (
    <Sidebar>
      <SidebarLogo />
      <SidebarGroup label="Search" icon={<RiSearchLine />} to="/search">
        <SidebarSearchModal />
      </SidebarGroup>
      <SidebarDivider />
      <SidebarGroup label="Menu" icon={<RiMenuLine />}>
        {nav.take('page:home')}
        {readiness && (
          // Exact, or it would be marked as well while one is at the sources.
          <SidebarItem
            end
            to={readiness.href}
            icon={asIconComponent(readiness.icon)}
            text={readiness.title}
          />
        )}
        {(readiness || sources) && (
          <SidebarItem
            to={sources?.href ?? '/dr/sources'}
            icon={sources ? asIconComponent(sources.icon) : SourcesIcon}
            text={sources?.title ?? 'Sources'}
          />
        )}
        {nav.take('page:hybrid-infra')}
        <SidebarDivider />
        {nav.take('page:catalog')}
        {nav.take('page:api-docs')}
        {nav.take('page:scaffolder')}
        {nav.take('page:techdocs')}
        {nav.rest({ sortBy: 'title' })}
      </SidebarGroup>
      <SidebarSpace />
      <SidebarDivider />
      <SidebarGroup label="You" icon={<RiSettings3Line />} to="/settings">
        <NotificationsSidebarItem titleCounterEnabled={false} />
        <SidebarItem to="/settings" icon={SettingsIcon} text="Settings" />
      </SidebarGroup>
    </Sidebar>
  );
}
