import {
  KubeObject,
  controllerReference,
  keyOf,
  ownedBy,
  timestamp,
} from '../store/objects';
import { StoreEvent } from '../store/ObjectStore';
import { requestDeletion } from '../store/deletion';
import type { Control } from './Control';
import { isTrue } from './conditions';
import { nextRun } from './cron';
import type { Controller } from './ReconcileLoop';
import { ownerKey } from './replicaSets';

const RESOURCE = 'cronjobs.batch';
const JOBS = 'jobs.batch';
/** Timers cannot wait longer than some 24 days; a day at a time is enough. */
const LONGEST_WAIT_MS = 24 * 3600 * 1000;

/** Starts the Jobs of CronJobs when they are due. */
export class CronJobs implements Controller {
  readonly name = 'cronjob-controller';
  readonly #control: Control;
  /** Schedule and next due time, by key. */
  readonly #next = new Map<string, { schedule: string; at: Date }>();

  constructor(control: Control) {
    this.#control = control;
  }

  concerns({ resource, object }: StoreEvent): string[] {
    if (resource === RESOURCE) {
      return [keyOf(object)];
    }
    return resource === JOBS ? ownerKey(object, 'CronJob') : [];
  }

  reconcile(key: string): void {
    const { store, loop } = this.#control;
    const cron = store.byKey(RESOURCE, key);
    if (!cron || cron.metadata.deletionTimestamp || cron.spec.suspend) {
      this.#next.delete(key);
      return;
    }
    const now = new Date();
    const { schedule } = cron.spec;
    let next = this.#next.get(key);
    if (!next || next.schedule !== schedule) {
      next = { schedule, at: nextRun(schedule, now) };
    } else if (next.at <= now) {
      this.#run(cron, next.at);
      next = { schedule, at: nextRun(schedule, now) };
    }
    this.#next.set(key, next);
    const wait = next.at.getTime() - now.getTime();
    // While the estate is built nothing waits; what is due then comes a little later.
    const least = loop.instant ? 60_000 : 0;
    loop.after(this, key, Math.max(least, Math.min(wait, LONGEST_WAIT_MS)));
    this.#tidy(key, cron);
  }

  #jobs(cron: KubeObject): KubeObject[] {
    return this.#control.store
      .list(JOBS, cron.metadata.namespace)
      .filter(job => ownedBy(job, cron));
  }

  #run(cron: KubeObject, at: Date): void {
    const { store, events } = this.#control;
    const active = this.#jobs(cron).filter(job => !isTrue(job, 'Complete'));
    if (cron.spec.concurrencyPolicy === 'Forbid' && active.length > 0) {
      return;
    }
    const { metadata, spec } = cron.spec.jobTemplate;
    const name = `${cron.metadata.name}-${Math.floor(at.getTime() / 60_000)}`;
    store.insert(JOBS, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        ...metadata,
        name,
        namespace: cron.metadata.namespace,
        ownerReferences: [controllerReference(cron)],
      },
      spec: structuredClone(spec),
    });
    events.record(this.name, cron, 'SuccessfulCreate', `Created job ${name}`);
    store.modify(RESOURCE, keyOf(cron), draft => {
      draft.status = { ...draft.status, lastScheduleTime: timestamp(at) };
    });
  }

  #tidy(key: string, cron: KubeObject): void {
    const { store } = this.#control;
    const jobs = this.#jobs(cron);
    const done = jobs.filter(job => isTrue(job, 'Complete'));
    const limit = cron.spec.successfulJobsHistoryLimit ?? 3;
    for (const job of done.slice(0, Math.max(0, done.length - limit))) {
      requestDeletion(store, JOBS, keyOf(job));
    }
    store.modify(RESOURCE, key, draft => {
      const active = jobs
        .filter(job => !isTrue(job, 'Complete'))
        .map(({ apiVersion, kind, metadata: { name, namespace, uid } }) => ({
          apiVersion,
          kind,
          name,
          namespace,
          uid,
        }));
      draft.status = { ...draft.status, active };
      if (done.length > 0) {
        draft.status.lastSuccessfulTime = done.at(-1)!.status.completionTime;
      }
    });
  }
}
