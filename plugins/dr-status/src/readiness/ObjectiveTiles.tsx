import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ObjectiveStatus } from '@twinshore/plugin-dr-status-common';
import {
  Age,
  VerdictLabel,
  usePostureDrawer,
  verdictColours,
} from '@twinshore/plugin-dr-status-react';
import { Link } from 'react-router-dom';
import { drStatusTranslationRef } from '../messages';
import { isLowerBound, objectiveValue } from './objectiveValue';
import styles from './objectives.module.css';

/** One tile per objective: value, target, age, and what it is made of. */
export function ObjectiveTiles(props: { objectives: ObjectiveStatus[] }) {
  const { t } = useTranslationRef(drStatusTranslationRef);
  return (
    <section aria-labelledby="dr-objectives">
      <h2 id="dr-objectives" className={styles.hidden}>
        {t('objectives.title')}
      </h2>
      <ul className={styles.tiles}>
        {props.objectives.map(objective => (
          <Tile key={objective.id} objective={objective} />
        ))}
      </ul>
    </section>
  );
}

function Tile(props: { objective: ObjectiveStatus }) {
  const { objective } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const { value, target, unit } = objective;
  const known = value !== null;
  let targetText: string = t('objectives.noTarget');
  if (target !== undefined) {
    const shown = { target: objectiveValue(target, unit) };
    if (isLowerBound(objective)) {
      targetText = t('objectives.atLeast', shown);
    } else {
      targetText = t('objectives.of', shown);
    }
  }
  const details = [
    known && `${value} ${unit === 's' ? 's' : ''}`.trim(),
    objective.origin && t('objectives.origin', { origin: objective.origin }),
    objective.sourceId &&
      t('objectives.source', { source: objective.sourceId }),
  ];
  return (
    <li className={`${styles.tile} ${verdictColours(objective.verdict)}`}>
      <div className={styles.head}>
        <h3 className={styles.name}>{objective.title}</h3>
        <VerdictLabel verdict={objective.verdict} />
      </div>
      <p
        className={styles.value}
        title={details.filter(Boolean).join(' · ') || undefined}
      >
        {known ? (
          <strong>{objectiveValue(value, unit)}</strong>
        ) : (
          <strong className={styles.unknown}>
            <span aria-hidden>?</span>
            <span className={styles.hidden}>{t('objectives.unknown')}</span>
          </strong>
        )}{' '}
        <span className={styles.target}>{targetText}</span>
        {objective.observedAt && (
          <span className={styles.target}>
            {' · '}
            <Age
              at={objective.observedAt}
              stale={objective.verdict === 'unknown'}
            />
          </span>
        )}
      </p>
      {known && target !== undefined && !isLowerBound(objective) && (
        <Meter value={value} target={target} />
      )}
      <p
        className={`${styles.reason} ${
          objective.parts.length > 0 ? styles.clamped : ''
        }`}
      >
        {objective.reason}
      </p>
      {objective.parts.length > 0 && <Parts objective={objective} />}
    </li>
  );
}

/** Share of the target that is used; the figures beside it say the same. */
function Meter(props: { value: number; target: number }) {
  const share = Math.min(1, props.target > 0 ? props.value / props.target : 1);
  return (
    <div className={styles.meter} aria-hidden>
      <div style={{ width: `${Math.max(1, share * 100)}%` }} />
    </div>
  );
}

function Parts(props: { objective: ObjectiveStatus }) {
  const { parts, reason, unit } = props.objective;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const { hrefOf } = usePostureDrawer();
  return (
    <details className={styles.parts}>
      <summary>{t('objectives.parts', { count: parts.length })}</summary>
      {/* In full here, because the tile keeps only its first lines. */}
      <p className={styles.reason}>{reason}</p>
      <ul>
        {parts.map(part => (
          <li key={part.entityRef} title={part.reason}>
            <Link to={hrefOf(part.entityRef)}>{part.title}</Link>{' '}
            <span className={styles.figure}>
              {part.value === null
                ? t('objectives.unknown')
                : objectiveValue(part.value, unit)}
            </span>{' '}
            <VerdictLabel verdict={part.verdict} size={12} />
          </li>
        ))}
      </ul>
    </details>
  );
}
