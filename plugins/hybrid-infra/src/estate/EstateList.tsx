import { useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityDisplayName } from '@backstage/plugin-catalog-react';
import {
  Cell,
  Table,
  useTable,
  type ColumnConfig,
  type SortDescriptor,
} from '@backstage/ui';
import { compareVerdicts } from '@twinshore/plugin-dr-status-common';
import {
  EntityChip,
  VerdictLabel,
  standingOf,
} from '@twinshore/plugin-dr-status-react';
import type { EstateItem } from '../model/EstateItem';
import type { ReplicationHop } from '../model/replication';
import { hybridInfraTranslationRef } from '../translation';
import { HopText } from './HopText';
import styles from './page.module.css';

type Row = EstateItem & { id: string };

/** Worst first; what nobody watches comes after what is known to be well or not. */
function compareStandings(a: EstateItem, b: EstateItem): number {
  return (
    Number(a.unwatched) - Number(b.unwatched) ||
    compareVerdicts(b.verdict, a.verdict)
  );
}

function sortRows(rows: Row[], sort: SortDescriptor): Row[] {
  const direction = sort.direction === 'descending' ? -1 : 1;
  const text = (row: Row): string => {
    switch (sort.column) {
      case 'type':
        return row.type;
      case 'site':
        return row.site;
      case 'tier':
        return row.tier ?? '';
      case 'owner':
        return row.owner ?? '';
      default:
        return row.title;
    }
  };
  return [...rows].sort(
    (a, b) =>
      direction *
        (sort.column === 'verdict'
          ? compareStandings(a, b)
          : text(a).localeCompare(text(b))) || a.title.localeCompare(b.title),
  );
}

/** The estate as a table, with the same filters as the map. */
export function EstateList(props: {
  items: readonly EstateItem[];
  hops: readonly ReplicationHop[];
  siteTitle(site: string): string;
}) {
  const { items, hops, siteTitle } = props;
  const { t } = useTranslationRef(hybridInfraTranslationRef);

  const columns = useMemo<ColumnConfig<Row>[]>(
    () => [
      {
        id: 'name',
        label: t('estate.column.name'),
        isRowHeader: true,
        isSortable: true,
        defaultWidth: '2fr',
        minWidth: 220,
        cell: row => (
          <Cell>
            <EntityChip entity={{ ...row, entityRef: row.ref }} />
          </Cell>
        ),
      },
      {
        id: 'verdict',
        label: t('estate.column.verdict'),
        isSortable: true,
        minWidth: 130,
        cell: row => (
          <Cell>
            <VerdictLabel verdict={standingOf(row)} size={14} />
          </Cell>
        ),
      },
      {
        id: 'type',
        label: t('estate.column.type'),
        isSortable: true,
        minWidth: 120,
        cell: row => <Cell>{row.type}</Cell>,
      },
      {
        id: 'site',
        label: t('estate.column.site'),
        isSortable: true,
        minWidth: 110,
        cell: row => <Cell>{siteTitle(row.site)}</Cell>,
      },
      {
        id: 'tier',
        label: t('estate.column.tier'),
        isSortable: true,
        minWidth: 110,
        cell: row => (
          <Cell>{row.tier ? t(`tier.${row.tier}` as 'tier.data') : '–'}</Cell>
        ),
      },
      {
        id: 'owner',
        label: t('estate.column.owner'),
        isSortable: true,
        minWidth: 150,
        cell: row => (
          <Cell>
            {row.owner ? (
              <EntityDisplayName
                entityRef={row.owner}
                hideIcon
                disableTooltip
              />
            ) : (
              t('estate.noOwner')
            )}
          </Cell>
        ),
      },
      {
        id: 'replicates',
        label: t('estate.column.replicates'),
        minWidth: 200,
        cell: row => (
          <Cell>
            {hops
              .filter(hop => hop.from.ref === row.ref)
              .map(hop => (
                <span key={hop.id} className={styles.hopLine}>
                  {hop.to.title} <HopText hop={hop} short />
                </span>
              ))}
          </Cell>
        ),
      },
    ],
    [t, hops, siteTitle],
  );

  const rows = useMemo<Row[]>(
    () => items.map(item => ({ ...item, id: item.ref })),
    [items],
  );
  const { tableProps } = useTable<Row>({
    mode: 'complete',
    data: rows,
    initialSort: { column: 'verdict', direction: 'ascending' },
    sortFn: sortRows,
    paginationOptions: { pageSize: 50, pageSizeOptions: [20, 50, 100] },
  });
  return (
    <div className={styles.list}>
      <Table columnConfig={columns} {...tableProps} />
    </div>
  );
}
