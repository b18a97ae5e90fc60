import {
  BreadcrumbEntry,
  PageLayout,
  pluginHeaderActionsApiRef,
  useApi,
  useRouteRef,
  type IconElement,
} from '@backstage/frontend-plugin-api';
import type { JSX } from 'react';
import { Route, Routes } from 'react-router-dom';
import { rootRouteRef } from './routes';

/** A tab of the page besides the first. */
export interface PageTab {
  path: string;
  title: string;
  element: JSX.Element;
}

/**
 * The readiness page with its tabs. Backstage's own page with sub-pages sends
 * `/dr` on to its first tab and drops the query on the way; here `/dr` is the
 * readiness page itself, so that `/dr?entity=…` works as a link.
 */
export function PageTabs(props: {
  title: string;
  icon: IconElement;
  first: JSX.Element;
  tabs: PageTab[];
}) {
  const { title, icon, first, tabs } = props;
  const root = useRouteRef(rootRouteRef)?.() ?? '/dr';
  const headerActions = useApi(
    pluginHeaderActionsApiRef,
  ).getPluginHeaderActions('dr-status');
  return (
    <PageLayout
      title={title}
      icon={icon}
      titleLink={root}
      headerActions={headerActions}
      tabs={[
        { id: 'readiness', label: title, href: root },
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
