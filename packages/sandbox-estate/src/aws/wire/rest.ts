import { JsonCodec2 } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import type { Operation, Service } from '../server/service';
import { matchRoute, routeOf } from './route';
import { readScalar } from './scalar';
import type { WireProtocol, WireReply, WireRequest } from './types';
import { escapeXml, readXml, writeXml } from './xml';

interface Body {
  contentType: string;
  read: (
    schema: NormalizedSchema,
    body: Buffer,
    service: Parameters<WireProtocol['read']>[2],
  ) => Promise<object>;
  write: (
    schema: NormalizedSchema,
    value: object,
    service: Parameters<WireProtocol['write']>[2],
  ) => string;
  fail: WireProtocol['fail'];
}

/** REST protocols: members in path, query and headers, what remains in the body. */
function restProtocol(id: 'rest-xml' | 'rest-json', body: Body): WireProtocol {
  return {
    id,
    operation(wholeRequest, service) {
      const { request, bucket } = apart(wholeRequest, service);
      let best: { operation: Operation; score: number } | undefined;
      for (const operation of service.operations.values()) {
        if (service.buckets && isOfBucket(operation) !== !!bucket) continue;
        const match = matchRoute(request, routeOf(operation));
        if (match && (!best || match.score > best.score)) {
          best = { operation, score: match.score };
        }
      }
      return best?.operation;
    },
    asked: request => `${request.method} ${request.path}`,
    async read(wholeRequest, operation, service) {
      const { request, bucket } = apart(wholeRequest, service);
      const labels = {
        ...matchRoute(request, routeOf(operation))?.labels,
        ...bucket,
      };
      const bound = readBound(request, operation.input, labels);
      const payload = payloadOf(operation.input);
      if (payload) {
        const [name, schema] = payload;
        if (request.body.length > 0) {
          bound[name] = schema.isStructSchema()
            ? await body.read(schema, request.body, service)
            : readRaw(schema, request.body);
        }
        return bound;
      }
      const rest = operation.input.isStructSchema()
        ? await body.read(operation.input, request.body, service)
        : {};
      return { ...rest, ...bound };
    },
    write(output, operation, service, requestId) {
      const reply: WireReply = {
        status: routeOf(operation).status,
        headers: { 'x-amzn-requestid': requestId },
        body: '',
      };
      if (!operation.output.isStructSchema()) return reply;
      const rest: Record<string, unknown> = { ...output };
      for (const [name, member] of operation.output.structIterator()) {
        const { httpHeader } = member.getMergedTraits();
        if (httpHeader && rest[name] !== undefined) {
          reply.headers[httpHeader.toLowerCase()] = headerText(rest[name]);
          delete rest[name];
        }
      }
      const payload = payloadOf(operation.output);
      const value = payload ? rest[payload[0]] : rest;
      if (payload && !payload[1].isStructSchema()) {
        reply.body = (value as string | Buffer | undefined) ?? '';
      } else if (value !== undefined) {
        reply.headers['content-type'] = body.contentType;
        reply.body = body.write(
          payload ? payload[1] : operation.output,
          value as object,
          service,
        );
      }
      return reply;
    },
    fail: body.fail,
  };
}

/** The bucket before the path, where the service has buckets. */
function apart(
  request: WireRequest,
  service: Service,
): { request: WireRequest; bucket?: { Bucket: string } } {
  const [, name, rest = ''] = /^\/([^/]*)(.*)$/.exec(request.path) ?? [];
  return service.buckets && name
    ? { request: { ...request, path: rest || '/' }, bucket: { Bucket: name } }
    : { request };
}

function isOfBucket({ input }: Operation): boolean {
  return (
    input.isStructSchema() &&
    [...input.structIterator()].some(([name]) => name === 'Bucket')
  );
}

function readRaw(schema: NormalizedSchema, body: Buffer): unknown {
  return schema.isBlobSchema() ? body : body.toString('utf8');
}

function headerText(value: unknown): string {
  return value instanceof Date ? value.toUTCString() : String(value);
}

function payloadOf(
  schema: NormalizedSchema,
): [string, NormalizedSchema] | undefined {
  if (!schema.isStructSchema()) return undefined;
  for (const [name, member] of schema.structIterator()) {
    if (member.getMergedTraits().httpPayload) return [name, member];
  }
  return undefined;
}

function readBound(
  request: WireRequest,
  schema: NormalizedSchema,
  labels: Record<string, string>,
): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  if (!schema.isStructSchema()) return value;
  for (const [name, member] of schema.structIterator()) {
    const traits = member.getMergedTraits();
    if (traits.httpLabel && labels[name] !== undefined) {
      value[name] = readScalar(member, labels[name], name);
    } else if (traits.httpQuery && request.query.has(traits.httpQuery)) {
      const texts = request.query.getAll(traits.httpQuery);
      value[name] = member.isListSchema()
        ? texts.map(text => readScalar(member.getValueSchema(), text, name))
        : readScalar(member, texts[0], name);
    } else if (traits.httpHeader) {
      const text = request.headers[traits.httpHeader.toLowerCase()];
      if (text !== undefined) value[name] = readScalar(member, text, name);
    }
  }
  return value;
}

export const restXml = restProtocol('rest-xml', {
  contentType: 'text/xml',
  read: readXml,
  write: (schema, value, service) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n${writeXml(
      schema,
      value,
      service,
    )}`,
  fail: (error, service, requestId) => {
    const what =
      `<Code>${escapeXml(error.code)}</Code>` +
      `<Message>${escapeXml(error.message)}</Message>`;
    const id = `<RequestId>${requestId}</RequestId>`;
    return {
      status: error.status,
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n${
        service?.buckets
          ? `<Error>${what}${id}</Error>`
          : `<ErrorResponse xmlns="${
              service?.xmlNamespace ?? ''
            }"><Error><Type>${
              error.fault
            }</Type>${what}</Error>${id}</ErrorResponse>`
      }`,
    };
  },
});

/** Seconds since 1970, what JSON protocols write a time in unless the shape says otherwise. */
const json = new JsonCodec2({
  timestampFormat: { useTrait: true, default: 7 },
  jsonName: true,
});

export const restJson = restProtocol('rest-json', {
  contentType: 'application/json',
  read: async (schema, body) =>
    body.length === 0
      ? {}
      : ((await json
          .createDeserializer()
          .read(schema, body.toString('utf8'))) as object),
  write: (schema, value) => {
    const serializer = json.createSerializer();
    serializer.write(schema, value);
    // The codec's own byte array warns when it is taken for text.
    const { buffer, byteOffset, byteLength } = serializer.flush();
    return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString(
      'utf8',
    );
  },
  fail: (error, _service, requestId) => ({
    status: error.jsonStatus,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': error.jsonCode,
    },
    body: JSON.stringify({ message: error.message }),
  }),
});
