import { isSet, mergeKeyOf } from './listKeys';

const isMap = (value: unknown): value is Record<string, any> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const ORDER = '$setElementOrder/';
const DROP = '$deleteFromPrimitiveList/';

function withoutDirectives(value: any): any {
  if (Array.isArray(value)) {
    return value
      .filter(item => !(isMap(item) && item.$patch))
      .map(withoutDirectives);
  }
  if (!isMap(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !key.startsWith('$') && item !== null)
      .map(([key, item]) => [key, withoutDirectives(item)]),
  );
}

/** Puts items in the order the client asked for; others keep their place behind. */
function ordered(items: any[], order: any[] | undefined, key?: string): any[] {
  if (!order) {
    return items;
  }
  const wanted = order.map(item => (key ? item[key] : item));
  const rank = (item: any) => {
    const index = wanted.indexOf(key ? item?.[key] : item);
    return index < 0 ? wanted.length : index;
  };
  return items
    .map((item, index) => ({ item, index }))
    .sort((a, b) => rank(a.item) - rank(b.item) || a.index - b.index)
    .map(({ item }) => item);
}

function mergeList(
  field: string,
  original: any[],
  patch: any[],
  order: any[] | undefined,
): any[] {
  if (patch.some(item => isMap(item) && item.$patch === 'replace')) {
    return withoutDirectives(patch);
  }
  if (isSet(field)) {
    return ordered([...new Set([...original, ...patch])], order);
  }
  const key = mergeKeyOf(field, [...patch, ...(order ?? []), ...original]);
  if (!key) {
    return withoutDirectives(patch);
  }
  let result = [...original];
  for (const change of patch) {
    const at = result.findIndex(item => item?.[key] === change[key]);
    if (change.$patch === 'delete') {
      result = result.filter(item => item?.[key] !== change[key]);
    } else if (at < 0) {
      result.push(withoutDirectives(change));
    } else {
      result[at] = strategicMerge(result[at], change);
    }
  }
  return ordered(result, order, key);
}

/**
 * Kubernetes' strategic merge patch: maps are merged, known lists are merged
 * by their key, and `$patch`, `$setElementOrder`, `$deleteFromPrimitiveList`
 * and `$retainKeys` steer it. The original stays as it is.
 */
export function strategicMerge(original: any, patch: any): any {
  if (!isMap(patch)) {
    return patch;
  }
  if (patch.$patch === 'replace') {
    return withoutDirectives({ ...patch, $patch: undefined });
  }
  if (patch.$patch === 'delete') {
    return {};
  }
  const base = isMap(original) ? original : {};
  const result: Record<string, any> = { ...base };
  if (Array.isArray(patch.$retainKeys)) {
    for (const key of Object.keys(result)) {
      if (!patch.$retainKeys.includes(key)) {
        delete result[key];
      }
    }
  }
  for (const [directive, values] of Object.entries(patch)) {
    if (directive.startsWith(DROP)) {
      const field = directive.slice(DROP.length);
      result[field] = (result[field] ?? []).filter(
        (item: unknown) => !values.includes(item),
      );
    }
  }
  for (const [field, value] of Object.entries(patch)) {
    if (field.startsWith(ORDER)) {
      // An order without a change of the list itself still sorts it.
      const name = field.slice(ORDER.length);
      if (!Object.hasOwn(patch, name) && Array.isArray(result[name])) {
        result[name] = mergeList(name, result[name], [], value);
      }
    } else if (field.startsWith('$')) {
      continue;
    } else if (value === null) {
      delete result[field];
    } else if (Array.isArray(value)) {
      const before = Array.isArray(base[field]) ? result[field] : [];
      result[field] = mergeList(field, before, value, patch[ORDER + field]);
    } else {
      result[field] = isMap(value) ? strategicMerge(base[field], value) : value;
    }
  }
  return result;
}
