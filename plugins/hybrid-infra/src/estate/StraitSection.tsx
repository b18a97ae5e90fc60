import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { SiteColumn, Strait } from '../model/estateLayout';
import { hybridInfraTranslationRef } from '../translation';
import { CellContent } from './CellContent';
import { HopSpot } from './HopSpot';
import styles from './map.module.css';

/** The water between two shores: the links over it, and the data on its way. */
export function StraitSection(props: {
  strait: Strait;
  tiers: readonly string[];
  left: SiteColumn;
  right: SiteColumn;
}) {
  const { strait, tiers, left, right } = props;
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  const gridColumn = 3 + strait.after * 2;
  const empty = strait.cells.length + strait.hops.length === 0;
  return (
    <section
      className={`${styles.strait} ${empty ? styles.emptyStrait : ''}`}
      aria-label={t('estate.between', { left: left.title, right: right.title })}
      data-column={strait.after * 2 + 1}
    >
      <div
        className={styles.water}
        style={{ gridColumn, gridRow: '1 / -1' }}
        aria-hidden="true"
      />
      <header
        className={styles.straitHeader}
        style={{ gridColumn, gridRow: 1 }}
      >
        <h2 className={styles.straitTitle}>{t('estate.bridge')}</h2>
        <span className={styles.straitEnds}>
          {left.title} ↔ {right.title}
        </span>
      </header>
      {tiers.map((tier, index) => {
        const cell = strait.cells.find(candidate => candidate.tier === tier);
        const hops = strait.hops.filter(entry => entry.tier === tier);
        return cell || hops.length > 0 ? (
          <div
            key={tier}
            className={styles.straitCell}
            style={{ gridColumn, gridRow: index + 2 }}
            data-row={index + 2}
          >
            {hops.map(({ hop }) => (
              <HopSpot key={hop.id} hop={hop} />
            ))}
            {cell && <CellContent items={cell.items} />}
          </div>
        ) : null;
      })}
    </section>
  );
}
