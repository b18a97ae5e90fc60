/* eslint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role --
   As in AppTable: laid out as cards on a narrow screen. */
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { RESILIENCE_HUB_DISRUPTIONS } from '@twinshore/plugin-dr-status-common';
import {
  VerdictLabel,
  formatDuration,
  useFromNow,
} from '@twinshore/plugin-dr-status-react';
import { drStatusTranslationRef } from '../messages';
import tables from '../table/table.module.css';
import styles from './resilienceHub.module.css';
import { estimateVerdict, type ShownApp } from './verdicts';

const MINUTE = 60_000;

/** What the hub estimates for each disruption, against the policy as it is now. */
export function EstimateTable(props: { app: ShownApp }) {
  const { app } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const now = useFromNow(at => Math.floor(at / MINUTE) * MINUTE);
  const title = t('resilienceHub.estimates.title');
  return (
    <div>
      <h4 className={styles.subtitle}>{title}</h4>
      {!app.lastSuccess && (
        <p className={styles.muted}>{t('resilienceHub.estimates.none')}</p>
      )}
      <table
        role="table"
        aria-label={title}
        className={`${tables.table} ${styles.table}`}
      >
        <thead role="rowgroup">
          <tr role="row">
            {(['disruption', 'rto', 'rpo', 'verdict'] as const).map(column => (
              <th key={column} role="columnheader" scope="col">
                {t(`resilienceHub.estimates.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {RESILIENCE_HUB_DISRUPTIONS.map(disruption => {
            const estimate = app.lastSuccess?.disruptions[disruption];
            const target = app.policy?.targets[disruption];
            const verdict = estimateVerdict(app, disruption, now);
            // Why, where there is something to ask.
            const said =
              verdict === 'met'
                ? []
                : [estimate?.rtoDescription, estimate?.rpoDescription];
            return (
              <tr role="row" key={disruption}>
                <th role="rowheader" scope="row">
                  {t(`resilienceHub.estimates.name.${disruption}`)}
                  <span className={styles.muted}>{disruption}</span>
                </th>
                <td role="cell" data-label={t('resilienceHub.estimates.rto')}>
                  <Figure
                    value={estimate?.estimatedRtoSeconds}
                    achievable={estimate?.achievableRtoSeconds}
                    target={target?.rtoSeconds}
                  />
                </td>
                <td role="cell" data-label={t('resilienceHub.estimates.rpo')}>
                  <Figure
                    value={estimate?.estimatedRpoSeconds}
                    achievable={estimate?.achievableRpoSeconds}
                    target={target?.rpoSeconds}
                  />
                </td>
                <td
                  role="cell"
                  data-label={t('resilienceHub.estimates.verdict')}
                >
                  <VerdictLabel verdict={verdict} />
                  {[...new Set(said)].filter(Boolean).map(text => (
                    <span key={text} className={styles.muted}>
                      {text}
                    </span>
                  ))}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Figure(props: {
  value?: number | null;
  achievable?: number | null;
  target?: number | null;
}) {
  const { value, achievable, target } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  return (
    <>
      {typeof value === 'number' ? (
        <strong>{formatDuration(value)}</strong>
      ) : (
        t('resilienceHub.estimates.unknown')
      )}{' '}
      <span className={styles.muted}>
        {typeof target === 'number'
          ? t('resilienceHub.estimates.of', { target: formatDuration(target) })
          : t('resilienceHub.estimates.noTarget')}
        {typeof value === 'number' &&
          typeof achievable === 'number' &&
          achievable < value &&
          ` · ${t('resilienceHub.estimates.achievable', {
            value: formatDuration(achievable),
          })}`}
      </span>
    </>
  );
}
