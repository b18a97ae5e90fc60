import { NormalizedSchema } from '@smithy/core/schema';
import type { CommandIO, StaticOperationSchema } from '@smithy/types';

/** Who calls, and through which region's endpoint. */
export interface Call {
  /** Region of the credential scope: `us-east-1` for what is global. */
  region: string;
  accountId: string;
  requestId: string;
}

/** One operation of a service: its schema as the SDK ships it, and a function from input to output. */
export interface Operation {
  name: string;
  schema: StaticOperationSchema;
  input: NormalizedSchema;
  output: NormalizedSchema;
  handle(input: object, call: Call): Promise<object> | object;
}

export type ProtocolId =
  | 'query'
  | 'ec2-query'
  | 'rest-xml'
  | 'rest-json'
  /** REST-JSON of a service whose client ships no schemas. */
  | 'rest-json-plain'
  | 'json-1.0'
  | 'json-1.1'
  | 'rpc-v2-cbor';

/** An AWS service, as its published model describes it. */
export interface Service {
  /** Name in the credential scope, for example `monitoring`. */
  signingName: string;
  /** Prefix of its actions in policies, for example `cloudwatch`. */
  actionPrefix: string;
  apiVersion: string;
  xmlNamespace: string;
  /** Namespace of its shapes, for example `com.amazonaws.rds`. */
  shapeNamespace: string;
  /** What stands before the operation in `X-Amz-Target`; only for JSON. */
  targetPrefix?: string;
  protocols: readonly ProtocolId[];
  /** S3: a bucket stands before the path of its operations, and errors in no envelope. */
  buckets?: boolean;
  /** Regions of the credential scope that it takes at the endpoint of `region`. */
  regions(region: string): readonly string[];
  operations: ReadonlyMap<string, Operation>;
}

type CommandClass<I extends object, O extends object> = new (
  ...args: any[]
) => CommandIO<I, O & { $metadata: any }>;

/** Types a handler by the SDK's own command class, and takes the schema from it. */
export function operation<I extends object, O extends object>(
  Command: CommandClass<I, O>,
  handle: (
    input: I,
    call: Call,
  ) => Promise<Omit<O, '$metadata'>> | Omit<O, '$metadata'>,
): Operation {
  const { schema } = new Command({}) as unknown as {
    schema?: StaticOperationSchema;
  };
  if (!schema) {
    throw new Error(
      `${Command.name} carries no schema: the AWS client that it comes from is too old`,
    );
  }
  return {
    name: schema[2],
    schema,
    input: NormalizedSchema.of(schema[4]),
    output: NormalizedSchema.of(schema[5]),
    handle: (input, call) => handle(input as I, call),
  };
}

export function operations(list: Operation[]): Map<string, Operation> {
  return new Map(list.map(item => [item.name, item]));
}
