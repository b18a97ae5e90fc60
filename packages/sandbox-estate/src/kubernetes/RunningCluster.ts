import { randomBytes } from 'node:crypto';
import type { EstateModel, SiteName } from '../model';
import type { SandboxContext } from '../part';
import { until } from '../process/until';
import { ApiHandler } from './api/ApiHandler';
import { ApiServer } from './api/ApiServer';
import type { User } from './api/authorizer';
import type { ClusterCertificates } from './certificates';
import { Cluster } from './Cluster';
import type { Timings } from './controllers/Control';
import { ZONE_LABEL } from './controllers/scheduler';
import { Load } from './Load';
import { PORTAL_USER } from './seed/access';
import { applySeed, seedOf } from './seed/seedCluster';
import { SITES } from './seed/sites';
import { isSettled } from './settled';
import { WorkerGroup } from './WorkerGroup';

const DEPLOYMENTS = 'deployments.apps';
const ADMIN: User = { name: 'kubernetes-admin', groups: ['system:masters'] };
const PORTAL: User = { name: PORTAL_USER, groups: ['system:authenticated'] };
const WELL_WITHIN_SECONDS = 15;

/** The first host number of pods in a network that they share with the nodes. */
const FIRST_POD_HOST = 40;

/** One cluster of the sandbox with its API server and its credentials. */
export class RunningCluster {
  readonly cluster: Cluster;
  readonly server: ApiServer;
  readonly url: string;
  readonly adminToken: string;
  readonly portalToken: string;
  /** Its worker nodes, where they can become more. */
  readonly workers?: WorkerGroup;
  readonly #model: EstateModel;
  readonly #seed: any[];

  static async start(options: {
    site: SiteName;
    context: SandboxContext;
    certificates: ClusterCertificates;
    timings?: Partial<Timings>;
  }): Promise<RunningCluster> {
    const { site, context, certificates } = options;
    const running = new RunningCluster({
      ...options,
      port: await context.port(`kubernetes-${site}`),
      adminToken: await context.secret(`kubernetes-admin-${site}`),
      portalToken: await context.secret(`kubernetes-portal-${site}`),
      certificates,
    });
    running.cluster.build(() => applySeed(running.cluster));
    // What is released blue-green gets its newest release now, with its smoke test.
    running.cluster.build(() => applySeed(running.cluster));
    if (running.workers) {
      context.model.nodeGroups.set(running.workers.name, running.workers);
    }
    await running.server.start();
    return running;
  }

  private constructor(options: {
    site: SiteName;
    context: SandboxContext;
    certificates: ClusterCertificates;
    timings?: Partial<Timings>;
    port: number;
    adminToken: string;
    portalToken: string;
  }) {
    const { site, context, certificates, port } = options;
    const seed = SITES[site];
    this.#seed = seedOf(site);
    const log = (message: string) =>
      context.log(`kubernetes ${site}: ${message}`);
    this.#model = context.model;
    this.url = `https://127.0.0.1:${port}`;
    this.adminToken = options.adminToken;
    this.portalToken = options.portalToken;
    if (seed.maxWorkers > seed.workers) {
      this.workers = new WorkerGroup(context.model, site, () => ({
        list: () => this.cluster.store.list('nodes'),
        isUp: name => this.cluster.isNodeUp(name),
        setCordoned: (name, cordoned) =>
          this.cluster.setCordoned(name, cordoned),
        resized: () => this.cluster.resized(),
      }));
    }
    this.cluster = new Cluster({
      name: site,
      load: new Load(context.model),
      caCertificate: certificates.ca.cert,
      servicePrefix: seed.servicePrefix,
      timings: options.timings,
      // EKS gives pods addresses of the VPC; on premises they have an overlay.
      podRange: node =>
        site === 'on-prem'
          ? { prefix: node.spec.podCIDR.replace(/0\/24$/, ''), first: 2 }
          : { prefix: seed.nodePrefix, first: FIRST_POD_HOST },
      nodeGroup: this.workers,
      git: () => ({
        revision: context.model.git?.revision,
        tags: context.model.git?.tags ?? {},
        reachable: context.model.git?.reachable ?? true,
      }),
      seeded: (kind, name) =>
        this.#seed.find(
          each => each.kind === kind && each.metadata.name === name,
        ),
      log,
    });
    this.server = new ApiServer({
      handler: new ApiHandler(this.cluster, `127.0.0.1:${port}`),
      certificate: certificates.server,
      port,
      log,
    });
    this.refusePortal(false);
  }

  /** Nodes of zones that are lost stop, those of others run. */
  followZones(): void {
    const { zones } = SITES[this.cluster.name];
    for (const node of this.cluster.store.list('nodes')) {
      const label = node.metadata.labels?.[ZONE_LABEL];
      const zone = zones.find(candidate => candidate.label === label);
      const lost = !!zone && this.#model.lostZones.has(zone.name);
      this.cluster.setNodeDown(node.metadata.name, 'lose-zone', lost);
    }
  }

  /** With its site the API server goes, and comes back with it. */
  async followSite(lost: boolean): Promise<void> {
    if (lost) {
      await this.server.disrupt('lost');
    } else {
      await this.server.restore('lost');
    }
  }

  /** A token that has expired: the portal's is no longer known here. */
  refusePortal(refused: boolean): void {
    const portal = refused
      ? randomBytes(24).toString('base64url')
      : this.portalToken;
    this.server.setUsers([
      { token: this.adminToken, user: ADMIN },
      { token: portal, user: PORTAL },
    ]);
  }

  /** @returns what puts the former images back, where nobody else has changed them. */
  releaseBadImage(name: string): () => Promise<void> {
    const { store } = this.cluster;
    const key = `mis/${name}`;
    const before = new Map<string, string>();
    const bad = (image: string) => `${image.replace(/:[^:/]+$/, '')}:bad`;
    store.modify(DEPLOYMENTS, key, draft => {
      for (const container of draft.spec.template.spec.containers) {
        before.set(container.name, container.image);
        container.image = bad(container.image);
      }
    });
    return async () => {
      store.modify(DEPLOYMENTS, key, draft => {
        for (const container of draft.spec.template.spec.containers) {
          const former = before.get(container.name);
          if (former && container.image === bad(former)) {
            container.image = former;
          }
        }
      });
    };
  }

  /**
   * Resolves when nodes are ready and workloads available. What somebody broke
   * by hand is not waited for long: it is no reason to call a fault uncleared.
   */
  async untilWell(): Promise<void> {
    const { name, log } = this.cluster;
    if (!this.#model.lostSites.has(name)) {
      await until('Recovery of the workloads', () => isSettled(this.cluster), {
        seconds: WELL_WITHIN_SECONDS,
      }).catch((error: Error) => log(error.message));
    }
  }

  async stop(): Promise<void> {
    if (this.workers) this.#model.nodeGroups.delete(this.workers.name);
    this.cluster.stop();
    await this.server.stop();
  }
}
