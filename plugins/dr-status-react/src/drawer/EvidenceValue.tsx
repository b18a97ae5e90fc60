import type { JsonValue } from '@backstage/types';
import type { Evidence } from '@twinshore/plugin-dr-status-common';
import styles from './drawer.module.css';
import { evidenceValue, memberName, type ValueWords } from './evidenceValue';

/** What is longer than this is read on demand. */
const LONGEST_TEXT = 90;

/** A reading in its cell: a word or two, or its beginning with the rest on demand. */
export function EvidenceValue(props: {
  evidence: Pick<Evidence, 'value' | 'unit'>;
  words: ValueWords;
}) {
  const { evidence, words } = props;
  const text = evidenceValue(evidence, words);
  if (text.length <= LONGEST_TEXT) {
    return <>{text}</>;
  }
  return (
    <details className={styles.long}>
      <summary>{text.slice(0, LONGEST_TEXT).replace(/\W+\w*$/, '')} …</summary>
      <Structure value={evidence.value} unit={evidence.unit} words={words} />
    </details>
  );
}

function Structure(props: {
  value: JsonValue;
  unit?: string;
  words: ValueWords;
}) {
  const { value, unit, words } = props;
  const isList = Array.isArray(value);
  if (isList && value.some(item => typeof item === 'object' && item !== null)) {
    return (
      <ol className={styles.structure}>
        {value.map((item, index) => (
          // What a system lists has no other name than its place.
          // eslint-disable-next-line react/no-array-index-key
          <li key={index}>
            <Structure value={item} unit={unit} words={words} />
          </li>
        ))}
      </ol>
    );
  }
  if (typeof value === 'object' && value !== null && !isList) {
    return (
      <dl className={styles.structure}>
        {Object.entries(value).map(([key, item]) => {
          const member = memberName(key);
          return (
            <div key={key}>
              <dt>{member.name}</dt>
              <dd>
                <Structure
                  value={item ?? null}
                  unit={member.unit}
                  words={words}
                />
              </dd>
            </div>
          );
        })}
      </dl>
    );
  }
  return <>{evidenceValue({ value, unit }, words)}</>;
}
