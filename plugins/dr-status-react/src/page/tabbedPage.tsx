import {
  coreExtensionData,
  PageBlueprint,
  type IconElement,
  type RouteRef,
} from '@backstage/frontend-plugin-api';
import type { JSX } from 'react';

/**
 * A page whose sub-pages (`SubPageBlueprint`) are its further tabs.
 * @public
 */
export function tabbedPage(options: {
  pluginId: string;
  path: string;
  title: string;
  icon: IconElement;
  routeRef: RouteRef;
  /** What stands at the path itself. */
  first(): Promise<JSX.Element>;
}) {
  const { pluginId, path, icon, routeRef } = options;
  return PageBlueprint.makeWithOverrides({
    factory(originalFactory, { config, inputs }) {
      const title = config.title ?? options.title;
      return originalFactory({
        path,
        title,
        icon,
        routeRef,
        // Draws the header itself, see PageTabs.
        noHeader: true,
        loader: async () => {
          const [{ PageTabs }, first] = await Promise.all([
            import('./PageTabs'),
            options.first(),
          ]);
          const tabs = inputs.pages.map(input => {
            const tab = input.get(coreExtensionData.routePath);
            return {
              path: tab,
              title: input.get(coreExtensionData.title) ?? tab,
              element: input.get(coreExtensionData.reactElement),
            };
          });
          return (
            <PageTabs
              pluginId={pluginId}
              title={title}
              icon={icon}
              routeRef={routeRef}
              path={path}
              first={first}
              tabs={tabs}
            />
          );
        },
      });
    },
  });
}
