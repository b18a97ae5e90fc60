import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from '../server/AwsError';

/** Reads a scalar from the text of a form field, a query parameter, a label or a header. */
export function readScalar(
  schema: NormalizedSchema,
  text: string,
  name: string,
): unknown {
  if (schema.isNumericSchema() || schema.isBigIntegerSchema()) {
    if (text.trim() === '' || !Number.isFinite(Number(text))) {
      throw malformed(name, text, 'a number');
    }
    return schema.isBigIntegerSchema() ? BigInt(text) : Number(text);
  }
  if (schema.isBooleanSchema()) {
    if (!/^(true|false)$/i.test(text)) throw malformed(name, text, 'a boolean');
    return text.toLowerCase() === 'true';
  }
  if (schema.isTimestampSchema()) {
    const date = /^-?\d+(\.\d+)?$/.test(text)
      ? new Date(Number(text) * 1000)
      : new Date(text);
    if (Number.isNaN(date.getTime())) throw malformed(name, text, 'a time');
    return date;
  }
  if (schema.isBlobSchema()) return Buffer.from(text, 'base64');
  return text;
}

function malformed(name: string, text: string, wanted: string): AwsError {
  return AwsError.common(
    'MalformedInput',
    `${name}: '${text.slice(0, 80)}' is not ${wanted}`,
  );
}
