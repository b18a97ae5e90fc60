import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import type { DrStatusError } from '../api/DrStatusError';
import { drStatusReactTranslationRef } from '../messages';
import { verdictSurface } from '../theme/verdictClasses';
import { VerdictIcon } from '../verdict/VerdictIcon';
import styles from './problem.module.css';

/** Props of {@link Problem}. @public */
export interface ProblemProps {
  error: DrStatusError;
  /** Asks again; no button without it. */
  onRetry?(): void;
}

/**
 * Says why there is no answer and what to do about it, in place of what could
 * not be shown.
 * @public
 */
export function Problem(props: ProblemProps) {
  const { error, onRetry } = props;
  const { t } = useTranslationRef(drStatusReactTranslationRef);
  return (
    <div
      role="alert"
      className={`${styles.problem} ${verdictSurface('unknown')}`}
    >
      <VerdictIcon verdict="unknown" size={24} />
      <div className={styles.text}>
        <strong>{t(`problem.${error.kind}.title`)}</strong>
        <span>{t(`problem.${error.kind}.action`)}</span>
        <span className={styles.message}>{error.message}</span>
      </div>
      {onRetry && (
        <Button variant="secondary" onPress={onRetry}>
          {t('problem.retry')}
        </Button>
      )}
    </div>
  );
}
