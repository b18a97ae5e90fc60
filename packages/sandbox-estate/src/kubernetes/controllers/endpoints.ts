import { KubeObject, controllerReference, keyOf } from '../store/objects';
import { StoreEvent } from '../store/ObjectStore';
import { labelSelector } from '../api/selectors';
import type { Control } from './Control';
import { isActive, isReady } from './conditions';
import type { Controller } from './ReconcileLoop';
import { ZONE_LABEL } from './scheduler';

const SLICES = 'endpointslices.discovery.k8s.io';

function portNumber(port: any, pod: KubeObject | undefined): number {
  if (typeof port.targetPort === 'number') {
    return port.targetPort;
  }
  const named = (pod?.spec.containers ?? [])
    .flatMap((container: any) => container.ports ?? [])
    .find((one: any) => one.name === port.targetPort);
  return named?.containerPort ?? port.port;
}

/** Keeps Endpoints and EndpointSlices of Services with a selector. */
export class ServiceEndpoints implements Controller {
  readonly name = 'endpoint-controller';
  readonly #control: Control;

  constructor(control: Control) {
    this.#control = control;
  }

  concerns({ resource, object }: StoreEvent): string[] {
    if (resource === 'services') {
      return [keyOf(object)];
    }
    return resource === 'pods'
      ? this.#control.store
          .list('services', object.metadata.namespace)
          .filter(
            service =>
              service.spec.selector &&
              labelSelector({ matchLabels: service.spec.selector })(
                object.metadata.labels,
              ),
          )
          .map(keyOf)
      : [];
  }

  reconcile(key: string): void {
    const { store } = this.#control;
    const service = store.byKey('services', key);
    if (!service) {
      store.remove('endpoints', key);
      return;
    }
    if (!service.spec.selector) {
      return;
    }
    const covers = labelSelector({ matchLabels: service.spec.selector });
    const pods = store
      .list('pods', service.metadata.namespace)
      .filter(
        pod =>
          covers(pod.metadata.labels) && isActive(pod) && pod.status?.podIP,
      );
    this.#put('endpoints', {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: this.#metadata(service, service.metadata.name),
      ...this.#subsets(service, pods),
    });
    this.#put(SLICES, this.#slice(service, pods));
  }

  #metadata(service: KubeObject, name: string) {
    return {
      name,
      namespace: service.metadata.namespace,
      labels: { ...service.metadata.labels },
    };
  }

  #target(pod: KubeObject) {
    const { name, namespace, uid } = pod.metadata;
    return {
      nodeName: pod.spec.nodeName,
      targetRef: { kind: 'Pod', namespace, name, uid },
    };
  }

  #subsets(service: KubeObject, pods: KubeObject[]) {
    if (pods.length === 0) {
      return {};
    }
    const addresses = (list: KubeObject[]) =>
      list.map(pod => ({ ip: pod.status.podIP, ...this.#target(pod) }));
    const ready = addresses(pods.filter(isReady));
    const notReady = addresses(pods.filter(pod => !isReady(pod)));
    return {
      subsets: [
        {
          ...(ready.length > 0 && { addresses: ready }),
          ...(notReady.length > 0 && { notReadyAddresses: notReady }),
          ports: (service.spec.ports ?? []).map((port: any) => ({
            ...(port.name && { name: port.name }),
            port: portNumber(port, pods[0]),
            protocol: port.protocol,
          })),
        },
      ],
    };
  }

  #slice(service: KubeObject, pods: KubeObject[]) {
    const { store } = this.#control;
    const { name } = service.metadata;
    const metadata = this.#metadata(service, `${name}-slice`);
    return {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        ...metadata,
        labels: {
          ...metadata.labels,
          'kubernetes.io/service-name': name,
          'endpointslice.kubernetes.io/managed-by':
            'endpointslice-controller.k8s.io',
        },
        ownerReferences: [controllerReference(service)],
      },
      addressType: 'IPv4',
      endpoints: pods.map(pod => ({
        addresses: [pod.status.podIP],
        conditions: {
          ready: isReady(pod),
          serving: isReady(pod),
          terminating: false,
        },
        ...this.#target(pod),
        zone: store.get('nodes', undefined, pod.spec.nodeName)?.metadata
          .labels?.[ZONE_LABEL],
      })),
      ports: (service.spec.ports ?? []).map((port: any) => ({
        name: port.name ?? '',
        port: portNumber(port, pods[0]),
        protocol: port.protocol,
      })),
    };
  }

  #put(resource: string, object: any): void {
    const { store } = this.#control;
    const key = keyOf(object);
    if (store.byKey(resource, key)) {
      store.modify(resource, key, draft => {
        delete draft.subsets;
        Object.assign(draft, {
          ...object,
          metadata: { ...draft.metadata, labels: object.metadata.labels },
        });
      });
    } else {
      store.insert(resource, object);
    }
  }
}
