import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { CheckResult } from '@twinshore/plugin-dr-status-common';
import { drStatusReactTranslationRef } from '../messages';
import { verdictColours } from '../theme/verdictClasses';
import { Age } from '../time/Age';
import { VerdictLabel } from '../verdict/VerdictLabel';
import styles from './drawer.module.css';
import { EvidenceValue } from './EvidenceValue';

/** Props of {@link CheckCard}. @public */
export interface CheckCardProps {
  check: CheckResult;
  /** Level of its heading, 3 when absent. */
  headingLevel?: 2 | 3 | 4;
}

/**
 * One check: verdict, reason, rule with its origin, evidence with age, and what
 * to do unless it is met.
 * @public
 */
export function CheckCard(props: CheckCardProps) {
  const { check, headingLevel = 3 } = props;
  const { t } = useTranslationRef(drStatusReactTranslationRef);
  const Heading = `h${headingLevel}` as const;
  return (
    <article className={`${styles.check} ${verdictColours(check.verdict)}`}>
      <div className={styles.checkHead}>
        <Heading className={styles.checkTitle}>{check.title}</Heading>
        {check.gate && (
          <span className={styles.gate} title={t('check.gateTitle')}>
            {t('check.gate')}
          </span>
        )}
        <VerdictLabel verdict={check.verdict} />
      </div>
      <p className={styles.reason}>{check.reason}</p>
      {check.cause && (
        <p className={styles.reason}>
          {t('check.cause', { message: check.cause.message })}{' '}
          {check.cause.hint}
        </p>
      )}
      <p className={styles.meta}>
        {t('check.since')} <Age at={check.since} bare />
        {check.observedAt && (
          <>
            {' · '}
            {t('check.observed')} <Age at={check.observedAt} />
          </>
        )}
      </p>
      <p className={styles.meta}>
        {t('check.threshold')}:{' '}
        {t('check.thresholdValue', {
          text: check.threshold.text,
          origin: check.threshold.origin,
        })}
      </p>
      {check.verdict !== 'met' && check.remediation && (
        <p className={styles.remediation}>
          <strong>{t('check.remediation')}:</strong> {check.remediation}
        </p>
      )}
      <EvidenceTable check={check} />
    </article>
  );
}

function EvidenceTable(props: { check: CheckResult }) {
  const { check } = props;
  const { t } = useTranslationRef(drStatusReactTranslationRef);
  if (check.evidence.length === 0) {
    return <p className={styles.meta}>{t('check.noEvidence')}</p>;
  }
  const words = {
    yes: t('value.yes'),
    no: t('value.no'),
    none: t('value.none'),
  };
  return (
    <table className={styles.evidence}>
      <caption className={styles.hidden}>
        {t('check.evidence')}: {check.title}
      </caption>
      <thead>
        <tr>
          <th scope="col">{t('check.column.title')}</th>
          <th scope="col">{t('check.column.value')}</th>
          <th scope="col">{t('check.column.age')}</th>
          <th scope="col" className={styles.wide}>
            {t('check.column.source')}
          </th>
        </tr>
      </thead>
      <tbody>
        {check.evidence.map(evidence => (
          <tr
            key={`${evidence.entityRef} ${evidence.signal}`}
            className={evidence.state === 'fresh' ? '' : styles.notFresh}
          >
            <th scope="row" title={`${evidence.entityRef} ${evidence.signal}`}>
              {evidence.title}
              {evidence.sourceId && (
                <span className={`${styles.sourceId} ${styles.narrow}`}>
                  {evidence.sourceId}
                </span>
              )}
            </th>
            <td
              className={styles.value}
              title={
                evidence.unit && typeof evidence.value === 'number'
                  ? `${evidence.value} ${evidence.unit}`
                  : undefined
              }
            >
              {evidence.state === 'missing' ? (
                t('check.none')
              ) : (
                <EvidenceValue evidence={evidence} words={words} />
              )}
            </td>
            <td>
              {evidence.state !== 'missing' && (
                <Age
                  at={evidence.observedAt}
                  stale={evidence.state !== 'fresh'}
                />
              )}{' '}
              {evidence.state !== 'fresh' && t(`check.state.${evidence.state}`)}
            </td>
            <td className={`${styles.sourceId} ${styles.wide}`}>
              {evidence.sourceId ?? t('check.none')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
