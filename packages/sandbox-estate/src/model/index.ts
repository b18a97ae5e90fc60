import { EventEmitter } from 'node:events';

/** Sites of the sandbox, as the catalog names them. */
export type SiteName = 'on-prem' | 'aws-primary' | 'aws-dr';

export const REGIONS: Record<Exclude<SiteName, 'on-prem'>, string> = {
  'aws-primary': 'eu-central-1',
  'aws-dr': 'eu-west-1',
};

/** A real PostgreSQL server, as other parts may see and move it. */
export interface DatabaseControl {
  /** Name of the catalog entity, for example `rds-replica-aws-dr`. */
  name: string;
  site: SiteName;
  host: string;
  port: number;
  state(): 'starting' | 'running' | 'stopped' | 'hung';
  /** Whether it is in recovery, asked of the server itself; undefined when it does not answer. */
  inRecovery(): Promise<boolean | undefined>;
  /** Age of the newest transaction replayed here, seconds; undefined on a primary or when silent. */
  replayAgeSeconds(): Promise<number | undefined>;
  /** PostgreSQL's own promotion. */
  promote(): Promise<void>;
  stop(mode: 'fast' | 'immediate'): Promise<void>;
  start(): Promise<void>;
}

/** Where sessions are kept: a server, or the Sentinels that know where it is now. */
export type SessionLogin = { username: string; password: string } & (
  | { host: string; port: number }
  | { sentinels: Array<{ host: string; port: number }>; masterName: string }
);

/** A network link between sites; traffic really stops when it is down. */
export interface LinkControl {
  /** `direct-connect`, `site-to-site-vpn` or `inter-region`. */
  name: string;
  up: boolean;
}

/** How many worker nodes a cluster may have, and wants now. */
export interface NodeGroupSize {
  min: number;
  max: number;
  desired: number;
}

/** One worker node and the machine that it runs on. */
export interface WorkerMachine {
  /** Name of the node in the cluster. */
  node: string;
  instanceId: string;
  instanceType: string;
  /** Label of the zone: `eu-west-1a`. */
  zone: string;
  running: boolean;
  /** Taken out of service by hand: it runs, and gets no work. */
  standby: boolean;
  launchedAt: Date;
}

/** The worker nodes of a cluster that can grow, as other parts may see and size them. */
export interface NodeGroupControl {
  /** As its nodes are labelled: `workers-aws-dr`. */
  name: string;
  site: SiteName;
  /** Version of Kubernetes, for example `1.32`. */
  kubernetesVersion: string;
  instanceType: string;
  /** Labels of its zones. */
  zones: readonly string[];
  readonly size: Readonly<NodeGroupSize>;
  /** Sets sizes; nodes follow. */
  resize(change: Partial<NodeGroupSize>): void;
  /** While it holds `Launch`, no machine is started. */
  readonly suspendedProcesses: ReadonlySet<string>;
  suspend(process: string, suspended: boolean): void;
  /** Takes the machines of a zone out of service, or brings them back. */
  setStandby(zone: string, standby: boolean): void;
  machines(): WorkerMachine[];
}

/** What the estate's DNS answers for a name. */
export interface DnsAnswer {
  /** Addresses, or the host name of a load balancer. */
  values: string[];
  /** How long a client keeps the answer. */
  ttlSeconds: number;
  /** The site whose load balancer it is; undefined when it is none of the estate's. */
  site?: SiteName;
  /** Which record of several was chosen. */
  setIdentifier?: string;
}

/** Ways in which a system's interface can misbehave. */
export type SystemMisbehaviour =
  | 'refuse'
  | 'hang'
  | 'deny'
  | 'throttle'
  | 'error'
  | 'garbage';

/** The interface of a system that faults can take hold of. */
export interface SystemControl {
  /** Name of the catalog entity, with a number where it has several. */
  name: string;
  /** Undefined for what stands outside the sites. */
  site?: SiteName;
  /** The returned function ends it. */
  disturb(what: SystemMisbehaviour): Promise<() => Promise<void>>;
}

/** What the application of a site has answered since it started, health checks included. */
export interface TrafficCount {
  requests: number;
  /** Answers 5xx. */
  faults: number;
  /** Answers 4xx. */
  errors: number;
  /** Time of all answers together. */
  seconds: number;
}

/** The main branch of the estate's Git. */
export interface GitControl {
  readonly revision: string;
  /** Tag of the image of each workload, as its manifest has it. */
  readonly tags: Record<string, string>;
  /** Whether who follows it can read it now. */
  readonly reachable: boolean;
  /** Adds a commit that changes no file. */
  commit(message: string): Promise<void>;
}

/** The estate's DNS: its answers follow records, health checks and load balancers. */
export interface DnsResolver {
  /** Undefined when the name has no address. */
  resolve(name: string): DnsAnswer | undefined;
}

/**
 * What all interfaces of the sandbox speak about: one model, so that what is
 * changed through one of them shows in the others. Emits `change` with the
 * name of what changed.
 */
export class EstateModel extends EventEmitter {
  readonly databases = new Map<string, DatabaseControl>();
  readonly links = new Map<string, LinkControl>();
  /** Worker nodes of the clusters that can grow, by the name of the group. */
  readonly nodeGroups = new Map<string, NodeGroupControl>();
  /** Interfaces of appliances and services, by name. */
  readonly systems = new Map<string, SystemControl>();
  /** Sites whose TLS endpoints accept versions before 1.3. */
  readonly oldTlsVersions = new Set<SiteName>();
  /** Sites whose TLS endpoints present a certificate that has expired. */
  readonly expiredCertificates = new Set<SiteName>();
  /** Zones that are lost, by zone name (`aws-primary-a`). */
  readonly lostZones = new Set<string>();
  /** Sites that are lost. */
  readonly lostSites = new Set<SiteName>();
  /** Whether the load balancer of a site answers well, by site. */
  readonly endpointsHealthy = new Map<SiteName, boolean>();
  /**
   * Where the application of a site answers, by site; `/healthz` below it is 2xx
   * when it is well. Where it is absent, health checks go by `endpointsHealthy`.
   */
  readonly applicationUrls = new Map<SiteName, string>();
  /** Where what users see is counted: `/metrics` below it. */
  usersUrl?: string;
  /** Requests that the application of a site has answered, as tracing sees them. */
  readonly traffic = new Map<SiteName, () => TrafficCount>();
  /** Set by the part that has the repository; `git` changes with its main branch. */
  git?: GitControl;
  /** Set by the part that has the DNS. */
  dns?: DnsResolver;
  /**
   * How the application logs in at a database, straight to its server. Set by
   * the part that has the servers.
   */
  databaseLogin?: (name: string) => {
    host: string;
    port: number;
    user: string;
    password: string;
    database: string;
  };
  /**
   * How the application logs in where the sessions of a site are kept. Set by
   * the part that has the servers.
   */
  sessionLogin?: (site: SiteName) => SessionLogin;
  /**
   * What parts do when a site is lost, and when it is back: each resolves when
   * that has happened in its part.
   */
  readonly siteReactions = new Set<
    (site: SiteName, lost: boolean) => Promise<void>
  >();

  /** Loses a site or brings it back, in all parts. */
  async setSiteLost(site: SiteName, lost: boolean): Promise<void> {
    if (lost) this.lostSites.add(site);
    else this.lostSites.delete(site);
    this.changed(`site:${site}`);
    // In the order of the parts: an application is well only after its database.
    for (const react of this.siteReactions) await react(site, lost);
  }

  changed(what: string): void {
    this.emit('change', what);
  }
}
