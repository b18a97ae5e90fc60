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
import { systemStanding, type SystemStanding } from '../model/systemStandings';
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

interface SystemRow {
  ref: string;
  title: string;
  mine: boolean;
  standing?: SystemStanding;
}

function SystemList(props: { rows: readonly SystemRow[] }) {
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  return (
    <ul className={styles.systems}>
      {props.rows.map(({ ref, title, standing }) => (
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
  );
}

/**
 * The systems of one's groups with their verdict, the others below them: who
 * is called at night is rarely called about their own.
 */
export function MySystems() {
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  const catalog = useApi(catalogApiRef);
  const identity = useApi(identityApiRef);
  const { items } = useEstate();

  const { value: systems, error } = useAsync(async () => {
    const [{ ownershipEntityRefs }, answer] = await Promise.all([
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
    return answer.items
      .map(system => ({
        ref: stringifyEntityRef(system),
        title: system.metadata.title ?? system.metadata.name,
        mine: isOwnedByAny(system, ownershipEntityRefs),
      }))
      .sort((a, b) => a.title.localeCompare(b.title));
  }, [catalog, identity]);

  const rows = useMemo(
    () =>
      systems?.map<SystemRow>(system => ({
        ...system,
        standing: items && systemStanding(system.ref, items),
      })),
    [systems, items],
  );
  const mine = rows?.filter(row => row.mine) ?? [];
  const others = rows?.filter(row => !row.mine) ?? [];

  return (
    <HomeCard title={t('home.mySystems')}>
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
      {rows?.length === 0 && (
        <p className={styles.meta}>{t('home.noSystems')}</p>
      )}
      {others.length > 0 && mine.length === 0 && (
        <p className={styles.meta}>{t('home.noneOfMine')}</p>
      )}
      {mine.length > 0 && <SystemList rows={mine} />}
      {others.length > 0 && (
        <>
          <h3 className={styles.subtitle}>{t('home.otherSystems')}</h3>
          <SystemList rows={others} />
        </>
      )}
    </HomeCard>
  );
}
