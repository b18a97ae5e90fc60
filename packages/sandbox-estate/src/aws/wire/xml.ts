import {
  XmlShapeDeserializer,
  XmlShapeSerializer,
} from '@aws-sdk/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticStructureSchema } from '@smithy/types';
import type { Service } from '../server/service';

/** ISO 8601, what XML protocols write a time in unless the shape says otherwise. */
const DATE_TIME = 5 as const;

function settings(service: Service) {
  return {
    timestampFormat: { useTrait: true, default: DATE_TIME },
    httpBindings: true,
    xmlNamespace: service.xmlNamespace,
    serviceNamespace: service.shapeNamespace,
  };
}

export function escapeXml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}

/** One element with the members of `value`, named as the shape. */
export function writeXml(
  schema: NormalizedSchema,
  value: object,
  service: Service,
): string {
  const serializer = new XmlShapeSerializer(settings(service));
  serializer.write(schema, value);
  return serializer.flush().toString();
}

/** The inside of the element that `writeXml` gives: protocols wrap the members in names of their own. */
export function writeXmlMembers(
  schema: NormalizedSchema,
  value: object,
  service: Service,
): string {
  const xml = writeXml(schema, value, service);
  const start = xml.indexOf('>') + 1;
  const end = xml.lastIndexOf('</');
  return end < start ? '' : xml.slice(start, end);
}

export async function readXml(
  schema: NormalizedSchema,
  body: Buffer,
  service: Service,
): Promise<object> {
  if (body.length === 0) return {};
  const value = await new XmlShapeDeserializer(settings(service)).read(
    schema as unknown as StaticStructureSchema,
    body,
  );
  return (value ?? {}) as object;
}
