import type { Operation } from '../server/service';
import type { WireRequest } from './types';

/** The HTTP binding of an operation, as its schema declares it. */
export interface Route {
  method: string;
  segments: readonly string[];
  query: ReadonlyArray<readonly [string, string]>;
  status: number;
}

const routes = new WeakMap<Operation, Route>();

export function routeOf(operation: Operation): Route {
  let route = routes.get(operation);
  if (!route) {
    const traits = operation.schema[3];
    const http = typeof traits === 'object' ? traits.http : undefined;
    if (!http) throw new Error(`${operation.name} has no HTTP binding`);
    const [method, uri, status] = http;
    const [path, query = ''] = uri.split('?');
    route = {
      method,
      segments: path.split('/').slice(1),
      query: [...new URLSearchParams(query)],
      status,
    };
    routes.set(operation, route);
  }
  return route;
}

/** Labels of a request that fits the route; the score prefers fixed segments over labels. */
export function matchRoute(
  request: WireRequest,
  route: Route,
): { labels: Record<string, string>; score: number } | undefined {
  if (request.method !== route.method) return undefined;
  // Some clients name the operation beside the path; others leave that away.
  const fits = ([key, value]: readonly [string, string]) =>
    request.query.get(key) === value ||
    (key === 'x-id' && !request.query.has(key));
  if (!route.query.every(fits)) {
    return undefined;
  }
  const parts = request.path.replace(/\/+$/, '').split('/').slice(1);
  const wanted = route.segments.filter(
    (segment, index) => segment !== '' || index < route.segments.length - 1,
  );
  const labels: Record<string, string> = {};
  let score = route.query.length;
  let at = 0;
  for (const segment of wanted) {
    const label = /^\{(\w+)(\+?)\}$/.exec(segment);
    if (label?.[2]) {
      if (at >= parts.length) return undefined;
      labels[label[1]] = parts.slice(at).map(decode).join('/');
      at = parts.length;
    } else if (at >= parts.length) {
      return undefined;
    } else if (label) {
      labels[label[1]] = decode(parts[at++]);
    } else if (segment === parts[at]) {
      at++;
      score += 10;
    } else {
      return undefined;
    }
  }
  return at === parts.length ? { labels, score } : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
