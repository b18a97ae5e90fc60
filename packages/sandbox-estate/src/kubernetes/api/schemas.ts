import { NewKubeObject } from '../store/objects';
import { ResourceType } from '../store/resourceTypes';

interface Attribute {
  baseName: string;
  type: string;
  format: string;
}

type Models = Record<string, any>;

let loaded: Models | undefined;

/**
 * The types of the Kubernetes API, from the models that the official client
 * is generated with; loaded when first asked for, since they are large.
 */
function models(): Models {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  loaded ??= require('@kubernetes/client-node') as Models;
  return loaded;
}

const attributesOf = (all: Models, name: string): Attribute[] | undefined =>
  all[name]?.getAttributeTypeMap?.();

function modelName(all: Models, type: ResourceType): string | undefined {
  const version = type.version.charAt(0).toUpperCase() + type.version.slice(1);
  return [`${version}${type.kind}`, `Core${version}${type.kind}`].find(name =>
    attributesOf(all, name),
  );
}

const LIST = /^(?:Array|Set)<(.*)>$/;
const MAP = /^\{ \[key: string\]: (.*); \}$/;

function unknownIn(
  all: Models,
  type: string,
  value: any,
  path: string,
): string[] {
  if (value === null || typeof value !== 'object') {
    return [];
  }
  const list = LIST.exec(type);
  if (list) {
    return Array.isArray(value)
      ? value.flatMap((item, index) =>
          unknownIn(all, list[1], item, `${path}[${index}]`),
        )
      : [];
  }
  const map = MAP.exec(type);
  if (map) {
    return Object.entries(value).flatMap(([key, item]) =>
      unknownIn(all, map[1], item, `${path}.${key}`),
    );
  }
  const attributes = attributesOf(all, type);
  if (!attributes) {
    return [];
  }
  return Object.entries(value).flatMap(([key, item]) => {
    const here = path ? `${path}.${key}` : key;
    const found = attributes.find(attribute => attribute.baseName === key);
    return found ? unknownIn(all, found.type, item, here) : [here];
  });
}

/** Fields that the kind does not have, as `spec.template.spec.foo`. */
export function unknownFields(
  type: ResourceType,
  object: NewKubeObject,
): string[] {
  const all = models();
  const name = modelName(all, type);
  return name && !type.custom ? unknownIn(all, name, object, '') : [];
}

export type Schemas = Record<string, object>;

/** Where a schema of that name stands in the document. */
export type Reference = (name: string) => object;

function schemaOf(type: string, format: string, reference: Reference): object {
  const list = LIST.exec(type);
  if (list) {
    return { type: 'array', items: schemaOf(list[1], '', reference) };
  }
  const map = MAP.exec(type);
  if (map) {
    return {
      type: 'object',
      additionalProperties: schemaOf(map[1], '', reference),
    };
  }
  switch (type) {
    case 'string':
    case 'boolean':
      return { type, ...(format && { format }) };
    case 'number':
      return {
        type: format.startsWith('int') ? 'integer' : 'number',
        ...(format && { format }),
      };
    case 'Date':
    case 'V1MicroTime':
      return { type: 'string', format: 'date-time' };
    case 'IntOrString':
      return { format: 'int-or-string', 'x-kubernetes-int-or-string': true };
    case 'any':
    case 'object':
      return { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    default:
      return reference(type);
  }
}

/** Adds the schema of a kind, and of all it is made of, to a document. */
export function collectSchemas(
  type: ResourceType,
  into: Schemas,
  reference: Reference,
): string | undefined {
  const all = models();
  const root = modelName(all, type);
  const todo = root ? [root] : [];
  while (todo.length > 0) {
    const name = todo.pop()!;
    const attributes = attributesOf(all, name);
    if (into[name] || !attributes) {
      continue;
    }
    const seen = (inner: string) => {
      todo.push(inner);
      return reference(inner);
    };
    into[name] = {
      type: 'object',
      properties: Object.fromEntries(
        attributes.map(attribute => [
          attribute.baseName,
          schemaOf(attribute.type, attribute.format, seen),
        ]),
      ),
    };
  }
  return root;
}
