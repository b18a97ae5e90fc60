import type { NormalizedSchema } from '@smithy/core/schema';
import type { Operation, Service } from '../server/service';
import { readScalar } from './scalar';
import type { WireProtocol, WireRequest } from './types';
import { escapeXml, writeXmlMembers } from './xml';

type Form = ReadonlyMap<string, string>;

interface Dialect {
  /** EC2 numbers its lists without a name between, and capitalises keys. */
  ec2: boolean;
}

/**
 * The query protocols: forms in, XML out. EC2 speaks a dialect of its own in
 * both directions.
 */
function queryProtocol(id: 'query' | 'ec2-query'): WireProtocol {
  const dialect: Dialect = { ec2: id === 'ec2-query' };
  return {
    id,
    operation: (request, service) =>
      service.operations.get(formOf(request).get('Action') ?? ''),
    asked: request => `action ${formOf(request).get('Action') ?? '(none)'}`,
    async read(request, operation) {
      const form = formOf(request);
      return (
        (readStructure(operation.input, form, '', dialect) as object) ?? {}
      );
    },
    write(output, operation, service, requestId) {
      const members = operation.output.isStructSchema()
        ? writeXmlMembers(operation.output, output, service)
        : '';
      return {
        status: 200,
        headers: { 'content-type': 'text/xml' },
        body: envelope(operation, service, members, requestId, dialect),
      };
    },
    fail(error, service, requestId) {
      const code = `<Code>${escapeXml(error.code)}</Code>`;
      const message = `<Message>${escapeXml(error.message)}</Message>`;
      const xmlns = service ? ` xmlns="${service.xmlNamespace}"` : '';
      return {
        status: error.status,
        headers: { 'content-type': 'text/xml' },
        body: dialect.ec2
          ? `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error>${code}${message}</Error></Errors><RequestID>${requestId}</RequestID></Response>`
          : `<ErrorResponse${xmlns}><Error><Type>${error.fault}</Type>${code}${message}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      };
    },
  };
}

function envelope(
  { name, output }: Operation,
  { xmlNamespace }: Service,
  members: string,
  requestId: string,
  { ec2 }: Dialect,
): string {
  if (ec2) {
    return `<${name}Response xmlns="${xmlNamespace}"><requestId>${requestId}</requestId>${members}</${name}Response>`;
  }
  const result = output.isStructSchema()
    ? `<${name}Result>${members}</${name}Result>`
    : '';
  return `<${name}Response xmlns="${xmlNamespace}">${result}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`;
}

const forms = new WeakMap<WireRequest, Form>();

function formOf(request: WireRequest): Form {
  let form = forms.get(request);
  if (!form) {
    form = new Map([
      ...request.query,
      ...new URLSearchParams(request.body.toString('utf8')),
    ]);
    forms.set(request, form);
  }
  return form;
}

/** Whether the form has anything at or under `key`. */
function present(form: Form, key: string): boolean {
  if (form.has(key)) return true;
  for (const name of form.keys()) if (name.startsWith(`${key}.`)) return true;
  return false;
}

function read(
  schema: NormalizedSchema,
  form: Form,
  key: string,
  dialect: Dialect,
): unknown {
  if (schema.isListSchema()) return readList(schema, form, key, dialect);
  if (schema.isMapSchema()) return readMap(schema, form, key, dialect);
  if (schema.isStructSchema()) return readStructure(schema, form, key, dialect);
  const text = form.get(key);
  return text === undefined ? undefined : readScalar(schema, text, key);
}

function readStructure(
  schema: NormalizedSchema,
  form: Form,
  key: string,
  dialect: Dialect,
): unknown {
  if (!schema.isStructSchema()) return {};
  if (key !== '' && !present(form, key)) return undefined;
  const value: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const read1 = read(
      member,
      form,
      join(key, nameOf(name, member, dialect)),
      dialect,
    );
    if (read1 !== undefined) value[name] = read1;
  }
  return value;
}

function nameOf(name: string, member: NormalizedSchema, { ec2 }: Dialect) {
  const traits = member.getMergedTraits() as Record<string, string | undefined>;
  if (!ec2) return traits.xmlName ?? name;
  if (traits.ec2QueryName) return traits.ec2QueryName;
  const wire = traits.xmlName ?? name;
  return wire[0].toUpperCase() + wire.slice(1);
}

function join(key: string, name: string): string {
  return key === '' ? name : `${key}.${name}`;
}

function readList(
  schema: NormalizedSchema,
  form: Form,
  key: string,
  dialect: Dialect,
): unknown {
  if (!present(form, key)) return undefined;
  const item = schema.getValueSchema();
  const flat = dialect.ec2 || Boolean(schema.getMergedTraits().xmlFlattened);
  const named = (item.getMergedTraits().xmlName as string) ?? 'member';
  // Clients differ in whether they write the item's own name or `member`.
  const prefixes = flat ? [key] : [`${key}.${named}`, `${key}.member`];
  for (const prefix of prefixes) {
    const values: unknown[] = [];
    for (let index = 1; present(form, `${prefix}.${index}`); index++) {
      values.push(read(item, form, `${prefix}.${index}`, dialect));
    }
    if (values.length > 0) return values;
  }
  return [];
}

function readMap(
  schema: NormalizedSchema,
  form: Form,
  key: string,
  dialect: Dialect,
): unknown {
  if (!present(form, key)) return undefined;
  const keySchema = schema.getKeySchema();
  const valueSchema = schema.getValueSchema();
  const keyName = (keySchema.getMergedTraits().xmlName as string) ?? 'key';
  const valueName =
    (valueSchema.getMergedTraits().xmlName as string) ?? 'value';
  const prefix = schema.getMergedTraits().xmlFlattened ? key : `${key}.entry`;
  const value: Record<string, unknown> = Object.create(null);
  for (let index = 1; present(form, `${prefix}.${index}`); index++) {
    const name = form.get(`${prefix}.${index}.${keyName}`);
    if (name !== undefined) {
      value[name] = read(
        valueSchema,
        form,
        `${prefix}.${index}.${valueName}`,
        dialect,
      );
    }
  }
  return value;
}

export const query = queryProtocol('query');
export const ec2Query = queryProtocol('ec2-query');
