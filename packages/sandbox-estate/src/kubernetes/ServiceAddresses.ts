import { KubeObject, NewKubeObject } from './store/objects';
import { ObjectStore } from './store/ObjectStore';

const FIRST_NODE_PORT = 30_000;

/** Gives services the addresses and node ports that they need. */
export class ServiceAddresses {
  readonly #store: ObjectStore;
  /** First three octets with their dot. */
  readonly #prefix: string;

  constructor(store: ObjectStore, prefix: string) {
    this.#store = store;
    this.#prefix = prefix;
  }

  assign(service: NewKubeObject, previous?: KubeObject): void {
    const { spec } = service;
    if (spec.type === 'ExternalName') {
      return;
    }
    spec.clusterIP ??= previous?.spec.clusterIP ?? this.#freeAddress();
    spec.clusterIPs = [spec.clusterIP];
    if (spec.type === 'NodePort' || spec.type === 'LoadBalancer') {
      for (const port of spec.ports ?? []) {
        port.nodePort ??=
          previous?.spec.ports?.find((old: any) => old.port === port.port)
            ?.nodePort ?? this.#freeNodePort(service);
      }
    }
  }

  #freeAddress(): string {
    const used = new Set(
      this.#store.list('services').map(one => one.spec.clusterIP),
    );
    for (let host = 2; host < 255; host++) {
      if (!used.has(`${this.#prefix}${host}`)) {
        return `${this.#prefix}${host}`;
      }
    }
    throw new Error(`no service address is free in ${this.#prefix}0/24`);
  }

  #freeNodePort(service: NewKubeObject): number {
    const used = new Set(
      [...this.#store.list('services'), service].flatMap(one =>
        (one.spec.ports ?? []).map((port: any) => port.nodePort),
      ),
    );
    let port = FIRST_NODE_PORT;
    while (used.has(port)) {
      port += 1;
    }
    return port;
  }
}
