import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { WireProtocol, WireReply, WireRequest } from '../wire';
import { AwsError } from './AwsError';
import type { Operation, Service } from './service';

export const MAX_BODY_BYTES = 1024 * 1024;

export async function readInput(
  protocol: WireProtocol,
  request: WireRequest,
  operation: Operation,
  service: Service,
): Promise<object> {
  let input: object;
  try {
    input = await protocol.read(request, operation, service);
  } catch (error) {
    if (error instanceof AwsError) throw error;
    throw AwsError.common(
      'MalformedInput',
      `The body of the request cannot be read: ${(error as Error).message}`,
    );
  }
  // A structure's schema lists its required members first, and counts them last.
  const schema = operation.input.getSchema() as unknown[];
  const [names, required] = [schema[4] as string[], schema[6] as number];
  for (const name of (required && names.slice(0, required)) || []) {
    if ((input as Record<string, unknown>)[name] === undefined) {
      throw AwsError.common(
        'ValidationError',
        `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
      );
    }
  }
  return input;
}

/** The whole body, or undefined when it is too large. */
export async function readBody(
  message: IncomingMessage,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += (chunk as Buffer).length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk as Buffer);
  }
  return size > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks);
}

export function wireRequest(
  message: IncomingMessage,
  body: Buffer,
): WireRequest {
  const [path, rawQuery = ''] = (message.url ?? '/').split(/\?(.*)/s);
  const headers: WireRequest['headers'] = {};
  for (const [name, value] of Object.entries(message.headers)) {
    headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  return {
    method: message.method ?? 'GET',
    path,
    rawQuery,
    query: new URLSearchParams(rawQuery),
    headers,
    body,
  };
}

/** What a broken proxy might send: well-formed HTTP, senseless inside. */
export function garbage(): WireReply {
  return {
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: `<html><body>\u0000${randomBytes(48).toString(
      'base64',
    )}<<not a reply`,
  };
}
