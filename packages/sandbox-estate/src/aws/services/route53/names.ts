/** A name as Route 53 keeps it: lower case, with the final dot. */
export function canonicalName(name: string): string {
  const lower = name.trim().toLowerCase();
  return lower.endsWith('.') ? lower : `${lower}.`;
}

/** Orders names as Route 53 lists them: by their labels from the right. */
export function listingKey(name: string): string {
  return canonicalName(name).split('.').reverse().join('\u0001');
}

export function isWithin(name: string, zone: string): boolean {
  const [child, parent] = [canonicalName(name), canonicalName(zone)];
  return child === parent || child.endsWith(`.${parent}`);
}

const LABEL = /^[a-z0-9_*]([a-z0-9_-]{0,61}[a-z0-9_])?$/;

export function isDomainName(name: string): boolean {
  const labels = canonicalName(name).slice(0, -1).split('.');
  return (
    name.length <= 255 &&
    labels.every(
      (label, index) => LABEL.test(label) && (index === 0 || label !== '*'),
    )
  );
}
