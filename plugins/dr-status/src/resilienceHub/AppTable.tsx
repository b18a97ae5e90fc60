/* eslint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role --
   The roles are spelled out, because on a narrow screen the rows are laid out as
   cards, and a table that is not laid out as one loses its roles in some browsers. */
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { RESILIENCE_HUB_ESTIMATES_HOLD_SECONDS } from '@twinshore/plugin-dr-status-common';
import {
  Age,
  VerdictLabel,
  formatDuration,
  useFromNow,
} from '@twinshore/plugin-dr-status-react';
import { Link, useSearchParams } from 'react-router-dom';
import { drStatusTranslationRef } from '../messages';
import tables from '../table/table.module.css';
import styles from './resilienceHub.module.css';
import {
  assessedAt,
  complianceVerdict,
  driftVerdict,
  isOld,
  type ShownApp,
} from './verdicts';

const MINUTE = 60_000;

/** All apps in one line each; one of them is shown in full. */
export function AppTable(props: { apps: ShownApp[]; shownId: string }) {
  const { t } = useTranslationRef(drStatusTranslationRef);
  return (
    <table
      role="table"
      aria-label={t('resilienceHub.apps.title')}
      className={`${tables.table} ${styles.table}`}
    >
      <thead role="rowgroup">
        <tr role="row">
          {(
            [
              'app',
              'compliance',
              'score',
              'region',
              'drift',
              'assessed',
            ] as const
          ).map(column => (
            <th key={column} role="columnheader" scope="col">
              {t(`resilienceHub.apps.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {props.apps.map(app => (
          <Row key={app.appId} app={app} shown={app.appId === props.shownId} />
        ))}
      </tbody>
    </table>
  );
}

function Row(props: { app: ShownApp; shown: boolean }) {
  const { app, shown } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const [searchParams] = useSearchParams();
  // Moves once a minute: only the edge of a day matters here.
  const now = useFromNow(at => Math.floor(at / MINUTE) * MINUTE);
  const link = new URLSearchParams(searchParams);
  link.set('app', app.appId);
  let compliance: ShownApp['compliance'] | 'old' | 'silent' = app.compliance;
  if (app.silent) {
    compliance = 'silent';
  } else if (isOld(app, now)) {
    compliance = 'old';
  }
  const region = app.lastSuccess?.disruptions.Region;
  const figure = (seconds: number | null | undefined) =>
    typeof seconds === 'number'
      ? formatDuration(seconds)
      : t('resilienceHub.apps.none');
  return (
    <tr role="row" className={shown ? styles.shown : undefined}>
      <th role="rowheader" scope="row">
        <Link to={`?${link}`} aria-current={shown ? 'true' : undefined}>
          {app.name}
        </Link>
        <span className={styles.muted}>{app.region}</span>
      </th>
      <td role="cell" data-label={t('resilienceHub.apps.compliance')}>
        <VerdictLabel verdict={complianceVerdict(app, now)} />
        <span className={styles.muted}>
          {t(`resilienceHub.compliance.${compliance}`)}
        </span>
      </td>
      <td role="cell" data-label={t('resilienceHub.apps.score')}>
        {app.scorePercent === null
          ? t('resilienceHub.apps.none')
          : t('resilienceHub.apps.scoreOf', {
              score: String(app.scorePercent),
            })}
      </td>
      <td role="cell" data-label={t('resilienceHub.apps.region')}>
        {region
          ? t('resilienceHub.apps.rtoRpo', {
              rto: figure(region.estimatedRtoSeconds),
              rpo: figure(region.estimatedRpoSeconds),
            })
          : t('resilienceHub.apps.none')}
      </td>
      <td role="cell" data-label={t('resilienceHub.apps.drift')}>
        <VerdictLabel verdict={driftVerdict(app, now)} />
        <span className={styles.muted}>
          {t(`resilienceHub.drift.${app.drift}`)}
        </span>
      </td>
      <td role="cell" data-label={t('resilienceHub.apps.assessed')}>
        <Age
          at={assessedAt(app)}
          staleAfterSeconds={RESILIENCE_HUB_ESTIMATES_HOLD_SECONDS}
        />
      </td>
    </tr>
  );
}
