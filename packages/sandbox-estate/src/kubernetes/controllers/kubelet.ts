import { KubeObject, controllerOf, keyOf, timestamp } from '../store/objects';
import { StoreEvent } from '../store/ObjectStore';
import type { Control } from './Control';
import { isActive, isReady, setCondition } from './conditions';
import { imageDigest } from '../imageDigest';
import { digest } from './podAddresses';
import type { Controller } from './ReconcileLoop';

/** Images whose tag says so cannot be pulled; that is how a bad release is played. */
export function isBadImage(image: string): boolean {
  return /bad/.test(image.split('/').pop()!.split(':')[1] ?? '');
}

type Phase = 'starting' | 'pulling' | 'running' | 'ending';

const FAILURES = ['ErrImagePull', 'ImagePullBackOff'];

/** Runs the pods that are placed on nodes, as the kubelets of the nodes would. */
export class Kubelet implements Controller {
  readonly name = 'kubelet';
  readonly #control: Control;
  readonly #takeAddress: (node: KubeObject) => string;
  /** When the step that a pod is in will be over, by its uid. */
  readonly #due = new Map<string, { phase: Phase; at: number }>();

  constructor(control: Control, takeAddress: (node: KubeObject) => string) {
    this.#control = control;
    this.#takeAddress = takeAddress;
  }

  concerns(event: StoreEvent): string[] {
    const { resource, object, action } = event;
    if (resource === 'pods') {
      if (action === 'DELETED') {
        this.#due.delete(object.metadata.uid);
        return [];
      }
      return object.spec.nodeName ? [keyOf(object)] : [];
    }
    // A kubelet that comes back looks after the pods it had.
    return resource === 'nodes' && action !== 'DELETED'
      ? this.#control.store
          .list('pods')
          .filter(pod => pod.spec.nodeName === object.metadata.name)
          .map(keyOf)
      : [];
  }

  reconcile(key: string): void {
    const { store, cluster } = this.#control;
    const pod = store.byKey('pods', key);
    const node = pod && store.get('nodes', undefined, pod.spec.nodeName ?? '');
    if (!pod || !node || !cluster.isNodeUp(node.metadata.name)) {
      return;
    }
    if (pod.metadata.deletionTimestamp) {
      this.#end(key, pod);
    } else if (!isActive(pod)) {
      return;
    } else if (pod.status?.phase !== 'Running') {
      this.#start(key, pod, node);
    } else if (controllerOf(pod)?.kind === 'Job') {
      this.#complete(key, pod);
    } else if (!isReady(pod)) {
      this.#markReady(key);
    }
  }

  /** Whether a step that began before is over; begins it otherwise. */
  #isOver(
    key: string,
    pod: KubeObject,
    phase: Phase,
    takesMs: number,
  ): boolean {
    const { loop } = this.#control;
    const { uid } = pod.metadata;
    const now = Date.now();
    const known = this.#due.get(uid);
    if (known?.phase === phase && (known.at <= now || loop.instant)) {
      return true;
    }
    if (known?.phase !== phase) {
      this.#due.set(uid, { phase, at: now + takesMs });
    }
    loop.after(this, key, this.#due.get(uid)!.at - now + 1);
    return false;
  }

  #start(key: string, pod: KubeObject, node: KubeObject): void {
    const { timings, events } = this.#control;
    const containers: any[] = pod.spec.containers;
    const broken = containers.find(container => isBadImage(container.image));
    const waiting = pod.status?.containerStatuses?.find(
      (status: any) => status.state?.waiting,
    )?.state.waiting.reason;
    if (waiting === 'ImagePullBackOff' && broken) {
      return;
    }
    // Not all pods are equally fast.
    const takesMs = timings.podStartMs * (0.6 + 0.8 * Math.random());
    if (waiting === 'ErrImagePull' && broken) {
      if (this.#isOver(key, pod, 'pulling', timings.imagePullBackOffMs)) {
        this.#fail(key, pod, broken, 'ImagePullBackOff');
      }
      return;
    }
    if (!waiting || FAILURES.includes(waiting)) {
      this.#create(key, pod, node);
      for (const container of containers) {
        events.record(
          this.name,
          pod,
          'Pulling',
          `Pulling image "${container.image}"`,
          { fieldPath: `spec.containers{${container.name}}` },
        );
      }
    }
    if (!this.#isOver(key, pod, 'starting', takesMs)) {
      return;
    }
    if (broken) {
      this.#fail(key, pod, broken, 'ErrImagePull');
      return;
    }
    this.#run(key, pod, node);
  }

  #create(key: string, pod: KubeObject, node: KubeObject): void {
    const { store } = this.#control;
    const hostIP = node.status.addresses[0].address;
    store.modify('pods', key, draft => {
      draft.status = {
        ...draft.status,
        phase: 'Pending',
        hostIP,
        hostIPs: [{ ip: hostIP }],
        startTime: timestamp(),
        containerStatuses: pod.spec.containers.map((container: any) => ({
          name: container.name,
          image: container.image,
          imageID: '',
          ready: false,
          started: false,
          restartCount: 0,
          lastState: {},
          state: { waiting: { reason: 'ContainerCreating' } },
        })),
      };
      setCondition(draft, { type: 'Initialized', status: 'True' });
      for (const type of ['Ready', 'ContainersReady']) {
        setCondition(draft, {
          type,
          status: 'False',
          reason: 'ContainersNotReady',
          message: `containers with unready status: [${pod.spec.containers
            .map((container: any) => container.name)
            .join(' ')}]`,
        });
      }
    });
  }

  #fail(key: string, pod: KubeObject, broken: any, reason: string): void {
    const { store, events } = this.#control;
    const message =
      reason === 'ErrImagePull'
        ? `failed to pull and unpack image "${broken.image}": ${broken.image}: not found`
        : `Back-off pulling image "${broken.image}"`;
    store.modify('pods', key, draft => {
      draft.status.containerStatuses = draft.status.containerStatuses.map(
        (status: any) =>
          status.name === broken.name
            ? { ...status, state: { waiting: { reason, message } } }
            : status,
      );
    });
    events.record(
      this.name,
      pod,
      reason === 'ErrImagePull' ? 'Failed' : 'BackOff',
      reason === 'ErrImagePull'
        ? `Failed to pull image "${broken.image}": not found`
        : message,
      { type: 'Warning', fieldPath: `spec.containers{${broken.name}}` },
    );
    this.#control.loop.enqueue(this, key);
  }

  #run(key: string, pod: KubeObject, node: KubeObject): void {
    const { store, events } = this.#control;
    const address = pod.spec.hostNetwork
      ? node.status.addresses[0].address
      : this.#takeAddress(node);
    const startedAt = timestamp();
    store.modify('pods', key, draft => {
      draft.status = {
        ...draft.status,
        phase: 'Running',
        podIP: address,
        podIPs: [{ ip: address }],
        containerStatuses: draft.status.containerStatuses.map(
          (status: any) => ({
            ...status,
            ready: true,
            started: true,
            imageID: `${status.image.split(':')[0]}@${imageDigest(
              status.image,
            )}`,
            containerID: `containerd://${digest(
              `${pod.metadata.uid}/${status.name}`,
            )}`,
            state: { running: { startedAt } },
          }),
        ),
      };
    });
    this.#markReady(key);
    for (const { name, image } of pod.spec.containers) {
      const options = { fieldPath: `spec.containers{${name}}` };
      const say = (reason: string, message: string) =>
        events.record(this.name, pod, reason, message, options);
      say('Pulled', `Successfully pulled image "${image}"`);
      say('Created', `Created container: ${name}`);
      say('Started', `Started container ${name}`);
    }
  }

  #markReady(key: string): void {
    this.#control.store.modify('pods', key, draft => {
      for (const type of ['Ready', 'ContainersReady']) {
        setCondition(draft, { type, status: 'True' });
      }
      draft.status.containerStatuses = draft.status.containerStatuses?.map(
        (status: any) => ({ ...status, ready: true }),
      );
    });
  }

  #complete(key: string, pod: KubeObject): void {
    const { store, timings } = this.#control;
    if (!this.#isOver(key, pod, 'running', timings.jobRunMs)) {
      return;
    }
    const finishedAt = timestamp();
    store.modify('pods', key, draft => {
      draft.status.phase = 'Succeeded';
      for (const type of ['Ready', 'ContainersReady']) {
        setCondition(draft, { type, status: 'False', reason: 'PodCompleted' });
      }
      draft.status.containerStatuses = draft.status.containerStatuses.map(
        (status: any) => ({
          ...status,
          ready: false,
          started: false,
          state: {
            terminated: {
              exitCode: 0,
              reason: 'Completed',
              startedAt: status.state.running?.startedAt ?? finishedAt,
              finishedAt,
            },
          },
        }),
      );
    });
  }

  #end(key: string, pod: KubeObject): void {
    const { store, timings, events } = this.#control;
    const grace = (pod.metadata.deletionGracePeriodSeconds ?? 30) * 1000;
    if (this.#due.get(pod.metadata.uid)?.phase !== 'ending') {
      for (const { name } of pod.spec.containers) {
        events.record(this.name, pod, 'Killing', `Stopping container ${name}`, {
          fieldPath: `spec.containers{${name}}`,
        });
      }
    }
    if (!this.#isOver(key, pod, 'ending', Math.min(grace, timings.podStopMs))) {
      return;
    }
    if (pod.metadata.finalizers?.length) {
      store.modify('pods', key, draft => {
        draft.metadata.deletionGracePeriodSeconds = 0;
      });
    } else {
      store.remove('pods', key);
    }
  }
}
