import type { NextFunction, Request, Response } from 'express';
import type { Snapshot } from '../posture/Snapshot';
import type { PostureAccess } from './PostureAccess';

function accepts(request: Request, snapshot: Snapshot): boolean {
  const known = request.headers['if-none-match'];
  return (
    known !== undefined &&
    (known === snapshot.etag ||
      known
        .split(',')
        .some(each => each.trim().replace(/^W\//, '') === snapshot.etag))
  );
}

function reply(request: Request, response: Response, snapshot: Snapshot) {
  // Set by hand rather than by express' `send`: the bytes are ready.
  response.setHeader('ETag', snapshot.etag);
  response.setHeader('Cache-Control', 'private, no-cache, no-transform');
  response.setHeader('Vary', 'Accept-Encoding, Authorization');
  if (accepts(request, snapshot)) {
    response.statusCode = 304;
    response.end();
    return;
  }
  const encoding = request.headers['accept-encoding'];
  const gzip =
    typeof encoding === 'string' && /\bgzip\b(?!;q=0)/.test(encoding);
  const bytes = gzip ? snapshot.gzipped : snapshot.body;
  if (gzip) {
    response.setHeader('Content-Encoding', 'gzip');
  }
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', bytes.length);
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/**
 * `GET /v1/summary`: what a thousand open pages ask for. It stands before the
 * validating router and answers from ready bytes, without a promise where the
 * decision over the token still stands. It is exempt from the router's own
 * credentials check because it does that check itself.
 */
export function summaryRoute(options: {
  access: PostureAccess;
  snapshot(): Snapshot;
}) {
  const { access, snapshot } = options;
  return (request: Request, response: Response, next: NextFunction): void => {
    if (access.isTrusted(request)) {
      reply(request, response, snapshot());
      return;
    }
    access
      .assertMayRead(request)
      .then(() => reply(request, response, snapshot()))
      .catch(next);
  };
}
