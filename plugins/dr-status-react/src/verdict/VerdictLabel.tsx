import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { drStatusReactTranslationRef } from '../messages';
import {
  verdictColours,
  verdictSurface,
  type Standing,
} from '../theme/verdictClasses';
import styles from './verdict.module.css';
import { VerdictIcon } from './VerdictIcon';

/** Props of {@link VerdictLabel}. @public */
export interface VerdictLabelProps {
  verdict: Standing;
  /** Pixels of the icon, 16 when absent. */
  size?: number;
  /** `pill` paints the background as well. */
  variant?: 'plain' | 'pill';
}

/** Icon, word and colour of a verdict together. @public */
export function VerdictLabel(props: VerdictLabelProps) {
  const { verdict, size, variant = 'plain' } = props;
  const word = useVerdictWord();
  let className = `${styles.label} ${verdictColours(verdict)}`;
  if (variant === 'pill') {
    className =
      verdict === 'unwatched'
        ? `${styles.unwatchedPill} ${verdictColours(verdict)}`
        : `${styles.pill} ${verdictSurface(verdict)}`;
  }
  return (
    <span className={className}>
      <VerdictIcon verdict={verdict} size={size} />
      {word(verdict)}
    </span>
  );
}

/** The word of a verdict in the reader's language. @public */
export function useVerdictWord(): (verdict: Standing) => string {
  const { t } = useTranslationRef(drStatusReactTranslationRef);
  return verdict => t(`verdict.${verdict}`);
}
