import { IncomingMessage, ServerResponse } from 'node:http';
import type { ClusterState } from '../ClusterState';
import { User } from './authorizer';
import { parseBody, readBody } from './body';
import { discover } from './discovery';
import { ApiError, unknownPath } from './errors';
import { openApiIndex, openApiV2, openApiV3 } from './openapi';
import { review } from './reviews';

export const VERSION = {
  major: '1',
  minor: '32',
  gitVersion: 'v1.32.4',
  gitCommit: 'sandbox',
  gitTreeState: 'clean',
  buildDate: '2025-04-22T00:00:00Z',
  goVersion: 'none',
  compiler: 'none',
  platform: 'linux/amd64',
};

const HEALTH = /^\/(livez|readyz|healthz)(\/|$)/;
const HEALTH_CHECKS = ['ping', 'log', 'etcd', 'informer-sync', 'shutdown'];
const OPENAPI_V3 = '/openapi/v3/';

export function sendJson(
  response: ServerResponse,
  code: number,
  body: object,
): void {
  const text = JSON.stringify(body);
  response.writeHead(code, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-cache, private',
  });
  response.end(text);
}

interface GeneralRequest {
  cluster: ClusterState;
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  path: string;
  user: User;
  /** Host and port of this server. */
  address: string;
}

function answerHealth({ response, url, path }: GeneralRequest): void {
  const lines = HEALTH_CHECKS.map(check => `[+]${check} ok\n`).join('');
  response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(
    url.searchParams.has('verbose')
      ? `${lines}${path.split('/')[1]} check passed\n`
      : 'ok',
  );
}

/** What a GET of a path that is no resource answers; undefined for a resource. */
function document(general: GeneralRequest): object | undefined {
  const { cluster, path, request, address } = general;
  if (path === '/version') {
    return VERSION;
  }
  if (path === '/openapi/v2') {
    if (!/json|\*\/\*/.test(request.headers.accept ?? '*/*')) {
      throw new ApiError(
        406,
        'NotAcceptable',
        'only application/json is served here',
      );
    }
    return openApiV2(cluster.types);
  }
  if (path === '/openapi/v3') {
    return openApiIndex(cluster.types);
  }
  if (path.startsWith(OPENAPI_V3)) {
    const found = openApiV3(cluster.types, path.slice(OPENAPI_V3.length));
    if (!found) {
      throw unknownPath();
    }
    return found;
  }
  return discover(path, cluster.types, address);
}

/**
 * Answers what is not about a resource: health, version, discovery, schemas
 * and reviews.
 *
 * @returns whether the request was one of these.
 */
export async function answerGeneral(general: GeneralRequest): Promise<boolean> {
  const { cluster, request, response, path, user } = general;
  if (HEALTH.test(path)) {
    answerHealth(general);
    return true;
  }
  if (request.method === 'POST') {
    const isReview = review(cluster, user, path, {}) !== undefined;
    if (isReview) {
      const body = parseBody(request, await readBody(request));
      sendJson(response, 201, review(cluster, user, path, body)!);
    }
    return isReview;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return false;
  }
  const found = document(general);
  if (found) {
    sendJson(response, 200, found);
  }
  return found !== undefined;
}
