/**
 * How Kubernetes merges the lists of its types, by the name of the field
 * (`x-kubernetes-patch-merge-key`). Fields absent here are replaced whole.
 */
const MERGE_KEYS: Record<string, string[]> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  volumeClaimTemplates: [],
  // A container's ports are told apart by containerPort, a service's by port.
  ports: ['containerPort', 'port'],
  imagePullSecrets: ['name'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey'],
  resourceClaims: ['name'],
  conditions: ['type'],
  containerStatuses: [],
  ownerReferences: ['uid'],
  addresses: ['type'],
  secrets: ['name'],
  podIPs: ['ip'],
  hostIPs: ['ip'],
};

/** Lists of plain values that are merged as sets. */
const SETS = new Set(['finalizers']);

/** The key that tells items of a list apart; undefined where it is atomic. */
export function mergeKeyOf(
  field: string,
  items: unknown[],
): string | undefined {
  const first = items.find(item => item !== null && typeof item === 'object');
  return MERGE_KEYS[field]?.find(
    key => first !== undefined && Object.hasOwn(first as object, key),
  );
}

/** The keys by which server-side apply tells items apart. */
export function isSet(field: string): boolean {
  return SETS.has(field);
}
