import { useEffect, useState, type ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  SearchField,
  Select,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import {
  VerdictIcon,
  standingOf,
  useVerdictWord,
  verdictColours,
} from '@twinshore/plugin-dr-status-react';
import {
  STANDINGS,
  VIEWS,
  isFiltered,
  type EstateFilter,
  type EstateView,
} from '../model/estateFilter';
import type { EstateItem } from '../model/EstateItem';
import { hybridInfraTranslationRef } from '../translation';
import styles from './page.module.css';

interface Choice {
  id: string;
  label: string;
}

function distinct(values: ReadonlyArray<string | undefined>): string[] {
  return [
    ...new Set(values.filter((value): value is string => Boolean(value))),
  ];
}

function MultiSelect(props: {
  label: string;
  /** What it says when nothing is left out. */
  placeholder: string;
  choices: Choice[];
  value: string[];
  onChange(value: string[]): void;
}) {
  const { label, placeholder, choices, value, onChange } = props;
  return (
    <Select
      selectionMode="multiple"
      size="small"
      aria-label={label}
      placeholder={placeholder}
      options={choices}
      value={value}
      onChange={keys => onChange((keys as Array<string | number>).map(String))}
      className={styles.select}
    />
  );
}

export interface EstateToolbarProps {
  items: readonly EstateItem[];
  shownCount: number;
  filter: EstateFilter;
  onChange(change: Partial<EstateFilter>): void;
  siteTitle(site: string): string;
  /** How fresh the page is, beside what decides what it shows. */
  freshness: ReactNode;
}

/** What to show and how; everything it sets stands in the address. */
export function EstateToolbar(props: EstateToolbarProps) {
  const { items, shownCount, filter, onChange, siteTitle, freshness } = props;
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  const word = useVerdictWord();
  const owners = distinct(items.map(item => item.owner)).sort();
  const tiers = distinct(items.map(item => item.tier));

  return (
    <div className={styles.toolbar}>
      <div className={styles.row}>
        <ToggleButtonGroup
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[filter.as]}
          onSelectionChange={keys =>
            onChange({ as: [...keys][0] as EstateFilter['as'] })
          }
          aria-label={t('estate.as')}
        >
          <ToggleButton id="map">{t('estate.map')}</ToggleButton>
          <ToggleButton id="list">{t('estate.list')}</ToggleButton>
        </ToggleButtonGroup>
        {filter.as === 'map' && (
          <ToggleButtonGroup
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[filter.view]}
            onSelectionChange={keys =>
              onChange({ view: [...keys][0] as EstateView })
            }
            aria-label={t('estate.view')}
            className={styles.views}
          >
            {VIEWS.map(view => (
              <ToggleButton key={view} id={view}>
                {t(`estate.views.${view}`)}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
        )}
        <div className={styles.freshness}>{freshness}</div>
      </div>
      <div className={styles.row}>
        <TextFilter
          value={filter.text}
          onChange={text => onChange({ text })}
          label={t('estate.search')}
        />
        <MultiSelect
          label={t('estate.site')}
          placeholder={t('estate.allSites')}
          choices={distinct(items.map(item => item.site)).map(site => ({
            id: site,
            label: siteTitle(site),
          }))}
          value={filter.sites}
          onChange={sites => onChange({ sites })}
        />
        <MultiSelect
          label={t('estate.tier')}
          placeholder={t('estate.allTiers')}
          choices={tiers.map(tier => ({
            id: tier,
            label: t(`tier.${tier}` as 'tier.data'),
          }))}
          value={filter.tiers}
          onChange={next => onChange({ tiers: next })}
        />
        <MultiSelect
          label={t('estate.owner')}
          placeholder={t('estate.allOwners')}
          choices={owners.map(owner => ({
            id: owner,
            label: owner.split('/').pop()!,
          }))}
          value={filter.owners}
          onChange={next => onChange({ owners: next })}
        />
      </div>
      <div className={styles.row} role="group" aria-label={t('estate.verdict')}>
        <span className={styles.total} role="status">
          {shownCount === items.length
            ? t('estate.count', { count: items.length })
            : t('estate.countOf', {
                shown: String(shownCount),
                total: String(items.length),
              })}
        </span>
        {STANDINGS.map(standing => {
          const count = items.filter(
            item => standingOf(item) === standing,
          ).length;
          const pressed = filter.standings.includes(standing);
          if (count === 0 && !pressed) {
            return null;
          }
          return (
            <button
              key={standing}
              type="button"
              aria-pressed={pressed}
              aria-label={t('estate.verdictFilter', {
                verdict: word(standing),
                total: String(count),
              })}
              className={`${styles.standing} ${verdictColours(standing)}`}
              onClick={() =>
                onChange({
                  standings: pressed
                    ? filter.standings.filter(other => other !== standing)
                    : [...filter.standings, standing],
                })
              }
            >
              <VerdictIcon verdict={standing} size={14} />
              {word(standing)} {count}
            </button>
          );
        })}
        {isFiltered(filter) && (
          <Button
            variant="tertiary"
            size="small"
            onPress={() =>
              onChange({
                sites: [],
                tiers: [],
                owners: [],
                standings: [],
                group: undefined,
                text: '',
              })
            }
          >
            {t('estate.reset')}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Typing stays immediate; the address follows with the same stroke, but not the other way round. */
function TextFilter(props: {
  value: string;
  label: string;
  onChange(value: string): void;
}) {
  const { value, label, onChange } = props;
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return (
    <SearchField
      size="small"
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={next => {
        setText(next);
        onChange(next);
      }}
      className={styles.search}
    />
  );
}
