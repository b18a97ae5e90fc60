import { useMemo } from 'react';
import {
  RELATION_OWNED_BY,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import {
  identityApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { EntityRefLink, catalogApiRef } from '@backstage/plugin-catalog-react';
import { Skeleton } from '@backstage/ui';
import { VerdictLabel, standingOf } from '@twinshore/plugin-dr-status-react';
import useAsync from 'react-use/esm/useAsync';
import { useEstate } from '../estate/useEstate';
import { Notice } from '../estate/EstateStates';
import { systemStanding } from '../model/systemStandings';
import { hybridInfraTranslationRef } from '../translation';
import { HomeCard } from './HomeCard';
import styles from './home.module.css';

function isOwnedByAny(entity: Entity, owners: readonly string[]): boolean {
  return (entity.relations ?? []).some(
    relation =>
      relation.type === RELATION_OWNED_BY &&
      owners.includes(relation.targetRef),
  );
}

/**
 * The systems of one's groups with their verdict. Somebody whose groups own
 * none (a DR officer) is shown all of them, and told so.
 */
export function MySystems() {
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  const catalog = useApi(catalogApiRef);
  const identity = useApi(identityApiRef);
  const { items } = useEstate();

  const { value, error } = useAsync(async () => {
    const [{ ownershipEntityRefs }, systems] = await Promise.all([
      identity.getBackstageIdentity(),
      catalog.getEntities({
        filter: { kind: 'System' },
        fields: [
          'kind',
          'metadata.name',
          'metadata.namespace',
          'metadata.title',
          'relations',
        ],
      }),
    ]);
    const mine = systems.items.filter(system =>
      isOwnedByAny(system, ownershipEntityRefs),
    );
    return { all: systems.items, mine };
  }, [catalog, identity]);

  const owned = Boolean(value && value.mine.length > 0);
  const rows = useMemo(
    () =>
      (owned ? value?.mine : value?.all)
        ?.map(system => {
          const ref = stringifyEntityRef(system);
          return {
            ref,
            title: system.metadata.title ?? system.metadata.name,
            standing: items && systemStanding(ref, items),
          };
        })
        .sort((a, b) => a.title.localeCompare(b.title)),
    [owned, value, items],
  );

  return (
    <HomeCard title={t(value && !owned ? 'home.allSystems' : 'home.mySystems')}>
      {error && (
        <Notice
          status="warning"
          title={t('states.failedTitle')}
          description={t('home.systemsFailed', { message: error.message })}
        />
      )}
      {!rows && !error && (
        <div role="status" aria-label={t('states.loading')}>
          <Skeleton width="100%" height={120} />
        </div>
      )}
      {rows && rows.length === 0 && (
        <p className={styles.meta}>{t('home.noSystems')}</p>
      )}
      {rows && rows.length > 0 && !owned && (
        <p className={styles.meta}>{t('home.allSystemsNote')}</p>
      )}
      {rows && rows.length > 0 && (
        <ul className={styles.systems}>
          {rows.map(({ ref, title, standing }) => (
            <li key={ref} className={styles.system}>
              <span className={styles.systemName}>
                <EntityRefLink entityRef={ref} title={title} hideIcon />
              </span>
              {standing && (
                <>
                  <span className={styles.watched}>
                    {t('home.watched', {
                      watched: String(standing.watched),
                      total: String(standing.count),
                    })}
                  </span>
                  <VerdictLabel verdict={standingOf(standing)} size={14} />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </HomeCard>
  );
}
