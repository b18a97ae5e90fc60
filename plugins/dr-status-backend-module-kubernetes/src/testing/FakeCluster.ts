import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/**
 * Collections that every cluster has, by their name in Kubernetes, without the
 * group for the first five. Others are installed by a test that sets a list.
 */
const COLLECTIONS = [
  'nodes',
  'pods',
  'deployments',
  'horizontalpodautoscalers',
  'poddisruptionbudgets',
  'namespaces',
  'serviceaccounts',
  'daemonsets.apps',
  'ingresses.networking.k8s.io',
  'networkpolicies.networking.k8s.io',
  'clusterroles.rbac.authorization.k8s.io',
  'clusterrolebindings.rbac.authorization.k8s.io',
];

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

type Handler = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Just enough of an API server for tests of list and watch, with pages of two
 * objects, and with any misbehaviour that a test wants.
 */
export class FakeCluster {
  readonly lists: Record<string, any[]> = Object.fromEntries(
    COLLECTIONS.map(name => [name, []]),
  );
  readonly requests: string[] = [];
  readyz: { status: number; text: string } = {
    status: 200,
    text: '[+]ping ok\nreadyz check passed\n',
  };
  /** Verbs and resources, as `patch nodes` and `delete pods in mis`, that a review says are allowed. */
  readonly allowed = new Set<string>();
  /** Answers a request instead of the cluster when it returns true. */
  intercept?: Handler;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #watches = new Map<string, Set<ServerResponse>>();
  #version = 100;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.requests.push(request.url ?? '');
      if (!this.intercept?.(request, response)) {
        this.#answer(request, response);
      }
    });
    this.#server.on('connection', socket => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(): Promise<FakeCluster> {
    const cluster = new FakeCluster();
    await new Promise<void>(resolve =>
      cluster.#server.listen(0, '127.0.0.1', resolve),
    );
    return cluster;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  watching(collection: string): boolean {
    return (this.#watches.get(collection)?.size ?? 0) > 0;
  }

  /** Sends an event to who watches the collection. */
  emit(collection: string, type: string, object: any): void {
    this.#version += 1;
    const event = {
      type,
      object: {
        ...object,
        metadata: { ...object.metadata, resourceVersion: `${this.#version}` },
      },
    };
    this.raw(collection, `${JSON.stringify(event)}\n`);
  }

  raw(collection: string, text: string): void {
    this.#watches.get(collection)?.forEach(watch => watch.write(text));
  }

  /** Ends the watches of a collection, as API servers do now and then. */
  endWatches(collection: string): void {
    this.#watches.get(collection)?.forEach(watch => watch.end());
  }

  async close(): Promise<void> {
    this.#sockets.forEach(socket => socket.destroy());
    await new Promise(resolve => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.url);
    if (url.pathname === '/readyz') {
      response.writeHead(this.readyz.status).end(this.readyz.text);
      return;
    }
    if (url.pathname === REVIEWS && request.method === 'POST') {
      this.#review(request, response);
      return;
    }
    const collection = this.#collectionOf(url.pathname);
    const list = this.lists[collection];
    if (!list) {
      response
        .writeHead(404)
        .end(JSON.stringify({ message: 'not found', code: 404 }));
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    if (url.searchParams.get('watch')) {
      const watches = this.#watches.get(collection) ?? new Set();
      this.#watches.set(collection, watches);
      watches.add(response);
      response.on('close', () => watches.delete(response));
      response.flushHeaders();
      return;
    }
    const from = Number(url.searchParams.get('continue') ?? 0);
    response.end(
      JSON.stringify({
        metadata: {
          resourceVersion: `${this.#version}`,
          ...(from + 2 < list.length && { continue: `${from + 2}` }),
        },
        items: list.slice(from, from + 2),
      }),
    );
  }

  /** `pods`, or with the group where only that says which one it is. */
  #collectionOf(path: string): string {
    const plural = path.split('/').pop()!;
    const group = /^\/apis\/([^/]+)\//.exec(path)?.[1];
    return this.lists[plural] || !group ? plural : `${plural}.${group}`;
  }

  #review(request: IncomingMessage, response: ServerResponse): void {
    let body = '';
    request.on('data', chunk => {
      body += chunk;
    });
    request.on('end', () => {
      const { verb, resource, namespace } =
        JSON.parse(body).spec.resourceAttributes;
      const what = `${verb} ${resource}${namespace ? ` in ${namespace}` : ''}`;
      response.writeHead(201, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          status: { allowed: this.allowed.has(what) },
        }),
      );
    });
  }
}

export function node(
  name: string,
  options: {
    zone?: string;
    ready?: boolean;
    controlPlane?: boolean;
    cordoned?: boolean;
  } = {},
) {
  return {
    metadata: {
      name,
      labels: {
        ...(options.zone && { 'topology.kubernetes.io/zone': options.zone }),
        ...(options.controlPlane && {
          'node-role.kubernetes.io/control-plane': '',
        }),
      },
    },
    spec: { unschedulable: options.cordoned },
    status: {
      conditions: [
        { type: 'Ready', status: options.ready === false ? 'False' : 'True' },
      ],
    },
  };
}

export function pod(
  name: string,
  replicaSet: string,
  on: string,
  ready = true,
) {
  return {
    metadata: {
      name,
      namespace: 'mis',
      ownerReferences: [{ kind: 'ReplicaSet', name: replicaSet }],
    },
    spec: { nodeName: on },
    status: {
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    },
  };
}

export function deployment(name: string, replicas: number, labels = {}) {
  return {
    metadata: { name, namespace: 'mis', generation: 2, labels },
    spec: {
      replicas,
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ image: `${name}:1` }] },
      },
    },
    status: {
      observedGeneration: 2,
      availableReplicas: replicas,
      readyReplicas: replicas,
      updatedReplicas: replicas,
    },
  };
}
