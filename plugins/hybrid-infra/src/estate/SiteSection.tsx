import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { SiteColumn } from '../model/estateLayout';
import { hybridInfraTranslationRef } from '../translation';
import { CellContent } from './CellContent';
import { EntitySpot } from './EntitySpot';
import styles from './map.module.css';

/** One shore: its name and zones, and below them its tiers. */
export function SiteSection(props: {
  site: SiteColumn;
  tiers: readonly string[];
  column: number;
}) {
  const { site, tiers, column } = props;
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  const gridColumn = 2 + column * 2;
  return (
    <section
      className={styles.site}
      aria-label={site.title}
      data-column={column * 2}
    >
      <div
        className={styles.ground}
        style={{ gridColumn, gridRow: '1 / -1' }}
        aria-hidden="true"
      />
      <header
        className={styles.siteHeader}
        style={{ gridColumn, gridRow: 1 }}
        data-row={1}
      >
        <h2 className={styles.siteTitle}>
          {site.site ? <EntitySpot item={site.site} plain /> : site.title}
        </h2>
        {site.role && (
          <span className={styles.role}>
            {t(`role.${site.role}` as 'role.active')}
          </span>
        )}
        {site.zones.length > 1 && (
          <div className={styles.zones}>
            {site.zones.map(zone => (
              <EntitySpot key={zone.ref} item={zone} plain />
            ))}
          </div>
        )}
      </header>
      {tiers.map((tier, index) => {
        const cell = site.cells.find(candidate => candidate.tier === tier);
        const name = t(`tier.${tier}` as 'tier.data');
        return (
          <div
            key={tier}
            className={`${styles.cell} ${cell ? '' : styles.emptyCell}`}
            style={{ gridColumn, gridRow: index + 2 }}
            data-row={index + 2}
            {...(cell && {
              role: 'group',
              'aria-label': t('estate.cell', { tier: name, site: site.title }),
            })}
          >
            {cell && (
              <>
                <h3 className={styles.cellTier} aria-hidden="true">
                  {name}
                </h3>
                <CellContent items={cell.items} />
              </>
            )}
          </div>
        );
      })}
    </section>
  );
}
