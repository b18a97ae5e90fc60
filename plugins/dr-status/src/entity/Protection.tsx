import type { Entity } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { EntityPosture } from '@twinshore/plugin-dr-status-common';
import { EntityChip, useSummary } from '@twinshore/plugin-dr-status-react';
import {
  RELATION_FAILOVER_FOR,
  RELATION_FAILS_OVER_TO,
  RELATION_LOCATED_IN,
  RELATION_REPLICATES_TO,
  RELATION_REPLICA_OF,
} from '@twinshore/plugin-hybrid-infra-common';
import { drStatusTranslationRef } from '../messages';
import styles from './entity.module.css';
import { useRedundancyGroup } from './useRedundancyGroup';

const RELATIONS = [
  { relation: RELATION_REPLICATES_TO, message: 'replicatesTo' },
  { relation: RELATION_REPLICA_OF, message: 'replicaOf' },
  { relation: RELATION_FAILS_OVER_TO, message: 'failsOverTo' },
  { relation: RELATION_FAILOVER_FOR, message: 'failoverFor' },
  { relation: RELATION_LOCATED_IN, message: 'locatedIn' },
] as const;

// Standing in a site protects nothing; the others do.
const PROTECTING: readonly string[] = [
  RELATION_REPLICATES_TO,
  RELATION_REPLICA_OF,
  RELATION_FAILS_OVER_TO,
];

/** What stands behind an entity when it fails, each with its own verdict. */
export function Protection(props: { entity: Entity }) {
  const { entity } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const { summary } = useSummary();
  const group = useRedundancyGroup(entity);
  const postures = new Map(
    summary?.entities.map(item => [item.entityRef, item]),
  );
  const targetsOf = (type: string) => [
    ...new Set(
      (entity.relations ?? [])
        .filter(relation => relation.type === type)
        .map(relation => relation.targetRef),
    ),
  ];
  const protectedBySomething =
    group || PROTECTING.some(type => targetsOf(type).length > 0);

  return (
    <section aria-labelledby="dr-protection" className={styles.card}>
      <h3 id="dr-protection" className={styles.subtitle}>
        {t('entity.protection')}
      </h3>
      {!protectedBySomething && (
        <p className={styles.text}>
          {t('protection.none')}{' '}
          <span className={styles.muted}>{t('protection.noneAction')}</span>
        </p>
      )}
      <dl className={styles.protection}>
        {group && (
          <div>
            <dt>
              {t('protection.redundancy', {
                group: group.group,
                needs: String(group.needs),
                members: group.failure ? '?' : String(group.members.length),
              })}
            </dt>
            <dd>
              {group.failure
                ? t('protection.failed', { message: group.failure })
                : group.members.map(ref => (
                    <EntityChip key={ref} entity={chipOf(ref, postures)} />
                  ))}
            </dd>
          </div>
        )}
        {RELATIONS.map(({ relation, message }) => {
          const targets = targetsOf(relation);
          return targets.length === 0 ? null : (
            <div key={relation}>
              <dt>{t(`protection.${message}`)}</dt>
              <dd>
                {targets.map(ref => (
                  <EntityChip key={ref} entity={chipOf(ref, postures)} />
                ))}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

// What the summary does not know is shown by its name, as unwatched.
function chipOf(ref: string, postures: Map<string, EntityPosture>) {
  return (
    postures.get(ref.toLocaleLowerCase('en-US')) ?? {
      entityRef: ref,
      title: ref.replace(/^.*\//, ''),
      type: '',
      verdict: 'unknown' as const,
      unwatched: true,
    }
  );
}
