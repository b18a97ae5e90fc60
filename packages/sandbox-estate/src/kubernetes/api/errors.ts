import { ResourceType, resourceName } from '../store/resourceTypes';

export interface StatusCause {
  reason?: string;
  message: string;
  field?: string;
}

/** An error that the API server answers with a `Status` object. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    readonly details?: Record<string, unknown>,
  ) {
    super(message);
  }

  toStatus() {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      ...(this.details && { details: this.details }),
      code: this.code,
    };
  }
}

function detailsOf(type: ResourceType, name: string) {
  return {
    name,
    ...(type.group && { group: type.group }),
    kind: type.plural,
  };
}

export function notFound(type: ResourceType, name: string): ApiError {
  return new ApiError(
    404,
    'NotFound',
    `${resourceName(type)} "${name}" not found`,
    detailsOf(type, name),
  );
}

export function unknownPath(): ApiError {
  return new ApiError(
    404,
    'NotFound',
    'the server could not find the requested resource',
    {},
  );
}

export function alreadyExists(type: ResourceType, name: string): ApiError {
  return new ApiError(
    409,
    'AlreadyExists',
    `${resourceName(type)} "${name}" already exists`,
    detailsOf(type, name),
  );
}

export function conflict(
  type: ResourceType,
  name: string,
  why = 'the object has been modified; please apply your changes to the latest version and try again',
): ApiError {
  return new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${resourceName(type)} "${name}": ${why}`,
    detailsOf(type, name),
  );
}

export function invalid(
  type: ResourceType,
  name: string,
  causes: { field: string; message: string; reason?: string }[],
): ApiError {
  const text = causes.map(cause => `${cause.field}: ${cause.message}`);
  const list = text.length === 1 ? text[0] : `[${text.join(', ')}]`;
  const kind = type.group ? `${type.kind}.${type.group}` : type.kind;
  return new ApiError(422, 'Invalid', `${kind} "${name}" is invalid: ${list}`, {
    name,
    ...(type.group && { group: type.group }),
    kind: type.kind,
    causes: causes.map(cause => ({
      reason: cause.reason ?? 'FieldValueInvalid',
      message: cause.message,
      field: cause.field,
    })),
  });
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}

export function unauthorized(): ApiError {
  return new ApiError(401, 'Unauthorized', 'Unauthorized');
}

export function forbidden(
  message: string,
  details?: Record<string, unknown>,
): ApiError {
  return new ApiError(403, 'Forbidden', message, details);
}

export function methodNotAllowed(): ApiError {
  return new ApiError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );
}

export function expired(requested: number, current: number): ApiError {
  return new ApiError(
    410,
    'Expired',
    `too old resource version: ${requested} (${current})`,
  );
}

export function unsupportedMediaType(contentType: string): ApiError {
  return new ApiError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml (got ${contentType})`,
    {},
  );
}
