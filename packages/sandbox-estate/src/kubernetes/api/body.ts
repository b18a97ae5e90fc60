import { IncomingMessage } from 'node:http';
import { parse } from 'yaml';
import { ApiError, badRequest, unsupportedMediaType } from './errors';
import { PROTOBUF, decodeProtobuf } from './protobuf';

/** As the real server's limit. */
const MOST_BODY_BYTES = 3 * 1024 * 1024;

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MOST_BODY_BYTES) {
      throw new ApiError(
        413,
        'RequestEntityTooLarge',
        `the request is larger than ${MOST_BODY_BYTES} bytes`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function mediaTypeOf(request: IncomingMessage): string {
  const header = request.headers['content-type'] ?? 'application/json';
  return header.split(';')[0].trim();
}

/** JSON is YAML too. */
export function parseText(text: string): any {
  try {
    return parse(text);
  } catch (error) {
    throw badRequest(`error decoding the body: ${(error as Error).message}`);
  }
}

/** The object in a body; undefined when there is none. */
export function parseBody(request: IncomingMessage, body: Buffer): any {
  const type = mediaTypeOf(request);
  if (body.length === 0) {
    return undefined;
  }
  switch (type) {
    case PROTOBUF:
      return decodeProtobuf(body);
    case 'application/json':
    case 'application/yaml':
      return parseText(body.toString('utf8'));
    default:
      throw unsupportedMediaType(type);
  }
}
