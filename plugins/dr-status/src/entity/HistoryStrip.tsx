import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { EntityPostureDetail } from '@twinshore/plugin-dr-status-common';
import {
  VerdictLabel,
  absoluteTime,
  checksWorstFirst,
  formatDuration,
  useFromNow,
  useVerdictWord,
  verdictColours,
} from '@twinshore/plugin-dr-status-react';
import { useMemo } from 'react';
import { drStatusTranslationRef } from '../messages';
import { historyRows, percentOf, type HistoryRow } from './historyRows';
import styles from './history.module.css';

const MINUTE = 60_000;
const WINDOW = 30 * 24 * 60 * MINUTE;
const WIDTH = 600;
const HEIGHT = 16;
// Narrower than this nobody sees it, and a breach of a minute must be seen.
const LEAST_WIDTH = 2;
const TABLE_ROWS = 200;

/**
 * Verdict intervals of 30 days, one strip per check, with what was not measured
 * left hatched; and the same as a table.
 */
export function HistoryStrip(props: { posture: EntityPostureDetail }) {
  const { posture } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  // Moves once a minute; more would redraw for less than a pixel.
  const now = useFromNow(at => Math.floor(at / MINUTE) * MINUTE + MINUTE);
  const rows = useMemo(
    () =>
      historyRows(
        posture.history,
        checksWorstFirst(posture.checks),
        now - WINDOW,
        now,
      ),
    [posture, now],
  );
  return (
    <section aria-labelledby="dr-history" className={styles.card}>
      <h3 id="dr-history" className={styles.title}>
        {t('history.title')}
      </h3>
      {posture.history.length === 0 ? (
        <p className={styles.muted}>{t('history.none')}</p>
      ) : (
        <>
          {rows.map(row => (
            <Strip key={row.checkId} row={row} />
          ))}
          <div className={styles.axis} aria-hidden>
            <span>{t('history.daysAgo')}</span>
            <span className={styles.legend}>
              <svg width="14" height="10">
                <rect width="14" height="10" className={styles.gap} />
              </svg>
              {t('history.unmeasured')}
            </span>
            <span>{t('history.now')}</span>
          </div>
          <HistoryTable posture={posture} now={now} />
        </>
      )}
    </section>
  );
}

function Strip(props: { row: HistoryRow }) {
  const { row } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const word = useVerdictWord();
  const shares = [
    ...row.shares.map(({ verdict, share }) =>
      t('history.share', { verdict: word(verdict), percent: percentOf(share) }),
    ),
    ...(row.unmeasured > 0.0005
      ? [
          t('history.share', {
            verdict: t('history.unmeasured'),
            percent: percentOf(row.unmeasured),
          }),
        ]
      : []),
  ].join(', ');
  return (
    <div className={styles.row}>
      <div className={styles.name}>
        <span>{row.title}</span>
        <span className={styles.muted}>{shares}</span>
      </div>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className={styles.strip}
        role="img"
        aria-label={t('history.label', { check: row.title, shares })}
      >
        <rect width={WIDTH} height={HEIGHT} className={styles.gap} />
        {row.segments.map(segment => {
          const width = Math.max(
            LEAST_WIDTH,
            (segment.end - segment.start) * WIDTH,
          );
          return (
            <rect
              key={`${segment.verdict} ${segment.start}`}
              className={`${verdictColours(segment.verdict)} ${
                styles[segment.verdict]
              }`}
              x={Math.min(segment.start * WIDTH, WIDTH - width)}
              width={width}
              height={HEIGHT}
            />
          );
        })}
      </svg>
    </div>
  );
}

function HistoryTable(props: { posture: EntityPostureDetail; now: number }) {
  const { posture, now } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const titles = new Map(
    posture.checks.map(check => [check.checkId, check.title]),
  );
  const newestFirst = [...posture.history].reverse();
  return (
    <details className={styles.table}>
      <summary>{t('history.table')}</summary>
      {newestFirst.length > TABLE_ROWS && (
        <p className={styles.muted}>
          {t('history.more', {
            shown: String(TABLE_ROWS),
            total: String(newestFirst.length),
          })}
        </p>
      )}
      <div
        className={styles.scroll}
        // Scrolls, so the keyboard must be able to reach it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="region"
        aria-label={t('history.caption')}
      >
        <table>
          <caption className={styles.hidden}>{t('history.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('history.from')}</th>
              <th scope="col">{t('history.duration')}</th>
              <th scope="col">{t('history.check')}</th>
              <th scope="col">{t('history.verdict')}</th>
              <th scope="col">{t('history.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {newestFirst.slice(0, TABLE_ROWS).map(interval => (
              <tr key={`${interval.checkId} ${interval.from}`}>
                <td title={absoluteTime(interval.from)}>
                  {new Date(interval.from).toLocaleString()}
                </td>
                <td title={interval.to && absoluteTime(interval.to)}>
                  {formatDuration(
                    Math.max(
                      0,
                      ((interval.to ? Date.parse(interval.to) : now) -
                        Date.parse(interval.from)) /
                        1000,
                    ),
                  )}
                  {!interval.to && `, ${t('history.lasts')}`}
                </td>
                <td>{titles.get(interval.checkId) ?? interval.checkId}</td>
                <td>
                  <VerdictLabel verdict={interval.verdict} size={12} />
                </td>
                <td>{interval.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
