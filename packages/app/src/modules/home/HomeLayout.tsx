import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import type { HomePageLayoutProps } from '@backstage/plugin-home-react/alpha';
import styles from './HomeLayout.module.css';

/**
 * Widgets in their order, the first across the whole width. Not the stock
 * grid: at three in the morning everybody should see the same page, and it
 * must stack on a phone.
 */
export function HomeLayout(props: HomePageLayoutProps) {
  const config = useApi(configApiRef);
  return (
    <main className={styles.layout}>
      <h1 className={styles.title}>
        {config.getOptionalString('organization.name') ??
          config.getOptionalString('app.title') ??
          'Twinshore'}
      </h1>
      {props.widgets.map(widget => (
        <div key={widget.node.spec.id} className={styles.widget}>
          {widget.component}
        </div>
      ))}
    </main>
  );
}
