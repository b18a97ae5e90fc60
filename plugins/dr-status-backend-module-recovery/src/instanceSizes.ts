/**
 * What AWS's names of instance types say of their size: figures of the pages
 * "DB instance classes" and "Supported node types".
 */

const VCPUS: Record<string, number> = {
  large: 2,
  xlarge: 4,
  '2xlarge': 8,
  '4xlarge': 16,
  '8xlarge': 32,
  '12xlarge': 48,
  '16xlarge': 64,
  '24xlarge': 96,
};
/** GiB of memory for each vCPU, by the letter of the family. */
const GIB_PER_VCPU: Record<string, number> = { c: 2, m: 4, r: 8 };
/** Burstable classes, from t3 on: 2 vCPU each below xlarge. */
const BURSTABLE: Record<string, { vcpu: number; memoryGiB: number }> = {
  micro: { vcpu: 2, memoryGiB: 1 },
  small: { vcpu: 2, memoryGiB: 2 },
  medium: { vcpu: 2, memoryGiB: 4 },
  large: { vcpu: 2, memoryGiB: 8 },
  xlarge: { vcpu: 4, memoryGiB: 16 },
  '2xlarge': { vcpu: 8, memoryGiB: 32 },
};

/** Size of `db.r6g.2xlarge`; undefined for a class that is not known here. */
export function databaseSize(
  instanceClass: string,
): { vcpu: number; memoryGiB: number } | undefined {
  const [, family, size] =
    /^db\.([a-z])\d+[a-z]*\.(\w+)$/.exec(instanceClass) ?? [];
  if (family === 't') {
    return BURSTABLE[size];
  }
  const vcpu = VCPUS[size];
  const ratio = GIB_PER_VCPU[family];
  return vcpu === undefined || ratio === undefined
    ? undefined
    : { vcpu, memoryGiB: vcpu * ratio };
}

/** Usable memory of a cache node, which is less than that of the machine. */
const CACHE_GIB: Record<string, Record<string, number>> = {
  m: {
    large: 6.38,
    xlarge: 12.93,
    '2xlarge': 26.04,
    '4xlarge': 52.26,
    '8xlarge': 103.68,
  },
  r: {
    large: 13.07,
    xlarge: 26.32,
    '2xlarge': 52.82,
    '4xlarge': 105.81,
    '8xlarge': 209.55,
  },
  t: { micro: 0.5, small: 1.37, medium: 3.09 },
};

/** Memory of a node of `cache.m7g.large`, GiB; undefined for one that is not known here. */
export function cacheNodeMemory(nodeType: string): number | undefined {
  const [, family, size] =
    /^cache\.([a-z])\d+[a-z]*\.(\w+)$/.exec(nodeType) ?? [];
  return CACHE_GIB[family]?.[size];
}
