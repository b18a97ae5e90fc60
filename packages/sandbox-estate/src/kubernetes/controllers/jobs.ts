import { keyOf, ownedBy, timestamp } from '../store/objects';
import { StoreEvent } from '../store/ObjectStore';
import type { Control } from './Control';
import { isActive, isReady, isTrue, setCondition } from './conditions';
import { podFromTemplate } from './podTemplate';
import type { Controller } from './ReconcileLoop';
import { ownerKey } from './replicaSets';

const RESOURCE = 'jobs.batch';

/** Runs the pods of a Job until enough of them have succeeded. */
export class Jobs implements Controller {
  readonly name = 'job-controller';
  readonly #control: Control;

  constructor(control: Control) {
    this.#control = control;
  }

  concerns({ resource, object }: StoreEvent): string[] {
    if (resource === RESOURCE) {
      return [keyOf(object)];
    }
    return resource === 'pods' ? ownerKey(object, 'Job') : [];
  }

  reconcile(key: string): void {
    const { store, events } = this.#control;
    const job = store.byKey(RESOURCE, key);
    if (
      !job ||
      job.metadata.deletionTimestamp ||
      isTrue(job, 'Complete') ||
      isTrue(job, 'Failed')
    ) {
      return;
    }
    const labels = {
      'batch.kubernetes.io/controller-uid': job.metadata.uid,
      'batch.kubernetes.io/job-name': job.metadata.name,
      'job-name': job.metadata.name,
    };
    const pods = () =>
      store
        .list('pods', job.metadata.namespace)
        .filter(pod => ownedBy(pod, job));
    const { parallelism, completions, suspend } = job.spec;
    const succeeded = pods().filter(pod => pod.status?.phase === 'Succeeded');
    const active = pods().filter(isActive);
    const missing = suspend
      ? 0
      : Math.min(parallelism, completions - succeeded.length) - active.length;
    for (let count = 0; count < missing; count++) {
      const pod = podFromTemplate(job, job.spec.template, { labels });
      store.insert('pods', pod);
      events.record(
        this.name,
        job,
        'SuccessfulCreate',
        `Created pod: ${pod.metadata.name}`,
      );
    }
    const done = succeeded.length >= completions;
    store.modify(RESOURCE, key, draft => {
      draft.spec.selector ??= {
        matchLabels: {
          'batch.kubernetes.io/controller-uid': job.metadata.uid,
        },
      };
      const now = pods().filter(isActive);
      draft.status = {
        ...draft.status,
        startTime: draft.status?.startTime ?? timestamp(),
        active: now.length,
        ready: now.filter(isReady).length,
        succeeded: succeeded.length,
        ...(done && { completionTime: timestamp() }),
      };
      if (done) {
        for (const type of ['SuccessCriteriaMet', 'Complete']) {
          setCondition(draft, {
            type,
            status: 'True',
            reason: 'CompletionsReached',
            message: 'Reached expected number of succeeded pods',
          });
        }
      }
    });
    if (done) {
      events.record(this.name, job, 'Completed', 'Job completed');
    }
  }
}
