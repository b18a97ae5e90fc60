import {
  BreadcrumbEntry,
  useBreadcrumbEntries,
  type PageLayoutProps,
} from '@backstage/frontend-plugin-api';
import { PluginHeader } from '@backstage/ui';
import { useResolvedPath } from 'react-router-dom';

/**
 * The frame of every page. Differs from the stock one in that the header is a
 * landmark: people who jump by landmarks find the title and the tabs.
 */
export function LandmarkPageLayout(props: PageLayoutProps) {
  const { title, icon, noHeader, titleLink, headerActions, tabs, children } =
    props;
  const { pathname } = useResolvedPath('.');
  const base = pathname === '/' ? '' : pathname.replace(/\/$/, '');
  const { items: breadcrumbs } = useBreadcrumbEntries();

  if (noHeader) {
    return <>{children}</>;
  }
  const page = (
    <>
      <header>
        <PluginHeader
          title={title}
          icon={icon}
          titleLink={titleLink}
          breadcrumbs={breadcrumbs}
          customActions={headerActions}
          tabs={tabs?.map(tab => ({
            ...tab,
            href: tab.href.startsWith('/') ? tab.href : `${base}/${tab.href}`,
            matchStrategy: 'prefix' as const,
          }))}
        />
      </header>
      {children}
    </>
  );
  return title ? (
    <BreadcrumbEntry entry={{ label: title, href: titleLink ?? (base || '/') }}>
      {page}
    </BreadcrumbEntry>
  ) : (
    page
  );
}
