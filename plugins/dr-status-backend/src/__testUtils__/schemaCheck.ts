import Ajv from 'ajv';
import { spec } from '../schema/openapi';

const ajv = new Ajv({ strict: false, allErrors: true }).addSchema(spec, 'api');

/** What of a reply is not as the interface says. */
export function schemaErrors(
  name: keyof (typeof spec)['components']['schemas'],
  body: unknown,
) {
  const validate = ajv.getSchema(`api#/components/schemas/${name}`)!;
  return validate(body) ? [] : validate.errors;
}
