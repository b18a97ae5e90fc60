import { KubeObject } from '../store/objects';

/** An age as `kubectl` prints it: 45s, 3m12s, 5h, 12d. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const both = (a: number, au: string, b: number, bu: string) =>
    b === 0 ? `${a}${au}` : `${a}${au}${b}${bu}`;
  if (seconds < 120) {
    return `${seconds}s`;
  }
  if (minutes < 10) {
    return both(minutes, 'm', seconds % 60, 's');
  }
  if (minutes < 180) {
    return `${minutes}m`;
  }
  if (hours < 8) {
    return both(hours, 'h', minutes % 60, 'm');
  }
  if (hours < 48) {
    return `${hours}h`;
  }
  return days < 8 ? both(days, 'd', hours % 24, 'h') : `${days}d`;
}

export function since(time: string | undefined): string {
  return time ? humanDuration(Date.now() - Date.parse(time)) : '<unknown>';
}

/** The simple JSONPaths of printer columns: `.a.b`, `.a[0].b`, `.a["b.c"]`. */
export function valueAt(object: unknown, path: string): unknown {
  const steps = path.match(/[^.[\]"']+|\["[^"]+"\]|\['[^']+'\]/g) ?? [];
  let value: any = object;
  for (const step of steps) {
    value = value?.[step.replace(/^\[["']|["']\]$/g, '')];
  }
  return value ?? null;
}

export function joined(values: (string | undefined)[] | undefined): string {
  const known = (values ?? []).filter(Boolean);
  return known.length > 0 ? known.join(',') : '<none>';
}

export function labelsText(labels: Record<string, string> | undefined): string {
  return joined(
    Object.entries(labels ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `${key}=${value}`),
  );
}

/** A label selector as one cell. */
export function selectorCell(selector: any): string {
  const expressions = (selector?.matchExpressions ?? []).map((need: any) => {
    switch (need.operator) {
      case 'Exists':
        return need.key;
      case 'DoesNotExist':
        return `!${need.key}`;
      default:
        return `${need.key} ${need.operator.toLowerCase()} (${need.values})`;
    }
  });
  const labels = Object.entries(selector?.matchLabels ?? {}).map(
    ([key, value]) => `${key}=${value}`,
  );
  return joined([...labels, ...expressions]);
}

export function containerNames(template: any): string {
  return joined(template?.spec?.containers?.map((c: any) => c.name));
}

export function containerImages(template: any): string {
  return joined(template?.spec?.containers?.map((c: any) => c.image));
}

export function conditionOf(object: KubeObject, type: string): any {
  return object.status?.conditions?.find(
    (condition: any) => condition.type === type,
  );
}
