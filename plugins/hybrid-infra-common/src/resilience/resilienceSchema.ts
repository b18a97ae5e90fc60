import type { JsonObject } from '@backstage/types';
import schema from './resilience.schema.json';

/** JSON schema (draft-07) of `spec.resilience`, for editors and other checkers. @public */
export const resilienceSchema: JsonObject = schema;
