import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  VERDICTS,
  type MatrixCell,
  type Summary,
} from '@twinshore/plugin-dr-status-common';
import {
  VerdictIcon,
  useVerdictWord,
  verdictSurface,
  type Standing,
} from '@twinshore/plugin-dr-status-react';
import { Link } from 'react-router-dom';
import { drStatusTranslationRef } from '../messages';
import { CellEntities } from './CellEntities';
import styles from './matrix.module.css';
import { useCellSelection } from './useCellSelection';

// Worst first, as everywhere.
const WORST_FIRST = [...VERDICTS].reverse();

/** Sites across, tiers down; a cell opens the list of what stands in it. */
export function SiteTierMatrix(props: { summary: Summary }) {
  const { summary } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const { selected, hrefOf } = useCellSelection();
  const sites = columnsOf(summary, {
    global: t('matrix.site.global'),
    bridge: t('matrix.site.bridge'),
  });
  const cells = new Map(
    summary.matrix.map(cell => [`${cell.site} ${cell.tier}`, cell]),
  );
  return (
    <section aria-labelledby="dr-matrix" className={styles.card}>
      <h2 id="dr-matrix" className={styles.title}>
        {t('matrix.title')}
      </h2>
      <div className={styles.scroll}>
        <table className={styles.matrix} aria-labelledby="dr-matrix">
          <thead>
            <tr>
              <th scope="col">{t('matrix.tier')}</th>
              {sites.map(site => (
                <th key={site.name} scope="col">
                  {site.title}
                  {isRole(site.role) && (
                    <span className={styles.role}>
                      {t(`matrix.role.${site.role}`)}
                    </span>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {summary.tiers.map(tier => (
              <tr key={tier}>
                <th scope="row">{tier}</th>
                {sites.map(site => {
                  const cell = cells.get(`${site.name} ${tier}`);
                  const isSelected =
                    selected?.site === site.name && selected.tier === tier;
                  return (
                    <td key={site.name}>
                      {cell && cell.entities > 0 ? (
                        <Cell
                          cell={cell}
                          siteTitle={site.title}
                          selected={isSelected}
                          href={hrefOf(
                            isSelected ? undefined : { site: site.name, tier },
                          )}
                        />
                      ) : (
                        <span className={styles.nothing}>
                          <span aria-hidden>·</span>
                          <span className={styles.hidden}>
                            {t('matrix.none')}
                          </span>
                        </span>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {selected && (
        <CellEntities
          summary={summary}
          cell={selected}
          closeHref={hrefOf(undefined)}
        />
      )}
    </section>
  );
}

function Cell(props: {
  cell: MatrixCell;
  siteTitle: string;
  selected: boolean;
  href: string;
}) {
  const { cell, siteTitle, selected, href } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const word = useVerdictWord();
  const standing: Standing =
    cell.unwatched >= cell.entities ? 'unwatched' : cell.verdict;
  const counts: Array<[Standing, number]> = [
    ...WORST_FIRST.map((verdict): [Standing, number] => [
      verdict,
      cell.counts[verdict],
    ]),
    ['unwatched', cell.unwatched],
  ];
  const present = counts.filter(([, count]) => count > 0);
  return (
    <Link
      to={href}
      replace
      preventScrollReset
      className={`${styles.cell} ${verdictSurface(standing)}`}
      aria-current={selected ? 'true' : undefined}
    >
      <span className={styles.hidden}>
        {t('matrix.cell', { site: siteTitle, tier: cell.tier })}{' '}
      </span>
      <span
        className={
          standing === 'unwatched'
            ? `${styles.word} ${styles.unwatched}`
            : styles.word
        }
      >
        <VerdictIcon verdict={standing} />
        <span>{word(standing)}</span>
      </span>
      <span className={styles.counts}>
        {present.map(([of, count]) => (
          <span key={of} className={styles.count}>
            <VerdictIcon verdict={of} size={11} label={word(of)} /> {count}
          </span>
        ))}
      </span>
    </Link>
  );
}

/** The sites, and after them what spans sites, if anything does. */
function columnsOf(
  summary: Summary,
  titles: Record<string, string>,
): Summary['sites'] {
  const declared = new Set(summary.sites.map(site => site.name));
  const spanning = new Set(
    summary.matrix.map(cell => cell.site).filter(name => !declared.has(name)),
  );
  return [
    ...summary.sites,
    ...[...spanning]
      .sort()
      .map(name => ({ name, title: titles[name] ?? name })),
  ];
}

function isRole(role?: string): role is 'active' | 'passive' | 'shared' {
  return role === 'active' || role === 'passive' || role === 'shared';
}
