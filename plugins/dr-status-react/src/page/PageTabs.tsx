import {
  BreadcrumbEntry,
  PageLayout,
  pluginHeaderActionsApiRef,
  useApi,
  useRouteRef,
  type IconElement,
  type RouteRef,
} from '@backstage/frontend-plugin-api';
import type { JSX } from 'react';
import { Route, Routes } from 'react-router-dom';

/** A tab of the page besides the first. */
export interface PageTab {
  path: string;
  title: string;
  element: JSX.Element;
}

/**
 * A page with tabs. Backstage's own page with sub-pages sends its path on to
 * the first tab and drops the query on the way; here the path is the first tab
 * itself, so that `/dr?entity=…` works as a link.
 */
export function PageTabs(props: {
  pluginId: string;
  title: string;
  icon: IconElement;
  /** Where the page is. */
  routeRef: RouteRef;
  /** Where it is when it is not bound, for tests. */
  path: string;
  first: JSX.Element;
  tabs: PageTab[];
}) {
  const { pluginId, title, icon, routeRef, path, first, tabs } = props;
  const root = useRouteRef(routeRef)?.() ?? path;
  const headerActions = useApi(
    pluginHeaderActionsApiRef,
  ).getPluginHeaderActions(pluginId);
  return (
    <PageLayout
      title={title}
      icon={icon}
      titleLink={root}
      headerActions={headerActions}
      tabs={[
        { id: pluginId, label: title, href: root },
        ...tabs.map(tab => ({
          id: tab.path,
          label: tab.title,
          href: `${root}/${tab.path}`,
        })),
      ]}
    >
      <Routes>
        <Route index element={first} />
        {tabs.map(tab => (
          <Route
            key={tab.path}
            path={`${tab.path}/*`}
            element={
              <BreadcrumbEntry
                entry={{ label: tab.title, href: `${root}/${tab.path}` }}
              >
                {tab.element}
              </BreadcrumbEntry>
            }
          />
        ))}
      </Routes>
    </PageLayout>
  );
}
