import { sameJson } from '../store/sameJson';
import { KubeObject, timestamp } from '../store/objects';
import { ResourceType, apiVersionOf } from '../store/resourceTypes';
import { ApiError } from './errors';
import { isSet, mergeKeyOf } from './listKeys';
import { strategicMerge } from './strategicMerge';

const isMap = (value: unknown): value is Record<string, any> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

type Fields = Record<string, any>;

/** The `fieldsV1` set of a configuration: what its manager owns. */
export function fieldsOf(value: any, field = ''): Fields {
  const fields: Fields = {};
  if (isMap(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (item === undefined) {
        continue;
      }
      fields[`f:${key}`] = fieldsOf(item, key);
    }
  } else if (Array.isArray(value)) {
    const key = mergeKeyOf(field, value);
    for (const item of value) {
      if (key) {
        fields[`k:${JSON.stringify({ [key]: item[key] })}`] = {
          '.': {},
          ...fieldsOf(item),
        };
      } else if (isSet(field)) {
        fields[`v:${JSON.stringify(item)}`] = {};
      }
    }
  }
  return fields;
}

function itemIndex(list: any[], key: string): number {
  if (key.startsWith('v:')) {
    return list.indexOf(JSON.parse(key.slice(2)));
  }
  const wanted = Object.entries(JSON.parse(key.slice(2)));
  return list.findIndex(item =>
    wanted.every(([name, value]) => item?.[name] === value),
  );
}

const childOf = (value: any, key: string): any =>
  key.startsWith('f:') ? value?.[key.slice(2)] : value?.[itemIndex(value, key)];

/** Takes out of a value what was owned and is no longer wanted. */
function prune(
  value: any,
  owned: Fields,
  wanted: Fields,
  others: Fields[],
): void {
  for (const key of Object.keys(owned).filter(name => name !== '.')) {
    const remaining = others.map(fields => fields[key]).filter(Boolean);
    const child = childOf(value, key);
    if (Object.hasOwn(wanted, key)) {
      if (child && typeof child === 'object') {
        prune(child, owned[key], wanted[key], remaining);
      }
    } else if (remaining.length === 0) {
      if (key.startsWith('f:')) {
        delete value?.[key.slice(2)];
      } else if (Array.isArray(value) && itemIndex(value, key) >= 0) {
        value.splice(itemIndex(value, key), 1);
      }
    } else if (child && typeof child === 'object') {
      prune(child, owned[key], {}, remaining);
    }
  }
}

/** Paths of leaves that another manager owns with another value. */
function collisions(
  current: any,
  config: any,
  wanted: Fields,
  others: Fields,
  path: string,
): string[] {
  return Object.keys(wanted)
    .filter(key => key !== '.' && Object.hasOwn(others, key))
    .flatMap(key => {
      const here = `${path}${
        key.startsWith('f:') ? `.${key.slice(2)}` : `[${key.slice(2)}]`
      }`;
      const before = childOf(current, key);
      const after = childOf(config, key);
      // Maps and merged lists are shared; only their leaves can collide.
      if (isMap(after) || Object.keys(wanted[key]).length > 0) {
        return collisions(before, after, wanted[key], others[key], here);
      }
      return before === undefined || sameJson(before, after) ? [] : [here];
    });
}

/**
 * Server-side apply: merges a configuration into the object, takes out what
 * its manager applied before and no longer does, and refuses to change what
 * another manager owns unless forced. Ownership stands in `managedFields`.
 */
export function serverSideApply(
  type: ResourceType,
  current: KubeObject | undefined,
  config: any,
  manager: string,
  force: boolean,
): any {
  const { managedFields: _, ...metadata } = config.metadata ?? {};
  const wanted = fieldsOf({
    ...config,
    apiVersion: undefined,
    kind: undefined,
    metadata: { labels: metadata.labels, annotations: metadata.annotations },
  });
  delete wanted['f:apiVersion'];
  delete wanted['f:kind'];
  const entries = current?.metadata.managedFields ?? [];
  const others = entries.filter(
    entry => !(entry.manager === manager && entry.operation === 'Apply'),
  );
  const mine = entries.find(entry => !others.includes(entry));
  if (current && !force) {
    const causes = others.flatMap(entry =>
      collisions(current, config, wanted, entry.fieldsV1, '').map(field => ({
        reason: 'FieldManagerConflict',
        message: `conflict with "${entry.manager}"`,
        field,
      })),
    );
    if (causes.length > 0) {
      const list = causes.map(cause => `${cause.message}: ${cause.field}`);
      throw new ApiError(
        409,
        'Conflict',
        `Apply failed with ${causes.length} conflict${
          causes.length > 1 ? 's' : ''
        }: ${list.join('\n')}`,
        { causes },
      );
    }
  }
  const base = current ? structuredClone(current) : {};
  if (mine) {
    prune(
      base,
      mine.fieldsV1,
      wanted,
      others.map(entry => entry.fieldsV1),
    );
  }
  const result = strategicMerge(base, { ...config, metadata });
  result.metadata.managedFields = [
    ...others,
    {
      manager,
      operation: 'Apply',
      apiVersion: apiVersionOf(type),
      time: timestamp(),
      fieldsType: 'FieldsV1',
      fieldsV1: wanted,
    },
  ];
  return result;
}
