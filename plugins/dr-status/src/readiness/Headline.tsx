import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Freshness,
  VerdictIcon,
  formatDuration,
  useFromNow,
  verdictSurface,
  type UseSummaryResult,
} from '@twinshore/plugin-dr-status-react';
import type { Summary } from '@twinshore/plugin-dr-status-common';
import { useRef } from 'react';
import { drStatusTranslationRef } from '../messages';
import styles from './headline.module.css';

// The freshness of an observation (at least a minute, see the backend) also
// bounds for how long an old answer may be shown as the answer.
const TRUSTED_SECONDS = 60;

/**
 * "Could we fail over now?" in one word and one sentence. An answer that could
 * not be renewed for a minute is no longer one: it turns to unknown and becomes
 * "the last known".
 */
export function Headline(props: {
  summary: Summary;
  live: Omit<UseSummaryResult, 'summary'>;
}) {
  const { summary, live } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const { verdict: lastVerdict, sentence: lastSentence } = summary.headline;
  const updatedAt = live.lastUpdatedAt ?? 0;
  const silentSeconds = useFromNow(now => {
    const seconds = Math.floor((now - updatedAt) / 1000);
    return live.error && seconds > TRUSTED_SECONDS ? seconds : 0;
  });

  const verdict = silentSeconds > 0 ? 'unknown' : lastVerdict;
  const sentence =
    silentSeconds > 0
      ? t('readiness.outdated', {
          age: formatDuration(silentSeconds),
          answer: t(`readiness.answer.${lastVerdict}`),
          sentence: lastSentence,
        })
      : lastSentence;
  const answer = t(`readiness.answer.${verdict}`);
  const unwatched = summary.entities.filter(entity => entity.unwatched).length;

  return (
    <section
      aria-labelledby="dr-headline"
      className={`${styles.headline} ${verdictSurface(verdict)}`}
    >
      <div className={styles.row}>
        <h2 id="dr-headline" className={styles.question}>
          {t('readiness.question')}
        </h2>
        <span className={styles.freshness}>
          <Freshness {...live} />
        </span>
      </div>
      <p className={styles.answer}>
        <VerdictIcon verdict={verdict} size={44} />
        <strong>{answer}</strong>
      </p>
      <p className={styles.sentence}>{sentence}</p>
      <p className={styles.basis}>
        {t('readiness.basis', {
          fresh: String(summary.coverage.fresh),
          all: String(summary.coverage.all),
        })}{' '}
        {unwatched > 0 &&
          t('readiness.unwatched', {
            unwatched: String(unwatched),
            entities: String(summary.entities.length),
          })}
      </p>
      <Announcement
        verdict={verdict}
        text={t('readiness.announcement', { answer, sentence: lastSentence })}
      />
    </section>
  );
}

/** Says the headline when its verdict changes, not with every figure in it. */
function Announcement(props: { verdict: string; text: string }) {
  const said = useRef({ verdict: props.verdict, text: '' });
  if (said.current.verdict !== props.verdict) {
    said.current = { verdict: props.verdict, text: props.text };
  }
  return (
    <span aria-live="polite" className={styles.hidden}>
      {said.current.text}
    </span>
  );
}
