import type {
  EstateModel,
  NodeGroupControl,
  NodeGroupSize,
  SiteName,
  WorkerMachine,
} from '../model';
import type { NodeGroup } from './controllers/nodeGroups';
import { ZONE_LABEL } from './controllers/scheduler';
import { makeNode } from './seed/nodes';
import { SITES } from './seed/sites';
import type { KubeObject } from './store/objects';

/** Addresses that nodes can have, before those of the pods. */
const ADDRESSES = 30;

/** The cluster that the nodes of a group are in. */
interface Nodes {
  list(): KubeObject[];
  isUp(name: string): boolean;
  setCordoned(name: string, cordoned: boolean): void;
  /** Sizes have been set, or machines may be started again. */
  resized(): void;
}

/** The worker nodes of a cluster in AWS: the same machines for the cluster and for AWS. */
export class WorkerGroup implements NodeGroupControl, NodeGroup {
  readonly name: string;
  readonly site: SiteName;
  readonly kubernetesVersion: string;
  readonly instanceType: string;
  readonly zones: readonly string[];
  readonly #model: EstateModel;
  readonly #nodes: () => Nodes;
  readonly #suspended = new Set<string>();
  /** Names of nodes that are out of service by hand. */
  readonly #standby = new Set<string>();
  #size: NodeGroupSize;
  #next: number;

  constructor(model: EstateModel, site: SiteName, nodes: () => Nodes) {
    const seed = SITES[site];
    this.name = `workers-${site}`;
    this.site = site;
    this.kubernetesVersion = seed.kubeletVersion.replace(
      /^v(\d+\.\d+).*$/,
      '$1',
    );
    this.instanceType = seed.worker.type;
    this.zones = seed.zones.map(({ label }) => label);
    this.#model = model;
    this.#nodes = nodes;
    this.#size = WorkerGroup.#seedSize(site);
    this.#next = seed.controlPlanes + seed.workers;
  }

  /** A warm standby keeps its nodes; where more of them serve, some may go. */
  static #seedSize(site: SiteName): NodeGroupSize {
    const { workers, maxWorkers, zones } = SITES[site];
    return { min: zones.length, max: maxWorkers, desired: workers };
  }

  get size(): Readonly<NodeGroupSize> {
    return this.#size;
  }

  get suspendedProcesses(): ReadonlySet<string> {
    return this.#suspended;
  }

  resize(change: Partial<NodeGroupSize>): void {
    this.#size = { ...this.#size, ...change };
    this.#changed();
  }

  suspend(process: string, suspended: boolean): void {
    if (suspended) this.#suspended.add(process);
    else this.#suspended.delete(process);
    this.#changed();
  }

  setStandby(zone: string, standby: boolean): void {
    for (const { node } of this.machines().filter(it => it.zone === zone)) {
      if (this.#standby.has(node) === standby) continue;
      if (standby) this.#standby.add(node);
      else this.#standby.delete(node);
      this.#nodes().setCordoned(node, standby);
    }
    this.#changed();
  }

  /** Puts the sizes back and lets everything run. */
  mend(): void {
    this.#suspended.clear();
    for (const zone of this.zones) this.setStandby(zone, false);
    this.resize(WorkerGroup.#seedSize(this.site));
  }

  machines(): WorkerMachine[] {
    const nodes = this.#nodes();
    return nodes.list().map(node => ({
      node: node.metadata.name,
      instanceId: String(node.spec?.providerID ?? '').replace(/^.*\//, ''),
      instanceType: this.instanceType,
      zone: node.metadata.labels?.[ZONE_LABEL] ?? '',
      running: nodes.isUp(node.metadata.name),
      standby: this.#standby.has(node.metadata.name),
      launchedAt: new Date(node.metadata.creationTimestamp),
    }));
  }

  launches(): boolean {
    return !this.#suspended.has('Launch');
  }

  make(zone: string) {
    const taken = this.machines().map(({ node }) => node);
    // Whoever wants more than there are addresses for gets an error, not a hang.
    for (let tried = 0; tried < ADDRESSES; tried++) {
      const node = makeNode({
        site: this.site,
        index: this.#next++ % ADDRESSES,
        zone,
        controlPlane: false,
      });
      if (!taken.includes(node.metadata.name)) return node;
    }
    throw new Error(`All ${ADDRESSES} addresses of nodes in ${zone} are taken`);
  }

  /** Labels of the zones that machines can be had in now. */
  zonesThere(): string[] {
    return SITES[this.site].zones
      .filter(({ name }) => !this.#model.lostZones.has(name))
      .map(({ label }) => label);
  }

  #changed(): void {
    this.#nodes().resized();
    this.#model.changed(`node-group:${this.name}`);
  }
}
