import { ServerResponse } from 'node:http';
import type { ClusterState } from '../ClusterState';
import { KubeObject } from '../store/objects';
import { badRequest } from './errors';

const EVERY_MS = 5000;
const MOST_LINES = 200;

function line(pod: KubeObject, container: any, time: number): string {
  const stamp = new Date(time).toISOString();
  // Probes are what a healthy container of the estate logs at rest.
  const path = container.readinessProbe?.httpGet?.path ?? '/healthz';
  return `${stamp} INFO  ${container.name} ${
    pod.status?.podIP ?? '-'
  } "GET ${path} HTTP/1.1" 200`;
}

/** The log of one container: its start, then its probes since. */
export function serveLog(
  cluster: ClusterState,
  pod: KubeObject,
  query: URLSearchParams,
  response: ServerResponse,
): void {
  const { name } = pod.metadata;
  const wanted = query.get('container');
  const containers = pod.spec.containers as any[];
  if (!wanted && containers.length > 1) {
    throw badRequest(
      `a container name must be specified for pod ${name}, choose one of: [${containers
        .map(container => container.name)
        .join(' ')}]`,
    );
  }
  const container = wanted
    ? containers.find(candidate => candidate.name === wanted)
    : containers[0];
  if (!container) {
    throw badRequest(`container ${wanted} is not valid for pod ${name}`);
  }
  const status = pod.status?.containerStatuses?.find(
    (one: any) => one.name === container.name,
  );
  const startedAt =
    status?.state?.running?.startedAt ?? status?.state?.terminated?.startedAt;
  if (!startedAt) {
    const why = status?.state?.waiting?.reason ?? 'ContainerCreating';
    throw badRequest(
      `container "${container.name}" in pod "${name}" is waiting to start: ${why}`,
    );
  }
  const start = Date.parse(startedAt);
  const end =
    Date.parse(status.state.terminated?.finishedAt ?? '') || Date.now();
  const lines = [
    `${startedAt} INFO  ${container.name} started, image ${container.image}`,
  ];
  const first = Math.max(start + EVERY_MS, end - MOST_LINES * EVERY_MS);
  for (let time = first; time <= end; time += EVERY_MS) {
    lines.push(line(pod, container, time));
  }
  const tail = query.get('tailLines');
  const shown =
    tail === null ? lines : lines.slice(-Number(tail) || lines.length);
  response.writeHead(200, { 'Content-Type': 'text/plain' });
  if (Number(tail ?? 1) > 0) {
    response.write(`${shown.join('\n')}\n`);
  }
  if (query.get('follow') !== 'true' || status.state.terminated) {
    response.end();
    return;
  }
  const ticking = setInterval(() => {
    response.write(`${line(pod, container, Date.now())}\n`);
  }, EVERY_MS).unref();
  const unsubscribe = cluster.store.subscribe(event => {
    if (
      event.action === 'DELETED' &&
      event.object.metadata.uid === pod.metadata.uid
    ) {
      response.end();
    }
  });
  response.on('close', () => {
    clearInterval(ticking);
    unsubscribe();
  });
}
