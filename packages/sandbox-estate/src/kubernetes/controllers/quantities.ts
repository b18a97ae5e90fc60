const UNITS: Record<string, number> = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A Kubernetes quantity (`500m`, `4Gi`) as a number; 0 for none. */
export function quantity(text: string | number | undefined): number {
  const match = /^([\d.]+)([a-zA-Z]*)$/.exec(String(text ?? '0'));
  return match
    ? Number(match[1]) * (UNITS[match[2]] ?? Number.NaN)
    : Number.NaN;
}

export interface Resources {
  cpu: number;
  memory: number;
}

/** What the containers of a pod ask for together. */
export function requestsOf(podSpec: any): Resources {
  const sum = { cpu: 0, memory: 0 };
  for (const container of podSpec?.containers ?? []) {
    sum.cpu += quantity(container.resources?.requests?.cpu);
    sum.memory += quantity(container.resources?.requests?.memory);
  }
  return sum;
}
