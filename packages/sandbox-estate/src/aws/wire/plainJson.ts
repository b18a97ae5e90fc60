import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticOperationSchema } from '@smithy/types';
import type { Call, Operation } from '../server/service';
import { restJson } from './rest';
import { matchRoute, routeOf } from './route';
import type { WireProtocol } from './types';

/** Marks a document: JSON of any shape. */
const DOCUMENT = 15;

/** The members of a request, from wherever they came; those of the query are text. */
export type PlainInput = Record<string, any>;

/**
 * An operation of a service whose client ships no schemas: its route is written
 * down here, and its members are taken as they come.
 */
export function plainOperation(
  namespace: string,
  name: string,
  [method, uri]: readonly [method: string, uri: string],
  handle: (input: PlainInput, call: Call) => Promise<object> | object,
): Operation {
  const schema = [
    9,
    namespace,
    name,
    { http: [method, uri, 200] },
    DOCUMENT,
    DOCUMENT,
  ] as unknown as StaticOperationSchema;
  return {
    name,
    schema,
    input: NormalizedSchema.of(DOCUMENT),
    output: NormalizedSchema.of(DOCUMENT),
    handle: (input, call) => handle(input as PlainInput, call),
  };
}

/** REST-JSON for such operations: everything but how members are read and written. */
export const plainRestJson: WireProtocol = {
  ...restJson,
  id: 'rest-json-plain',
  async read(request, operation) {
    const labels = matchRoute(request, routeOf(operation))?.labels;
    const query: PlainInput = {};
    for (const name of new Set(request.query.keys())) {
      const values = request.query.getAll(name);
      query[name] = values.length > 1 ? values : values[0];
    }
    const body: unknown =
      request.body.length === 0
        ? {}
        : JSON.parse(request.body.toString('utf8'));
    return { ...(body as PlainInput), ...query, ...labels };
  },
  write: (output, operation, _service, requestId) => ({
    status: routeOf(operation).status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
    },
    body: JSON.stringify(output, secondsForTimes),
  }),
};

/** The protocol writes a time as seconds since 1970; `JSON` would write its text. */
function secondsForTimes(this: any, key: string, value: unknown): unknown {
  const original = this[key];
  return original instanceof Date ? original.getTime() / 1000 : value;
}
