import { KubeObject } from '../store/objects';
import { ResourceType } from '../store/resourceTypes';
import { CLUSTER_COLUMNS } from './clusterColumns';
import { WORKLOAD_COLUMNS } from './workloadColumns';
import { humanDuration, since, valueAt } from './cells';

/** One column of `kubectl get`; wide ones are shown with `-o wide`. */
export interface Column {
  name: string;
  type?: string;
  format?: string;
  description?: string;
  wide?: boolean;
  value(object: KubeObject): unknown;
}

export const NAME: Column = {
  name: 'Name',
  format: 'name',
  value: object => object.metadata.name,
};

export const AGE: Column = {
  name: 'Age',
  value: object => since(object.metadata.creationTimestamp),
};

function customColumns(type: ResourceType): Column[] {
  const columns = type.custom!.columns.map(
    (column): Column => ({
      name: column.name,
      type: column.type,
      wide: (column.priority ?? 0) > 0,
      value: object => {
        const value = valueAt(object, column.jsonPath);
        return column.type === 'date' && typeof value === 'string'
          ? humanDuration(Date.now() - Date.parse(value))
          : value;
      },
    }),
  );
  return columns.length > 0
    ? [NAME, ...columns]
    : [
        NAME,
        {
          name: 'Age',
          type: 'date',
          value: object => since(object.metadata.creationTimestamp),
        },
      ];
}

/** The columns that the real server prints for a kind. */
export function columnsOf(type: ResourceType): Column[] {
  if (type.custom) {
    return customColumns(type);
  }
  const columns = WORKLOAD_COLUMNS[type.kind] ?? CLUSTER_COLUMNS[type.kind];
  return columns ?? [NAME, AGE];
}
