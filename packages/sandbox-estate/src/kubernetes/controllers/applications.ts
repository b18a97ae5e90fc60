import { applyDefaults } from '../api/defaults';
import { KubeObject, keyOf, timestamp } from '../store/objects';
import { sameJson } from '../store/sameJson';
import { StoreEvent } from '../store/ObjectStore';
import type { Control } from './Control';
import { isComplete } from './deploymentStatus';
import type { Controller } from './ReconcileLoop';

const RESOURCE = 'applications.argoproj.io';
const DEPLOYMENTS = 'deployments.apps';
const REFRESH = 'argocd.argoproj.io/refresh';
/** Argo CD compares by itself this often; a change in the cluster is seen at once. */
const RECONCILE_MS = 60_000;
const KEPT_HISTORY = 10;
/** Where no Git runs beside the clusters, all of them are at this one. */
const NO_GIT = '7c1f0d8b52a94c1f3f0a6f1f4b0d3c9be1d2a6e4';

/** What Git holds, as an Argo CD sees it. */
export interface GitState {
  /** Undefined as long as there is no Git. */
  revision: string | undefined;
  /** Tag of the image of each workload. */
  tags: Record<string, string>;
  /** Whether it can be fetched now. */
  reachable: boolean;
}

/** Whether all that is wanted is so; what else there is does not matter. */
function isAsWanted(wanted: any, live: any): boolean {
  if (wanted === null || typeof wanted !== 'object') {
    return wanted === undefined || wanted === live;
  }
  if (live === null || typeof live !== 'object') {
    return false;
  }
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(live) &&
      wanted.length === live.length &&
      wanted.every((each, index) => isAsWanted(each, live[index]))
    );
  }
  return Object.keys(wanted).every(key => isAsWanted(wanted[key], live[key]));
}

function healthOf(deployment: KubeObject | undefined): string {
  if (!deployment) {
    return 'Missing';
  }
  const late = deployment.status?.conditions?.some(
    (one: any) =>
      one.type === 'Progressing' && one.reason === 'ProgressDeadlineExceeded',
  );
  if (late) {
    return 'Degraded';
  }
  return isComplete(deployment) ? 'Healthy' : 'Progressing';
}

/** What an application says while Git cannot be fetched. */
function cannotCompare({ status }: KubeObject, now: string): object {
  return {
    type: 'ComparisonError',
    message:
      'Failed to load target state: failed to generate manifest for source 1 of 1: failed to list refs',
    lastTransitionTime: status?.conditions?.[0]?.lastTransitionTime ?? now,
  };
}

/**
 * Argo CD of one cluster: compares each application's Deployment with what Git
 * holds, applies a new revision by itself, and says how it stands. What
 * somebody changes by hand is shown as out of sync and left alone.
 */
export class Applications implements Controller {
  readonly name = 'argocd-application-controller';
  readonly #control: Control;
  readonly #git: () => GitState;
  readonly #manifest: (name: string) => KubeObject | undefined;
  /** Tags when Git was seen first: the seed is that release. */
  #firstTags: Record<string, string> | undefined;
  #held: GitState | undefined;

  /** @param manifest - the Deployment of an application, as it is seeded */
  constructor(
    control: Control,
    options: {
      git(): GitState;
      manifest(name: string): KubeObject | undefined;
    },
  ) {
    this.#control = control;
    this.#git = options.git;
    this.#manifest = options.manifest;
  }

  concerns({ resource, object, previous, action }: StoreEvent): string[] {
    if (resource === DEPLOYMENTS) {
      return this.#keys().filter(key =>
        key.endsWith(`/${object.metadata.name}`),
      );
    }
    // Its own words about the status are no news.
    const asked =
      action !== 'MODIFIED' ||
      !sameJson(previous?.spec, object.spec) ||
      object.metadata.annotations?.[REFRESH] !== undefined;
    return resource === RESOURCE && asked ? [keyOf(object)] : [];
  }

  /** To be called when Git has moved. */
  gitMoved(): void {
    this.#keys().forEach(key => this.#control.loop.enqueue(this, key));
  }

  /** Stays at the revision that is deployed now, whatever Git holds. */
  hold(): () => void {
    this.#held = { ...this.#git() };
    return () => {
      this.#held = undefined;
      this.gitMoved();
    };
  }

  /** Applies what Git holds, also where somebody changed something by hand. */
  synchronise(): void {
    for (const application of this.#control.store.list(RESOURCE)) {
      this.#apply(application.metadata.name);
    }
  }

  reconcile(key: string): void {
    const { store, loop } = this.#control;
    const application = store.byKey(RESOURCE, key);
    if (!application || application.metadata.deletionTimestamp) {
      return;
    }
    const { name } = application.metadata;
    const revision = this.#revision();
    const history: any[] = application.status?.history ?? [];
    const deployed = history.at(-1)?.revision;
    const { reachable } = this.#state();
    const isNew = deployed !== revision && reachable;
    if (isNew && deployed !== undefined && deployed !== NO_GIT) {
      this.#apply(name);
    }
    const now = timestamp();
    const manifest = this.#wanted(name);
    const live = store.byKey(DEPLOYMENTS, this.#liveKey(application));
    const inSync =
      live !== undefined &&
      manifest !== undefined &&
      isAsWanted(manifest.spec, live.spec);
    const health = healthOf(live);
    let sync = inSync ? 'Synced' : 'OutOfSync';
    if (!reachable) {
      sync = 'Unknown';
    }
    const images = live?.spec.template.spec.containers.map(
      ({ image }: any) => image,
    );
    store.modify(RESOURCE, key, draft => {
      delete draft.metadata.annotations?.[REFRESH];
      const before = draft.status ?? {};
      draft.status = {
        ...before,
        sync: {
          status: sync,
          revision: reachable ? revision : before.sync?.revision ?? '',
          comparedTo: {
            source: draft.spec.source,
            destination: draft.spec.destination,
          },
        },
        health: {
          status: health,
          lastTransitionTime:
            before.health?.status === health
              ? before.health.lastTransitionTime
              : now,
        },
        reconciledAt: now,
        conditions: reachable ? undefined : [cannotCompare(draft, now)],
        sourceType: 'Kustomize',
        summary: { images: images ?? [] },
        resources: [
          {
            group: 'apps',
            version: 'v1',
            kind: 'Deployment',
            namespace: draft.spec.destination.namespace,
            name,
            status: sync,
            health: { status: health },
          },
        ],
        ...(isNew && this.#operation(draft, revision, now)),
      };
    });
    loop.after(this, key, RECONCILE_MS);
  }

  #keys(): string[] {
    return this.#control.store.list(RESOURCE).map(keyOf);
  }

  #liveKey(application: KubeObject): string {
    const { destination } = application.spec;
    return `${destination.namespace}/${application.metadata.name}`;
  }

  #state(): GitState {
    return this.#held ?? this.#git();
  }

  #revision(): string {
    return this.#state().revision ?? NO_GIT;
  }

  /** The history and the last operation after a revision was applied. */
  #operation(application: KubeObject, revision: string, now: string): object {
    // What was there before Git was seen is the first that Git had.
    const history: any[] = (application.status?.history ?? []).filter(
      (each: any) => each.revision !== NO_GIT,
    );
    const { source } = application.spec;
    return {
      history: [
        ...history,
        {
          id: (history.at(-1)?.id ?? 0) + 1,
          revision,
          deployStartedAt: now,
          deployedAt: now,
          source,
          initiatedBy: { automated: true },
        },
      ].slice(-KEPT_HISTORY),
      operationState: {
        operation: { sync: { revision }, initiatedBy: { automated: true } },
        phase: 'Succeeded',
        message: 'successfully synced (all tasks run)',
        startedAt: now,
        finishedAt: now,
        syncResult: { revision, source },
      },
    };
  }

  /** The manifest with the tag that Git holds now; the number of replicas is the autoscaler's. */
  #wanted(name: string): KubeObject | undefined {
    const seed = this.#manifest(name);
    if (!seed) {
      return undefined;
    }
    const wanted = applyDefaults(structuredClone(seed)) as KubeObject;
    delete wanted.spec.replicas;
    const { revision, tags } = this.#state();
    if (revision !== undefined) {
      this.#firstTags ??= tags;
      const tag = tags[name];
      if (tag && tag !== this.#firstTags[name]) {
        for (const container of wanted.spec.template.spec.containers) {
          container.image = container.image.replace(/:[^:/]+$/, `:${tag}`);
        }
      }
    }
    return wanted;
  }

  #apply(name: string): void {
    const wanted = this.#wanted(name);
    if (!wanted) {
      return;
    }
    this.#control.store.modify(DEPLOYMENTS, keyOf(wanted), draft => {
      draft.spec = { ...wanted.spec, replicas: draft.spec.replicas };
    });
  }
}
