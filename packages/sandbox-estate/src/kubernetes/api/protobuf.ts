import { badRequest, unsupportedMediaType } from './errors';
import { MESSAGES, Shape } from './protobufMessages';

/**
 * The typed commands of `kubectl` (`create`, `auth`, `drain`) send Kubernetes'
 * protobuf encoding and know no other; it is read here, never written: all
 * clients take JSON answers.
 */
export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

const MAGIC = Buffer.from('k8s\0');

type Field =
  | { number: number; wire: 0; value: bigint }
  | { number: number; wire: 2; value: Buffer };

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  *fields(): Generator<Field> {
    while (this.#at < this.#bytes.length) {
      const tag = Number(this.#varint());
      const number = Math.floor(tag / 8);
      const wire = tag % 8;
      if (wire === 0) {
        yield { number, wire, value: this.#varint() };
      } else if (wire === 2) {
        const length = Number(this.#varint());
        const end = this.#at + length;
        if (end > this.#bytes.length) {
          throw badRequest('the protobuf body ends too early');
        }
        yield { number, wire, value: this.#bytes.subarray(this.#at, end) };
        this.#at = end;
      } else {
        throw badRequest(
          `protobuf wire type ${wire} is not used by Kubernetes`,
        );
      }
    }
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) {
        break;
      }
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        return BigInt.asIntN(64, value);
      }
    }
    throw badRequest('the protobuf body has a number that does not end');
  }
}

function decodeMap(bytes: Buffer, value: Shape): [string, unknown] {
  let key = '';
  let decoded: unknown = decodeValue(value, {
    number: 2,
    wire: 2,
    value: Buffer.alloc(0),
  });
  for (const field of new Reader(bytes).fields()) {
    if (field.number === 1 && field.wire === 2) {
      key = field.value.toString('utf8');
    } else {
      decoded = decodeValue(value, field);
    }
  }
  return [key, decoded];
}

function decodeValue(shape: Shape, field: Field): unknown {
  if (shape === 'skip') {
    return undefined;
  }
  if (field.wire === 0) {
    return shape === 'bool' ? field.value !== 0n : Number(field.value);
  }
  switch (shape) {
    case 'string':
      return field.value.toString('utf8');
    case 'bytes':
      return field.value.toString('base64');
    case 'Time':
      return undefined;
    case 'Quantity':
      return decodeMessage('Quantity', field.value).text ?? '0';
    case 'IntOrString': {
      const { type, number, text } = decodeMessage('IntOrString', field.value);
      return type === 1 ? text : number ?? 0;
    }
    default:
      return decodeMessage(shape as string, field.value);
  }
}

/** Proto2 writes even empty strings; in JSON they are left out. */
const isEmpty = (value: unknown) => value === undefined || value === '';

function decodeMessage(name: string, bytes: Buffer): Record<string, any> {
  const message = MESSAGES[name];
  const result: Record<string, any> = {};
  for (const field of new Reader(bytes).fields()) {
    const known = message[field.number];
    if (!known) {
      throw unsupportedMediaType(
        `${PROTOBUF}, field ${field.number} of ${name}; send JSON`,
      );
    }
    const [key, shape] = known;
    if (shape.startsWith('map:')) {
      const [entry, value] = decodeMap(
        field.value as Buffer,
        shape.slice(4) as Shape,
      );
      (result[key] ??= {})[entry] = value;
    } else if (shape.endsWith('[]')) {
      (result[key] ??= []).push(
        decodeValue(shape.slice(0, -2) as Shape, field),
      );
    } else {
      const value = decodeValue(shape, field);
      if (!isEmpty(value)) {
        result[key] = value;
      }
    }
  }
  return result;
}

/** Reads a body in Kubernetes' protobuf envelope as the JSON that it means. */
export function decodeProtobuf(body: Buffer): any {
  if (!body.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw badRequest('the protobuf body lacks its Kubernetes prefix');
  }
  const envelope = decodeMessage('Envelope', body.subarray(MAGIC.length));
  const { apiVersion, kind } = envelope.type;
  if (!MESSAGES[kind]) {
    throw unsupportedMediaType(`${PROTOBUF} of a ${kind}; send JSON`);
  }
  const raw = Buffer.from(envelope.raw ?? '', 'base64');
  return { apiVersion, kind, ...decodeMessage(kind, raw) };
}
