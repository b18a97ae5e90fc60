import { createHash } from 'node:crypto';
import {
  ResourceType,
  ResourceTypes,
  apiVersionOf,
} from '../store/resourceTypes';
import { groupVersions } from './discovery';
import { Schemas, collectSchemas } from './schemas';

const INFO = { title: 'Kubernetes', version: 'v1.32.4' };

const pathOf = (groupVersion: string) =>
  groupVersion.includes('/') ? `apis/${groupVersion}` : `api/${groupVersion}`;

const gvk = ({ group, version, kind }: ResourceType) => ({
  group,
  version,
  kind,
});

function parameter(name: string, type: string, v3: boolean) {
  return {
    name,
    in: 'query',
    description: name,
    ...(v3 ? { schema: { type, uniqueItems: true } } : { type }),
  };
}

/** Query parameters of writes; a client reads here that the server validates. */
const WRITE_PARAMETERS = ['dryRun', 'fieldManager', 'fieldValidation'];

function operations(type: ResourceType, reference: object, v3: boolean) {
  const base = pathOf(apiVersionOf(type));
  const root = type.namespaced
    ? `/${base}/namespaces/{namespace}/${type.plural}`
    : `/${base}/${type.plural}`;
  const operation = (action: string, writes: boolean) => ({
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': gvk(type),
    operationId: `${action}${type.group}${type.version}${type.kind}`,
    ...(writes && {
      parameters: WRITE_PARAMETERS.map(name => parameter(name, 'string', v3)),
    }),
    responses: {
      200: {
        description: 'OK',
        ...(v3
          ? { content: { 'application/json': { schema: reference } } }
          : { schema: reference }),
      },
    },
  });
  return {
    [root]: { get: operation('list', false), post: operation('post', true) },
    [`${root}/{name}`]: {
      get: operation('get', false),
      put: operation('put', true),
      patch: operation('patch', true),
      delete: operation('delete', false),
    },
  };
}

function describe(
  types: ResourceType[],
  prefix: string,
  v3: boolean,
): { paths: object; schemas: Schemas } {
  const schemas: Schemas = {};
  const paths = {};
  const reference = (name: string) => ({ $ref: `${prefix}${name}` });
  for (const type of types) {
    const name =
      collectSchemas(type, schemas, reference) ??
      `${type.group}.${type.version}.${type.kind}`;
    schemas[name] = {
      ...(schemas[name] ?? {
        type: 'object',
        'x-kubernetes-preserve-unknown-fields': true,
      }),
      'x-kubernetes-group-version-kind': [gvk(type)],
    };
    Object.assign(paths, operations(type, reference(name), v3));
  }
  return { paths, schemas };
}

/** `/openapi/v3`: where the document of each group and version stands. */
export function openApiIndex(types: ResourceTypes): object {
  const kinds = types
    .all()
    .map(type => `${apiVersionOf(type)}/${type.kind}`)
    .join();
  const hash = createHash('sha256').update(kinds).digest('hex').slice(0, 32);
  return {
    paths: Object.fromEntries(
      groupVersions(types)
        .map(pathOf)
        .map(path => [
          path,
          { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` },
        ]),
    ),
  };
}

/** The OpenAPI 3 document of one group and version; undefined for others. */
export function openApiV3(
  types: ResourceTypes,
  path: string,
): object | undefined {
  const groupVersion = groupVersions(types).find(name => pathOf(name) === path);
  if (!groupVersion) {
    return undefined;
  }
  const { paths, schemas } = describe(
    types.all().filter(type => apiVersionOf(type) === groupVersion),
    '#/components/schemas/',
    true,
  );
  return { openapi: '3.0.0', info: INFO, paths, components: { schemas } };
}

/** The whole as OpenAPI 2. */
export function openApiV2(types: ResourceTypes): object {
  const { paths, schemas } = describe(types.all(), '#/definitions/', false);
  return { swagger: '2.0', info: INFO, paths, definitions: schemas };
}
