import { parseEntityRef } from '@backstage/catalog-model';
import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Skeleton } from '@backstage/ui';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import {
  Age,
  Problem,
  VerdictLabel,
  verdictSurface,
} from '@twinshore/plugin-dr-status-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import type { DriftReport } from '../api/HybridInfraClient';
import { hybridInfraTranslationRef } from '../translation';
import { driftVerdict } from './driftVerdict';
import styles from './drift.module.css';
import { useDrift } from './useDrift';

/** `/estate/drift`: what is declared and missing, and what is there and declared by nobody. */
export function DriftPage() {
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  const { drift, error, reload } = useDrift();
  return (
    <main className={styles.page}>
      {error && <Problem error={error} onRetry={reload} />}
      {!drift && !error && (
        <div role="status" aria-label={t('drift.loading')}>
          <Skeleton width="100%" height={280} />
        </div>
      )}
      {drift &&
        (drift.scopes.length === 0 ? (
          <section aria-labelledby="drift-empty" className={styles.empty}>
            <h2 id="drift-empty">{t('drift.emptyTitle')}</h2>
            <p>{t('drift.emptyAction')}</p>
          </section>
        ) : (
          <Report drift={drift} />
        ))}
    </main>
  );
}

function Report(props: { drift: DriftReport }) {
  const { drift } = props;
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  const verdict = driftVerdict(drift);
  const stale = drift.scopes.filter(scope => scope.stale).length;
  return (
    <>
      <section className={`${styles.answer} ${verdictSurface(verdict)}`}>
        <h2 className={styles.title}>
          {t(`drift.answer.${verdict}`)} <VerdictLabel verdict={verdict} />
        </h2>
        <p className={styles.sentence}>
          {t('drift.sentence', {
            matched: String(drift.matched.totalItems),
            missing: String(drift.missing.totalItems),
            undeclared: String(drift.undeclared.totalItems),
            unknown: String(drift.unknown.totalItems),
          })}
          {stale > 0 && ` ${t('drift.staleScopes', { count: stale })}`}
        </p>
      </section>
      <List
        id="missing"
        title={t('drift.missing.title')}
        hint={t('drift.missing.hint')}
        none={t('drift.missing.none')}
        total={drift.missing.totalItems}
        columns={[t('drift.column.entity'), t('drift.column.resource')]}
        rows={drift.missing.items.map(each => ({
          key: `${each.entityRef} ${each.resourceId}`,
          cells: [
            <EntityLink entityRef={each.entityRef} title={each.title} />,
            <code>{each.resourceId}</code>,
          ],
        }))}
      />
      <List
        id="undeclared"
        title={t('drift.undeclared.title')}
        hint={t('drift.undeclared.hint')}
        none={t('drift.undeclared.none')}
        total={drift.undeclared.totalItems}
        columns={[
          t('drift.column.found'),
          t('drift.column.site'),
          t('drift.column.resource'),
        ]}
        rows={drift.undeclared.items.map(each => ({
          key: each.entityRef,
          cells: [
            <>
              <EntityLink entityRef={each.entityRef} title={each.title} />
              <span className={styles.muted}>
                {each.declaredAs
                  ? t('drift.namesNobody', { entityRef: each.declaredAs })
                  : each.type}
              </span>
            </>,
            each.site ?? '–',
            <code>{each.resourceId.split(',')[0]}</code>,
          ],
        }))}
      />
      {drift.unknown.totalItems > 0 && (
        <List
          id="unknown"
          title={t('drift.unknown.title')}
          hint={t('drift.unknown.hint')}
          none=""
          total={drift.unknown.totalItems}
          columns={[
            t('drift.column.entity'),
            t('drift.column.why'),
            t('drift.column.resource'),
          ]}
          rows={drift.unknown.items.map(each => ({
            key: `${each.entityRef} ${each.resourceId}`,
            cells: [
              <EntityLink entityRef={each.entityRef} title={each.title} />,
              each.reason,
              <code>{each.resourceId}</code>,
            ],
          }))}
        />
      )}
      <List
        id="scopes"
        title={t('drift.scopes.title')}
        hint={t('drift.scopes.hint')}
        none=""
        total={drift.scopes.length}
        columns={[
          t('drift.column.scope'),
          t('drift.column.site'),
          t('drift.column.count'),
          t('drift.column.read'),
        ]}
        rows={drift.scopes.map(scope => ({
          key: scope.id,
          cells: [
            <>
              {scope.title}
              <span className={styles.muted}>{scope.id}</span>
            </>,
            scope.site ?? '–',
            String(scope.found),
            <Age
              at={scope.discoveredAt}
              staleAfterSeconds={Math.max(3 * scope.intervalSeconds, 60)}
            />,
          ],
        }))}
      />
    </>
  );
}

function List(props: {
  id: string;
  title: string;
  hint: string;
  /** Said when the list is empty. */
  none: string;
  total: number;
  columns: string[];
  rows: Array<{ key: string; cells: ReactNode[] }>;
}) {
  const { id, title, hint, none, total, columns, rows } = props;
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  const heading = `drift-${id}`;
  return (
    <section aria-labelledby={heading} className={styles.section}>
      <h3 id={heading} className={styles.heading}>
        {title} <span className={styles.count}>{total}</span>
      </h3>
      <p className={styles.muted}>{rows.length === 0 ? none : hint}</p>
      {rows.length > 0 && (
        <div
          className={styles.scroll}
          // What scrolls must be within reach of the keyboard.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          role="group"
          aria-labelledby={heading}
        >
          <table className={styles.table} aria-labelledby={heading}>
            <thead>
              <tr>
                {columns.map(column => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(row => (
                <tr key={row.key}>
                  {row.cells.map((cell, index) => (
                    <td key={columns[index]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {total > rows.length && (
        <p className={styles.muted}>
          {t('drift.cut', { shown: String(rows.length), total: String(total) })}
        </p>
      )}
    </section>
  );
}

function EntityLink(props: { entityRef: string; title: string }) {
  const entityRoute = useRouteRef(entityRouteRef);
  const { kind, namespace, name } = parseEntityRef(props.entityRef);
  const to = entityRoute?.({ kind, namespace, name });
  return to ? <Link to={to}>{props.title}</Link> : <>{props.title}</>;
}
