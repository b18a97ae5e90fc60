import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  compareVerdicts,
  type EntityPosture,
  type Summary,
} from '@twinshore/plugin-dr-status-common';
import { EntityChip } from '@twinshore/plugin-dr-status-react';
import { RiCloseLine } from '@remixicon/react';
import { Link } from 'react-router-dom';
import { drStatusTranslationRef } from '../messages';
import styles from './matrix.module.css';
import type { CellRef } from './useCellSelection';
import { useStableOrder } from './useStableOrder';

const keyOf = (entity: EntityPosture) => entity.entityRef;

/** What stands in one cell of the matrix, worst first. */
export function CellEntities(props: {
  summary: Summary;
  cell: CellRef;
  closeHref: string;
}) {
  const { summary, cell, closeHref } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const entities = summary.entities
    .filter(
      entity =>
        entity.site === cell.site &&
        entity.tier === cell.tier &&
        !isAggregate(entity),
    )
    .sort(
      (a, b) =>
        Number(a.unwatched) - Number(b.unwatched) ||
        compareVerdicts(b.verdict, a.verdict) ||
        a.title.localeCompare(b.title),
    );
  const { items, handlers } = useStableOrder(entities, keyOf);
  const site =
    summary.sites.find(({ name }) => name === cell.site)?.title ?? cell.site;
  return (
    <section aria-labelledby="dr-cell" className={styles.entities}>
      <div className={styles.entitiesHead}>
        <h3 id="dr-cell" className={styles.entitiesTitle}>
          {t('matrix.selected', { site, tier: cell.tier })}
        </h3>
        <span className={styles.muted}>
          {t('matrix.entities', { count: entities.length })}
        </span>
        <Link
          to={closeHref}
          replace
          preventScrollReset
          className={styles.close}
          aria-label={t('matrix.close')}
        >
          <RiCloseLine size={18} aria-hidden />
        </Link>
      </div>
      {entities.length === 0 ? (
        <p className={styles.muted}>{t('matrix.empty')}</p>
      ) : (
        <ul className={styles.list} {...handlers}>
          {items.map(entity => (
            <li key={entity.entityRef}>
              <EntityChip entity={entity} />
              <span className={styles.muted}>{entity.reason}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

// Sites and systems repeat what stands in them; the matrix leaves them out.
function isAggregate(entity: EntityPosture): boolean {
  return entity.type === 'site' || /^(system|domain):/.test(entity.entityRef);
}
