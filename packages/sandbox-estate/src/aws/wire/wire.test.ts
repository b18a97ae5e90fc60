import {
  AwsEc2QueryProtocol,
  AwsJson1_0Protocol,
  AwsJson1_1Protocol,
  AwsQueryProtocol,
  AwsRestJsonProtocol,
  AwsRestXmlProtocol,
  AwsSmithyRpcV2CborProtocol,
} from '@aws-sdk/core/protocols';
import { HttpResponse } from '@smithy/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticOperationSchema } from '@smithy/types';
import { AwsError } from '../server/AwsError';
import type { Operation, ProtocolId, Service } from '../server/service';
import { protocolOf, type WireReply, type WireRequest } from '.';

const NAMESPACE = 'com.amazonaws.toy';
const [STRING, NUMBER, BOOLEAN, TIMESTAMP, BLOB] = [0, 1, 2, 4, 21];

/** Every kind of member that a service may have, on a service that nobody has. */
const item = [
  3,
  NAMESPACE,
  'Item',
  0,
  ['Name', 'Size'],
  [STRING, NUMBER],
] as const;
const items = [1, NAMESPACE, 'Items', 0, [() => item, { xmlName: 'Item' }]];
const plain = [1, NAMESPACE, 'Plain', 0, STRING];
const tags = [2, NAMESPACE, 'Tags', 0, STRING, STRING];
const members = [
  'Id',
  'Filter',
  'Trace',
  'Items',
  'Plain',
  'Tags',
  'Flag',
  'At',
  'Data',
  'Nested',
];
const schemas = (bound: boolean) => [
  bound ? [STRING, { httpLabel: 1 }] : STRING,
  bound ? [STRING, { httpQuery: 'filter' }] : STRING,
  bound ? [STRING, { httpHeader: 'X-Trace' }] : STRING,
  () => items,
  () => plain,
  () => tags,
  BOOLEAN,
  TIMESTAMP,
  BLOB,
  () => item,
];
const schema = [
  9,
  NAMESPACE,
  'DoToy',
  { http: ['POST', '/toys/{Id}/do?kind=plain', 200] },
  () => [3, NAMESPACE, 'DoToyRequest', 0, members, schemas(true)],
  () => [
    3,
    NAMESPACE,
    'DoToyResponse',
    0,
    members.slice(2),
    schemas(true).slice(2),
  ],
] as unknown as StaticOperationSchema;

const operation: Operation = {
  name: 'DoToy',
  schema,
  input: NormalizedSchema.of(schema[4]),
  output: NormalizedSchema.of(schema[5]),
  handle: () => ({}),
};

const serviceOf = (...protocols: ProtocolId[]): Service => ({
  signingName: 'toy',
  actionPrefix: 'toy',
  apiVersion: '2026-01-01',
  xmlNamespace: 'http://toy.amazonaws.com/doc/',
  shapeNamespace: NAMESPACE,
  targetPrefix: 'Toy_20260101',
  protocols,
  regions: region => [region],
  operations: new Map([['DoToy', operation]]),
});

const input = {
  Id: 'a/b c',
  Filter: 'x & y',
  Trace: 'trace-1',
  Items: [
    { Name: 'one <1>', Size: 1 },
    { Name: 'two', Size: 2.5 },
  ],
  Plain: ['p', 'q'],
  Tags: { colour: 'red', shape: 'round & flat' },
  Flag: false,
  At: new Date('2026-11-23T12:00:00Z'),
  Data: new Uint8Array([1, 2, 255]),
  Nested: { Name: 'inner', Size: 0 },
};

const options = {
  defaultNamespace: NAMESPACE,
  xmlNamespace: 'http://toy.amazonaws.com/doc/',
  version: '2026-01-01',
  serviceTarget: 'Toy_20260101',
  errorTypeRegistries: [],
};

type Protocol = Pick<
  AwsQueryProtocol,
  'serializeRequest' | 'deserializeResponse' | 'setSerdeContext'
>;
const PROTOCOLS: Array<[ProtocolId, Protocol]> = [
  ['query', new AwsQueryProtocol(options)],
  ['ec2-query', new AwsEc2QueryProtocol(options)],
  ['rest-xml', new AwsRestXmlProtocol(options)],
  ['rest-json', new AwsRestJsonProtocol(options)],
  ['json-1.0', new AwsJson1_0Protocol(options)],
  ['json-1.1', new AwsJson1_1Protocol(options)],
  ['rpc-v2-cbor', new AwsSmithyRpcV2CborProtocol(options)],
];

/** What the SDK's own client writes and reads is the measure. */
describe.each(PROTOCOLS)('%s', (id, client) => {
  const service = serviceOf(id);
  const context: any = {
    endpoint: async () => ({
      protocol: 'http:',
      hostname: '127.0.0.1',
      path: '/',
    }),
    endpointV2: { url: new URL('http://127.0.0.1/') },
    base64Decoder: (text: string) => Buffer.from(text, 'base64'),
    base64Encoder: (data: Uint8Array) => Buffer.from(data).toString('base64'),
    utf8Encoder: (data: Uint8Array) => Buffer.from(data).toString('utf8'),
    utf8Decoder: (text: string) => Buffer.from(text, 'utf8'),
    streamCollector: async (stream: Uint8Array) => stream,
    __smithy_context: { service: 'Toy_20260101', operation: 'DoToy' },
  };
  const operationSchema: any = {
    namespace: NAMESPACE,
    name: 'DoToy',
    traits: schema[3],
    input: schema[4],
    output: schema[5],
  };
  client.setSerdeContext(context);

  const request = async (): Promise<WireRequest> => {
    const { method, path, query, headers, body } =
      (await client.serializeRequest(
        operationSchema,
        { ...input },
        context,
      )) as any;
    const rawQuery = Object.entries(query ?? {})
      .map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`)
      .join('&');
    return {
      method,
      path,
      rawQuery,
      query: new URLSearchParams(rawQuery),
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
          name.toLowerCase(),
          String(value),
        ]),
      ),
      body:
        body instanceof Uint8Array
          ? Buffer.from(
              body.buffer as ArrayBuffer,
              body.byteOffset,
              body.byteLength,
            )
          : Buffer.from(body ?? ''),
    };
  };
  const receive = ({ status, headers, body }: WireReply) =>
    client.deserializeResponse(
      operationSchema,
      context,
      new HttpResponse({
        statusCode: status,
        headers: { ...headers },
        body: new Uint8Array(Buffer.from(body)),
      }) as any,
    );

  it('reads what the client writes', async () => {
    const asked = await request();
    const protocol = protocolOf(asked, service);
    expect(protocol.id).toBe(id);
    expect(protocol.operation(asked, service)).toBe(operation);
    const read: any = await protocol.read(asked, operation, service);
    // Query dialects of EC2 have no maps.
    const expected: any = { ...input };
    if (id === 'ec2-query') delete expected.Tags;
    if (id === 'ec2-query') delete read.Tags;
    expect({ ...read, Data: [...read.Data] }).toEqual({
      ...expected,
      Data: [...input.Data],
    });
  });

  it('writes what the client reads', async () => {
    const { Id: _id, Filter: _filter, ...output } = input;
    const protocol = protocolOf(await request(), service);
    const { $metadata, ...seen }: any = await receive(
      protocol.write(output, operation, service, 'request-1'),
    );
    expect($metadata.httpStatusCode).toBe(200);
    expect({ ...seen, Data: [...seen.Data] }).toEqual({
      ...output,
      Data: [...input.Data],
    });
  });

  it('fails so that the client knows the code and the message', async () => {
    const protocol = protocolOf(await request(), service);
    const reply = protocol.fail(
      AwsError.common('Throttling', 'Rate <exceeded>'),
      service,
      'request-1',
    );
    await expect(receive(reply)).rejects.toMatchObject({
      name: /^(query|ec2-query|rest-xml)$/.test(id)
        ? 'Throttling'
        : 'ThrottlingException',
      message: 'Rate <exceeded>',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('knows no operation that the service does not have', async () => {
    const asked = await request();
    const empty = { ...service, operations: new Map() };
    const protocol = protocolOf(asked, empty);
    expect(protocol.operation(asked, empty)).toBeUndefined();
    expect(protocol.asked(asked)).toMatch(/DoToy|toys/);
  });
});

it('answers a service that speaks several protocols in the one that it is asked in', async () => {
  const service = serviceOf('json-1.0', 'rpc-v2-cbor', 'query');
  const ask = (headers: Record<string, string>) =>
    protocolOf(
      {
        method: 'POST',
        path: '/',
        rawQuery: '',
        query: new URLSearchParams(),
        headers,
        body: Buffer.alloc(0),
      },
      service,
    ).id;
  expect(ask({ 'content-type': 'application/x-amz-json-1.0' })).toBe(
    'json-1.0',
  );
  expect(ask({ 'smithy-protocol': 'rpc-v2-cbor' })).toBe('rpc-v2-cbor');
  expect(
    ask({ 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }),
  ).toBe('query');
  expect(ask({})).toBe('json-1.0');
});
