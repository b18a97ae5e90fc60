/* eslint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role --
   The roles are spelled out, because on a narrow screen the rows are laid out as
   cards, and a table that is not laid out as one loses its roles in some browsers. */
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { SourceStatus } from '@twinshore/plugin-dr-status-common';
import {
  Age,
  Duration,
  RefreshSourceButton,
  SourceStateLabel,
  formatDuration,
  usePostureDrawer,
} from '@twinshore/plugin-dr-status-react';
import { Link } from 'react-router-dom';
import { drStatusTranslationRef } from '../messages';
import { useStableOrder } from '../readiness/useStableOrder';
import tables from '../table/table.module.css';
import styles from './sources.module.css';

const keyOf = (source: SourceStatus) => source.id;

/** The sources as a table, or as cards where the screen is narrow. */
export function SourceTable(props: {
  sources: SourceStatus[];
  onRefreshed(): void;
}) {
  const { t } = useTranslationRef(drStatusTranslationRef);
  const { items, handlers } = useStableOrder(props.sources, keyOf);
  return (
    <div {...handlers}>
      <table
        role="table"
        aria-label={t('sources.title')}
        className={`${tables.table} ${styles.table}`}
      >
        <thead role="rowgroup">
          <tr role="row">
            {(
              [
                'source',
                'state',
                'lastSuccess',
                'latency',
                'problem',
                'action',
              ] as const
            ).map(column => (
              <th key={column} role="columnheader" scope="col">
                {t(`sources.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {items.map(source => (
            <SourceRow
              key={source.id}
              source={source}
              onRefreshed={props.onRefreshed}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SourceRow(props: { source: SourceStatus; onRefreshed(): void }) {
  const { source, onRefreshed } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  return (
    <tr role="row">
      <th role="rowheader" scope="row">
        <span className={styles.name}>{source.title}</span>
        <Entities source={source} />
      </th>
      <td role="cell" data-label={t('sources.column.state')}>
        <SourceStateLabel state={source.state} />
        {source.consecutiveFailures > 0 && (
          <span className={styles.muted}>
            {t('sources.attempts', { count: source.consecutiveFailures })}
          </span>
        )}
      </td>
      <td role="cell" data-label={t('sources.column.lastSuccess')}>
        <Age
          at={source.lastSuccessAt}
          staleAfterSeconds={
            source.freshForSeconds ?? Math.max(3 * source.intervalSeconds, 60)
          }
        />
      </td>
      <td role="cell" data-label={t('sources.column.latency')}>
        {source.lastDurationSeconds === undefined ? (
          '–'
        ) : (
          <Duration seconds={source.lastDurationSeconds} />
        )}
      </td>
      <td role="cell" data-label={t('sources.column.problem')}>
        <Problem source={source} />
      </td>
      <td role="cell" data-label={t('sources.column.action')}>
        <RefreshSourceButton source={source} onRefreshed={onRefreshed} />
      </td>
    </tr>
  );
}

function Entities(props: { source: SourceStatus }) {
  const { entityRefs } = props.source;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const { hrefOf } = usePostureDrawer();
  if (entityRefs.length === 0) {
    return null;
  }
  const links = entityRefs.map(ref => (
    <Link key={ref} to={hrefOf(ref)}>
      {ref.replace(/^.*\//, '')}
    </Link>
  ));
  if (links.length <= 2) {
    return <span className={styles.entities}>{links}</span>;
  }
  return (
    <details className={styles.details}>
      <summary>{t('sources.observes', { count: links.length })}</summary>
      <span className={styles.entities}>{links}</span>
    </details>
  );
}

function Problem(props: { source: SourceStatus }) {
  const { source } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const { error } = source;
  if (!error) {
    return (
      <>
        {source.state === 'starting' && (
          <span className={styles.muted}>{t('sources.starting')}</span>
        )}
        <HowItIsAsked source={source} />
      </>
    );
  }
  return (
    <>
      <span>
        <strong>{t(`sources.kind.${error.kind}`)}.</strong> {error.message}
      </span>
      {error.hint && <span className={styles.hint}>{error.hint}</span>}
      <HowItIsAsked source={source} />
    </>
  );
}

/** What one looks up, not what one reads: folded away unless a grant is missing. */
function HowItIsAsked(props: { source: SourceStatus }) {
  const { source } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const interval = formatDuration(source.intervalSeconds);
  return (
    <details
      className={styles.details}
      open={source.error?.kind === 'unauthorized'}
    >
      <summary>{t('sources.how')}</summary>
      <span className={styles.id}>{source.id}</span>
      <span className={styles.muted}>
        {source.mode === 'watch'
          ? t('sources.watch', { interval })
          : t('sources.poll', { interval })}
        ;{' '}
        {t('sources.timeout', {
          timeout: formatDuration(source.timeoutSeconds),
        })}
        {source.collectedBy && (
          <>; {t('sources.collectedBy', { replica: source.collectedBy })}</>
        )}
      </span>
      <span className={styles.privilege}>
        <strong>{t('sources.privilege')}:</strong> {source.leastPrivilege}
      </span>
    </details>
  );
}
