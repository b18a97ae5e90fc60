import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { EntityPosture } from '@twinshore/plugin-dr-status-common';
import { Link } from 'react-router-dom';
import { usePostureDrawer } from '../drawer/usePostureDrawer';
import { drStatusReactTranslationRef } from '../messages';
import { standingOf } from '../theme/verdictClasses';
import { useVerdictWord } from '../verdict/VerdictLabel';
import { VerdictIcon } from '../verdict/VerdictIcon';
import styles from './entity.module.css';
import { EntityTypeIcon } from './EntityTypeIcon';

/** Props of {@link EntityChip}. @public */
export interface EntityChipProps {
  entity: Pick<
    EntityPosture,
    'entityRef' | 'title' | 'type' | 'verdict' | 'unwatched'
  >;
  /** Not a link, for places that are a link or button themselves. */
  inert?: boolean;
}

/**
 * An entity as it is drawn everywhere: type icon, name, verdict. Opens its
 * posture drawer on the page it stands on.
 * @public
 */
export function EntityChip(props: EntityChipProps) {
  const { entity, inert } = props;
  const { t } = useTranslationRef(drStatusReactTranslationRef);
  const word = useVerdictWord();
  const { hrefOf } = usePostureDrawer();
  const standing = standingOf(entity);
  const content = (
    <>
      <EntityTypeIcon type={entity.type} />
      <span className={styles.name}>{entity.title}</span>
      <VerdictIcon
        verdict={standing}
        size={14}
        label={inert ? word(standing) : undefined}
      />
    </>
  );
  if (inert) {
    return (
      <span className={styles.chip} title={entity.title}>
        {content}
      </span>
    );
  }
  return (
    <Link
      to={hrefOf(entity.entityRef)}
      className={styles.chip}
      title={`${entity.title}: ${word(standing)}`}
      aria-label={t('chip.label', {
        title: entity.title,
        verdict: word(standing),
      })}
    >
      {content}
    </Link>
  );
}
