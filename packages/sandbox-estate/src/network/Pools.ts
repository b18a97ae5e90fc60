import type { EstateModel } from '../model';

/** Nodes of the on-premises cluster whose ingress the pools lead to. */
export const POOL_NODES = ['worker-1', 'worker-2', 'worker-3'];

const PORTS: Record<string, number> = { 'mis-web': 443, 'mis-api': 8443 };

/** The pools of the on-premises site; their members are as well as the application behind them. */
export class Pools {
  /** Nodes that do not answer their monitor. */
  readonly down = new Set<string>();
  readonly #model: EstateModel;

  constructor(model: EstateModel) {
    this.#model = model;
  }

  get names(): string[] {
    return Object.keys(PORTS);
  }

  members(pool: string) {
    // Where no application runs in this sandbox, nothing says that it is ill.
    const well = this.#model.endpointsHealthy.get('on-prem') !== false;
    return POOL_NODES.map(name => ({
      name,
      port: PORTS[pool],
      available: well && !this.down.has(name),
    }));
  }
}
