import type { ReactNode } from 'react';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  EntityInfoCard,
  EntityRefLink,
  EntityRefLinks,
  useEntity,
} from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import { Duration } from '@twinshore/plugin-dr-status-react';
import {
  EstateModel,
  RELATION_FAILOVER_FOR,
  RELATION_LOCATED_IN,
  RELATION_REPLICA_OF,
  type Objectives,
  type Sizing,
} from '@twinshore/plugin-hybrid-infra-common';
import { estateRouteRef } from '../routes';
import { hybridInfraTranslationRef } from '../translation';
import styles from './card.module.css';

function related(entity: Entity, type: string): string[] {
  return (entity.relations ?? [])
    .filter(relation => relation.type === type)
    .map(relation => relation.targetRef);
}

function Row(props: { term: string; children: ReactNode }) {
  return (
    <div className={styles.row}>
      <dt>{props.term}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function useSizingText() {
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  return (sizing: Sizing): string =>
    [
      sizing.replicasMin !== undefined &&
        sizing.replicasMax !== undefined &&
        t('card.replicas', {
          min: String(sizing.replicasMin),
          max: String(sizing.replicasMax),
        }),
      sizing.vcpu !== undefined &&
        t('card.vcpu', { amount: String(sizing.vcpu) }),
      sizing.memoryGiB !== undefined &&
        t('card.memory', { amount: String(sizing.memoryGiB) }),
      sizing.storageGiB !== undefined &&
        t('card.storage', { amount: String(sizing.storageGiB) }),
    ]
      .filter(Boolean)
      .join(', ');
}

/**
 * Where an entity stands in the estate, what it copies to, and what takes over
 * for it. Every answer leads to what it names.
 */
export function WhereItStandsCard() {
  const { entity } = useEntity();
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  const estate = useRouteRef(estateRouteRef)?.() ?? '/estate';
  const sizingText = useSizingText();
  // A block that cannot be read is an error on the entity itself, shown above.
  const [item] = EstateModel.fromEntities([entity]).entities.values();
  if (!item) {
    return null;
  }
  const block = entity.spec?.resilience as { objectives?: Objectives };
  const namespace = entity.metadata.namespace ?? 'default';
  const mapOf = (query: Record<string, string>) =>
    `${estate}?${new URLSearchParams(query)}`;
  const inSite = item.site !== 'global' && item.site !== 'bridge';
  const itself = stringifyEntityRef(entity);
  const siteRef = stringifyEntityRef({
    kind: 'Resource',
    namespace,
    name: item.site,
  });
  const locatedIn = related(entity, RELATION_LOCATED_IN).filter(
    ref => ref !== siteRef && !item.zones.includes(ref),
  );
  const replicaOf = related(entity, RELATION_REPLICA_OF);
  const failoverFor = related(entity, RELATION_FAILOVER_FOR);
  const { objectives } = block;
  const isPlace = item.type === 'site' || item.type === 'zone';

  return (
    <EntityInfoCard
      title={t('card.title')}
      footerActions={
        <Link href={mapOf({ entity: itself })}>{t('card.openMap')}</Link>
      }
    >
      <dl className={styles.list}>
        {itself !== siteRef && (
          <Row term={t('card.site')}>
            {inSite ? (
              <EntityRefLink entityRef={siteRef} />
            ) : (
              <Link href={mapOf({ site: item.site })}>
                {t(`estate.${item.site as 'global' | 'bridge'}`)}
              </Link>
            )}
            {item.role && ` (${t(`role.${item.role}` as 'role.active')})`}
          </Row>
        )}
        {item.zones.length > 0 && (
          <Row term={t('card.zones')}>
            <EntityRefLinks entityRefs={[...item.zones]} />
          </Row>
        )}
        {locatedIn.length > 0 && (
          <Row term={t('card.locatedIn')}>
            <EntityRefLinks entityRefs={locatedIn} />
          </Row>
        )}
        {item.tier && (
          <Row term={t('card.tier')}>
            <Link href={mapOf({ tier: item.tier })}>
              {t(`tier.${item.tier}`)}
            </Link>
          </Row>
        )}
        {item.replicates.length > 0 && (
          <Row term={t('card.replicatesTo')}>
            {item.replicates.map(replication => (
              <span key={replication.to} className={styles.line}>
                <EntityRefLink entityRef={replication.to} />
                {`, ${t(`mode.${replication.mode ?? 'unknown'}`)}`}
                {replication.over && (
                  <>
                    {`, ${t('card.over')} `}
                    <EntityRefLink entityRef={replication.over} />
                  </>
                )}
              </span>
            ))}
          </Row>
        )}
        {replicaOf.length > 0 && (
          <Row term={t('card.replicaOf')}>
            <EntityRefLinks entityRefs={replicaOf} />
          </Row>
        )}
        {!isPlace && (
          <Row term={t('card.failsOverTo')}>
            {item.failsOverTo.length > 0 && (
              <EntityRefLinks entityRefs={[...item.failsOverTo]} />
            )}
            {item.failsOverTo.length === 0 && !item.redundancy && (
              <span className={styles.nothing}>{t('card.nothing')}</span>
            )}
            {item.failsOverTo.length === 0 && item.redundancy && (
              <Link href={mapOf({ group: item.redundancy.group })}>
                {item.redundancy.group}
              </Link>
            )}
          </Row>
        )}
        {failoverFor.length > 0 && (
          <Row term={t('card.failoverFor')}>
            <EntityRefLinks entityRefs={failoverFor} />
          </Row>
        )}
        {item.redundancy && (
          <Row term={t('card.redundancy')}>
            <Link
              href={mapOf({
                view: 'redundancy',
                group: item.redundancy.group,
              })}
            >
              {t('card.redundancyValue', {
                group: item.redundancy.group,
                needs: String(item.redundancy.needs),
              })}
            </Link>
          </Row>
        )}
        {item.cidrs.length > 0 && (
          <Row term={t('card.cidrs')}>
            {item.cidrs.map(cidr => (
              <span key={cidr} className={styles.line}>
                <Link href={mapOf({ q: cidr })}>{cidr}</Link>
              </span>
            ))}
          </Row>
        )}
        {item.sizing && sizingText(item.sizing) && (
          <Row term={t('card.sizing')}>
            {sizingText(item.sizing)}
            {item.sizing.origin && (
              <span className={styles.origin}> ({item.sizing.origin})</span>
            )}
          </Row>
        )}
        {objectives && (
          <Row term={t('card.objectives')}>
            {objectives.rpoSeconds !== undefined && (
              <span className={styles.line}>
                RPO <Duration seconds={objectives.rpoSeconds} />
              </span>
            )}
            {objectives.rtoSeconds !== undefined && (
              <span className={styles.line}>
                RTO <Duration seconds={objectives.rtoSeconds} />
              </span>
            )}
            {objectives.origin && (
              <span className={styles.origin}>{objectives.origin}</span>
            )}
          </Row>
        )}
      </dl>
    </EntityInfoCard>
  );
}
