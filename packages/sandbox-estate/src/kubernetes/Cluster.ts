import type { SiteName } from '../model';
import type { ClusterState, Usage } from './ClusterState';
import type { Load } from './Load';
import { Applications, type GitState } from './controllers/applications';
import { Autoscalers } from './controllers/autoscalers';
import { Budgets, budgetsOf } from './controllers/budgets';
import { isReady } from './controllers/conditions';
import { Control, TIMINGS, Timings } from './controllers/Control';
import { CronJobs } from './controllers/cronJobs';
import { DaemonSets } from './controllers/daemonSets';
import { Descheduler } from './controllers/descheduler';
import { Deployments } from './controllers/deployments';
import { ServiceEndpoints } from './controllers/endpoints';
import { EventRecorder } from './controllers/EventRecorder';
import { Garbage, Namespaces } from './controllers/garbage';
import { Jobs } from './controllers/jobs';
import { Kubelet } from './controllers/kubelet';
import { NodeGroup, NodeGroups } from './controllers/nodeGroups';
import { setCordoned } from './controllers/cordon';
import { Nodes } from './controllers/nodes';
import { PodAddresses } from './controllers/podAddresses';
import { ReconcileLoop } from './controllers/ReconcileLoop';
import { ReplicaSets } from './controllers/replicaSets';
import { Rollouts } from './controllers/rollouts';
import { Scheduler } from './controllers/scheduler';
import { StatefulSets } from './controllers/statefulSets';
import { ServiceAddresses } from './ServiceAddresses';
import { KubeObject, NewKubeObject, controllerOf } from './store/objects';
import { ObjectStore } from './store/ObjectStore';
import { ResourceTypes } from './store/resourceTypes';

export interface ClusterOptions {
  name: SiteName;
  load: Load;
  /** Certificate that pods find in their namespace. */
  caCertificate: string;
  /** Prefix and first host number of the pod addresses of a node. */
  podRange(node: KubeObject): { prefix: string; first: number };
  servicePrefix: string;
  /** Where the cluster can grow by itself. */
  nodeGroup?: NodeGroup;
  timings?: Partial<Timings>;
  /** What Git holds, which Argo CD follows. */
  git(): GitState;
  /** An object as it is seeded. */
  seeded(kind: string, name: string): KubeObject | undefined;
  log(message: string): void;
}

/** One cluster: its objects, and the controllers that keep them true. */
export class Cluster implements ClusterState {
  readonly name: SiteName;
  readonly store = new ObjectStore();
  readonly types = new ResourceTypes();
  readonly log: (message: string) => void;
  readonly applications: Applications;
  readonly #loop: ReconcileLoop;
  readonly #load: Load;
  readonly #services: ServiceAddresses;
  readonly #autoscalers: Autoscalers;
  readonly #descheduler: Descheduler;
  readonly #nodes: Nodes;
  readonly #kubelet: Kubelet;
  readonly #nodeGroups?: NodeGroups;
  /** Machines that do not run, with what stopped them. */
  readonly #down = new Map<string, Set<string>>();

  constructor(options: ClusterOptions) {
    this.name = options.name;
    this.log = options.log;
    this.#load = options.load;
    this.#loop = new ReconcileLoop(options.log);
    this.#services = new ServiceAddresses(this.store, options.servicePrefix);
    const control: Control = {
      cluster: this,
      store: this.store,
      loop: this.#loop,
      events: new EventRecorder(this.store),
      timings: { ...TIMINGS, ...options.timings },
    };
    const addresses = new PodAddresses(this.store);
    this.applications = new Applications(control, {
      git: options.git,
      manifest: name => options.seeded('Deployment', name),
    });
    this.#autoscalers = new Autoscalers(control);
    this.#descheduler = new Descheduler(control);
    this.#nodes = new Nodes(control);
    this.#kubelet = new Kubelet(control, node => {
      const { prefix, first } = options.podRange(node);
      return addresses.take(prefix, first);
    });
    this.#loop.add(
      new Namespaces(control, options.caCertificate),
      new Garbage(control),
      new Deployments(control),
      new StatefulSets(control),
      new DaemonSets(control),
      new CronJobs(control),
      new Jobs(control),
      new Rollouts(control),
      new ReplicaSets(control),
      new Scheduler(control),
      this.#nodes,
      this.#kubelet,
      new ServiceEndpoints(control),
      new Budgets(control),
      this.#autoscalers,
      this.#descheduler,
      this.applications,
    );
    if (options.nodeGroup) {
      this.#nodeGroups = new NodeGroups(control, options.nodeGroup);
      this.#loop.add(this.#nodeGroups);
    }
    this.store.subscribe(event => {
      if (event.resource === 'customresourcedefinitions.apiextensions.k8s.io') {
        if (event.action === 'DELETED') {
          this.types.forget(event.object as any);
        } else {
          this.types.define(event.object as any);
        }
      }
      this.#loop.observe(event);
    });
  }

  /** Builds the cluster; when it returns, all of it runs. */
  build(seed: () => void): void {
    this.#loop.settle(seed);
  }

  stop(): void {
    this.#loop.stop();
  }

  admit(object: NewKubeObject, previous?: KubeObject): void {
    if (object.kind === 'Service') {
      this.#services.assign(object, previous);
    }
    if (object.kind === 'Pod' && !previous) {
      object.status = { phase: 'Pending' };
    }
    if (object.kind === 'CustomResourceDefinition') {
      const { names, versions } = object.spec;
      object.status = {
        acceptedNames: names,
        storedVersions: versions.map((version: any) => version.name),
        conditions: ['NamesAccepted', 'Established'].map(type => ({
          type,
          status: 'True',
          reason: type,
          message: '',
          lastTransitionTime: new Date().toISOString(),
        })),
      };
    }
  }

  budgetsOf(pod: KubeObject): KubeObject[] {
    return budgetsOf(this.store, pod);
  }

  isNodeUp(name: string): boolean {
    return !this.#down.get(name)?.size;
  }

  /** Stops or starts the machine of a node; it runs when no cause is left. */
  setNodeDown(name: string, cause: string, down: boolean): void {
    const causes = this.#down.get(name) ?? new Set();
    const before = causes.size > 0;
    if (down) {
      causes.add(cause);
    } else {
      causes.delete(cause);
    }
    this.#down.set(name, causes);
    if (before === causes.size > 0) {
      return;
    }
    this.#loop.enqueue(this.#nodes, name);
    if (!down) {
      for (const pod of this.store.list('pods')) {
        if (pod.spec.nodeName === name) {
          this.#loop.enqueue(
            this.#kubelet,
            `${pod.metadata.namespace}/${pod.metadata.name}`,
          );
        }
      }
    }
  }

  podUsage(pod: KubeObject): Usage {
    const owner = controllerOf(pod)?.uid;
    const serving = this.store
      .list('pods', pod.metadata.namespace)
      .filter(other => controllerOf(other)?.uid === owner && isReady(other));
    return this.#load.usage(this.name, pod, serving.length);
  }

  /** Whether workloads that ask for it are spread evenly over the zones. */
  isSpread(): boolean {
    return this.#descheduler.isSpread();
  }

  /** Lets the scheduler pass a node by, as `kubectl cordon` does. */
  setCordoned(name: string, cordoned: boolean): void {
    setCordoned(this.store, name, cordoned);
  }

  /** To be called when its node group was given other sizes. */
  resized(): void {
    this.#nodeGroups?.resized();
  }

  /** To be called when users have moved: pods are busier or idler than before. */
  loadMoved(): void {
    this.#autoscalers.refresh();
  }
}
