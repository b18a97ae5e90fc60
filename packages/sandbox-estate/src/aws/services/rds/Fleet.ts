import {
  REGIONS,
  type DatabaseControl,
  type EstateModel,
} from '../../../model';
import { within, type Clock } from '../../clock';
import {
  availabilityZone,
  isAwsSite,
  zoneName,
  type AwsSite,
} from '../../sites';
import type { EventCategory } from './eventCategory';
import { EventLog } from './EventLog';
import { settingsOf, type InstanceSettings } from './settings';

const ANSWER_WITHIN_MS = 2000;
const CALLER_WAITS_MS = 250;
/** RDS calls replication degraded when it works and cannot keep up. */
const DEGRADED_AFTER_SECONDS = 60;

/** What RDS is doing with an instance, in its own words for the status. */
export type Activity = 'modifying' | 'rebooting' | 'starting' | 'stopping';

/** One DB instance as the control plane sees it. */
export interface Instance {
  control: DatabaseControl;
  site: AwsSite;
  region: string;
  settings: InstanceSettings;
  createdAt: Date;
  zone: string;
  secondaryZone?: string;
  /** When the server itself answered last. */
  answeredAt?: Date;
  /** What it answered last; kept while it is silent. */
  inRecovery?: boolean;
  replayAgeSeconds?: number;
  activity?: Activity;
  stoppedOnRequest: boolean;
  lastState?: ReturnType<DatabaseControl['state']>;
}

/**
 * The PostgreSQL servers of the AWS sites as DB instances. Everything that can
 * be asked of the servers is asked of them; what RDS adds (status of a running
 * action, events, zones) is kept here.
 */
export class Fleet {
  readonly events = new EventLog();
  readonly #instances = new Map<string, Instance>();
  readonly #model: EstateModel;
  readonly #clock: Clock;
  readonly #log: (message: string) => void;
  readonly #running = new Set<Promise<void>>();

  constructor(
    model: EstateModel,
    clock: Clock,
    log: (message: string) => void,
  ) {
    this.#model = model;
    this.#clock = clock;
    this.#log = log;
  }

  /** Asks every server, and notes what has changed since the last time. */
  async observe(): Promise<void> {
    await Promise.all(this.#all().map(instance => this.#observe(instance)));
  }

  /** As `observe`, but no caller of the API waits long for a server that hangs. */
  async observeBriefly(): Promise<void> {
    await within(CALLER_WAITS_MS, () => this.observe());
  }

  /** The instances of a region, by identifier, as known since the last observation. */
  of(region: string): Instance[] {
    return this.#all()
      .filter(instance => instance.region === region)
      .sort((a, b) => (a.control.name < b.control.name ? -1 : 1));
  }

  find(identifier: string): Instance | undefined {
    return this.#all().find(({ control }) => control.name === identifier);
  }

  /** The instance that this one replicates from; undefined once promoted. */
  sourceOf(instance: Instance): Instance | undefined {
    const { source } = instance.settings;
    if (!source || instance.inRecovery === false) return undefined;
    return this.find(source.identifier);
  }

  status(instance: Instance): string {
    if (instance.activity) return instance.activity;
    switch (instance.control.state()) {
      case 'starting':
        return instance.answeredAt ? 'starting' : 'creating';
      case 'stopped':
        return instance.stoppedOnRequest ? 'stopped' : 'failed';
      default:
        // The control plane doesn't see that a process hangs; its metrics do.
        return 'available';
    }
  }

  /** State of the replication into this instance, as `StatusInfos` has it. */
  replication(instance: Instance): { status: string; message?: string } {
    const source = this.sourceOf(instance);
    if (instance.control.state() === 'stopped') {
      return { status: 'stopped', message: 'The replica is not running' };
    }
    if (source && source.control.state() !== 'running') {
      return {
        status: 'error',
        message: `The source ${source.control.name} does not answer`,
      };
    }
    if (this.#model.links.get('inter-region')?.up === false) {
      return { status: 'error', message: 'The source cannot be reached' };
    }
    const age = instance.replayAgeSeconds;
    if (age === undefined) {
      return { status: 'error', message: 'The replica gives no reading' };
    }
    return age > DEGRADED_AFTER_SECONDS
      ? {
          status: 'replication degraded',
          message: `The replica is ${Math.round(age)} seconds behind`,
        }
      : { status: 'replicating' };
  }

  /** Runs an action in the background, as RDS does, with the status that it shows meanwhile. */
  act(
    instance: Instance,
    activity: Activity,
    action: () => Promise<void>,
    done: { message: string; categories: EventCategory[] },
  ): void {
    instance.activity = activity;
    const running = (async () => {
      try {
        await action();
        this.note(instance, done.message, done.categories);
      } catch (error) {
        this.#log(`RDS ${instance.control.name}: ${activity} failed: ${error}`);
        this.note(instance, `The DB instance could not finish ${activity}`, [
          'failure',
        ]);
      } finally {
        instance.activity = undefined;
        instance.lastState = instance.control.state();
        await this.#observe(instance);
        this.#model.changed(`database:${instance.control.name}`);
      }
    })();
    this.#running.add(running);
    running.finally(() => this.#running.delete(running));
  }

  note(instance: Instance, message: string, categories: EventCategory[]): void {
    this.events.add({
      identifier: instance.control.name,
      region: instance.region,
      at: new Date(this.#clock.now()),
      message,
      categories,
    });
  }

  /** Swaps the standby in. */
  failOver(instance: Instance): void {
    const { zone, secondaryZone } = instance;
    if (!secondaryZone) return;
    instance.zone = secondaryZone;
    instance.secondaryZone = zone;
    this.note(instance, 'Multi-AZ instance failover completed', ['failover']);
  }

  /** Resolves when no action is running any more. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #all(): Instance[] {
    const instances: Instance[] = [];
    for (const control of this.#model.databases.values()) {
      if (!isAwsSite(control.site)) continue;
      let instance = this.#instances.get(control.name);
      if (!instance || instance.control !== control) {
        instance = this.#enrol(control, control.site);
        this.#instances.set(control.name, instance);
      }
      instances.push(instance);
    }
    return instances;
  }

  #enrol(control: DatabaseControl, site: AwsSite): Instance {
    const settings = settingsOf(control.name);
    const [zone, secondary] = settings.zones;
    const instance: Instance = {
      control,
      site,
      region: REGIONS[site],
      settings,
      createdAt: new Date(this.#clock.now()),
      zone: availabilityZone(site, zone),
      secondaryZone: secondary && availabilityZone(site, secondary),
      stoppedOnRequest: false,
    };
    this.note(instance, 'DB instance created', ['creation']);
    return instance;
  }

  async #observe(instance: Instance): Promise<void> {
    const { control } = instance;
    const state = control.state();
    const asked = state === 'running';
    const [inRecovery, age] = asked
      ? await Promise.all([
          within(ANSWER_WITHIN_MS, () => control.inRecovery()),
          within(ANSWER_WITHIN_MS, () => control.replayAgeSeconds()),
        ])
      : [undefined, undefined];
    instance.replayAgeSeconds = inRecovery ? age : undefined;
    if (inRecovery !== undefined) {
      instance.answeredAt = new Date(this.#clock.now());
      instance.inRecovery = inRecovery;
    }
    if (!instance.activity) this.#noteTransition(instance, state);
    const lost = (zone: string) =>
      this.#model.lostZones.has(zoneName(instance.site, zone));
    if (
      lost(instance.zone) &&
      instance.secondaryZone &&
      !lost(instance.secondaryZone)
    ) {
      this.note(instance, 'Multi-AZ instance failover started', ['failover']);
      this.failOver(instance);
    }
  }

  #noteTransition(
    instance: Instance,
    state: ReturnType<DatabaseControl['state']>,
  ): void {
    const before = instance.lastState;
    instance.lastState = state;
    if (before === undefined || before === state) return;
    if (state === 'stopped') {
      this.note(instance, 'DB instance shutdown', ['availability']);
    } else if (state === 'running' && before !== 'hung') {
      instance.stoppedOnRequest = false;
      this.note(instance, 'DB instance restarted', ['availability']);
    }
  }
}
