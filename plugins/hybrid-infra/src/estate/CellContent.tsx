import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  EntityTypeIcon,
  VerdictIcon,
  VerdictLabel,
  standingOf,
  useVerdictWord,
  verdictColours,
} from '@twinshore/plugin-dr-status-react';
import { cellContent, type CellEntry } from '../model/cellContent';
import { STANDINGS } from '../model/estateFilter';
import type { EstateItem } from '../model/EstateItem';
import { hybridInfraTranslationRef } from '../translation';
import { EntitySpot } from './EntitySpot';
import { useMap } from './MapContext';
import styles from './map.module.css';

/** The entities of one cell: stacks, single chips, or counts when crowded. */
export function CellContent(props: { items: readonly EstateItem[] }) {
  const { items } = props;
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  const { stacks, setTabStop } = useMap();
  const [expanded, setExpanded] = useState(false);
  const entries = cellContent(items, stacks, expanded);
  return (
    <>
      <div className={styles.entries}>
        {entries.map(entry => (
          <Entry key={keyOf(entry)} entry={entry} />
        ))}
      </div>
      {(expanded || entries.some(({ kind }) => kind === 'bundle')) && (
        <button
          type="button"
          className={styles.more}
          aria-expanded={expanded}
          onClick={() => {
            setExpanded(!expanded);
            // Where one was may be gone now; the map finds a new place.
            setTabStop('');
          }}
        >
          {expanded
            ? t('estate.collapse')
            : t('estate.expand', { total: String(items.length) })}
        </button>
      )}
    </>
  );
}

function keyOf(entry: CellEntry): string {
  switch (entry.kind) {
    case 'item':
      return entry.item.ref;
    case 'stack':
      return `stack:${entry.stack.group}`;
    default:
      return `bundle:${entry.type}`;
  }
}

function Entry(props: { entry: CellEntry }) {
  const { entry } = props;
  switch (entry.kind) {
    case 'item':
      return <EntitySpot item={entry.item} />;
    case 'stack':
      return <Stack entry={entry} />;
    default:
      return <Bundle entry={entry} />;
  }
}

/** Members of one redundancy group, with how many work and how many must. */
function Stack(props: { entry: Extract<CellEntry, { kind: 'stack' }> }) {
  const { stack, items } = props.entry;
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  const { view } = useMap();
  const counts = {
    working: String(stack.working),
    unknown: String(stack.unknown),
    total: String(stack.members.length),
    needs: String(stack.needs),
  };
  return (
    <div
      role="group"
      aria-label={t('estate.group', { group: stack.group })}
      className={`${styles.stack} ${verdictColours(stack.verdict)} ${
        view === 'redundancy' ? styles.stackStrong : ''
      }`}
    >
      <div className={styles.stackState} title={stack.group}>
        <VerdictLabel verdict={stack.verdict} size={12} />
        <span>
          {stack.unknown > 0
            ? t('estate.stack.unknown', counts)
            : t('estate.stack.state', counts)}
        </span>
      </div>
      {items.map(item => (
        <EntitySpot key={item.ref} item={item} />
      ))}
    </div>
  );
}

/** Entities of one type in a crowded cell, counted by state. */
function Bundle(props: { entry: Extract<CellEntry, { kind: 'bundle' }> }) {
  const { type, items } = props.entry;
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  const word = useVerdictWord();
  return (
    <div className={styles.bundle}>
      <EntityTypeIcon type={type} />
      <span className={styles.bundleName}>
        {t('estate.bundle', { count: items.length, type })}
      </span>
      {STANDINGS.map(standing => {
        const count = items.filter(
          item => standingOf(item) === standing,
        ).length;
        return count > 0 ? (
          <span
            key={standing}
            className={`${styles.count} ${verdictColours(standing)}`}
          >
            <VerdictIcon verdict={standing} size={12} label={word(standing)} />
            {count}
          </span>
        ) : null;
      })}
    </div>
  );
}
