import { CborCodec } from '@smithy/core/cbor';
import { JsonCodec2 } from '@smithy/core/protocols';
import type { AwsError } from '../server/AwsError';
import type { Operation, Service } from '../server/service';
import type { WireProtocol, WireRequest } from './types';

/**
 * Services that spoke a query protocol before keep its error codes: clients
 * read them from a header, beside the modern code in the body.
 */
function errorCodes(
  error: AwsError,
  service: Service | undefined,
): { type: string; status: number; headers: Record<string, string> } {
  const queryCompatible = service?.protocols.includes('query') ?? false;
  return {
    type: queryCompatible ? error.code : error.jsonCode,
    status: queryCompatible ? error.status : error.jsonStatus,
    headers: queryCompatible
      ? { 'x-amzn-query-error': `${error.code};${error.fault}` }
      : {},
  };
}

const json = new JsonCodec2({
  timestampFormat: { useTrait: true, default: 7 },
  jsonName: false,
});

/** Without a copy: the codec's own byte array warns when it is taken for text. */
function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

function jsonProtocol(version: '1.0' | '1.1'): WireProtocol {
  const target = (request: WireRequest) =>
    request.headers['x-amz-target'] ?? '(none)';
  const contentType = `application/x-amz-json-${version}`;
  return {
    id: `json-${version}`,
    operation(request, service) {
      const [prefix, name] = target(request).split('.');
      return prefix === service.targetPrefix
        ? service.operations.get(name)
        : undefined;
    },
    asked: request => `target ${target(request)}`,
    async read(request, operation) {
      const body = request.body.toString('utf8');
      if (body === '' || !operation.input.isStructSchema()) return {};
      return (await json
        .createDeserializer()
        .read(operation.input, body)) as object;
    },
    write(output, operation, _service, requestId) {
      const serializer = json.createSerializer();
      const structured = operation.output.isStructSchema();
      if (structured) serializer.write(operation.output, output);
      return {
        status: 200,
        headers: {
          'content-type': contentType,
          'x-amzn-requestid': requestId,
        },
        body: structured ? bytesOf(serializer.flush()) : '{}',
      };
    },
    fail(error, service, requestId) {
      const { type, status, headers } = errorCodes(error, service);
      return {
        status,
        headers: {
          'content-type': contentType,
          'x-amzn-requestid': requestId,
          ...headers,
        },
        body: JSON.stringify({
          __type: service ? `${service.shapeNamespace}#${type}` : type,
          message: error.message,
        }),
      };
    },
  };
}

export const json10 = jsonProtocol('1.0');
export const json11 = jsonProtocol('1.1');

const cbor = new CborCodec();

function encodeCbor(schema: Operation['output'] | 15, value: object): Buffer {
  const serializer = cbor.createSerializer();
  serializer.write(schema, value);
  return Buffer.from(serializer.flush());
}

const CBOR_HEADERS = {
  'content-type': 'application/cbor',
  'smithy-protocol': 'rpc-v2-cbor',
};

export const rpcV2Cbor: WireProtocol = {
  id: 'rpc-v2-cbor',
  operation(request, service) {
    const match = /^\/service\/(\w+)\/operation\/(\w+)\/?$/.exec(request.path);
    return match && match[1] === service.targetPrefix
      ? service.operations.get(match[2])
      : undefined;
  },
  asked: request => `${request.method} ${request.path}`,
  async read(request, operation) {
    if (request.body.length === 0 || !operation.input.isStructSchema()) {
      return {};
    }
    return (await cbor
      .createDeserializer()
      .read(operation.input, request.body)) as object;
  },
  write(output, operation, _service, requestId) {
    return {
      status: 200,
      headers: { ...CBOR_HEADERS, 'x-amzn-requestid': requestId },
      body: operation.output.isStructSchema()
        ? encodeCbor(operation.output, output)
        : '',
    };
  },
  fail(error, service, requestId) {
    const { type, status, headers } = errorCodes(error, service);
    return {
      status,
      headers: { ...CBOR_HEADERS, 'x-amzn-requestid': requestId, ...headers },
      body: encodeCbor(15, {
        __type: service ? `${service.shapeNamespace}#${type}` : type,
        message: error.message,
      }),
    };
  },
};
