import { sameJson } from '../store/sameJson';
import { badRequest, ApiError } from './errors';

interface Operation {
  op: string;
  path: string;
  from?: string;
  value?: unknown;
}

function steps(pointer: string): string[] {
  if (pointer === '') {
    return [];
  }
  if (!pointer.startsWith('/')) {
    throw badRequest(`invalid JSON pointer "${pointer}"`);
  }
  return pointer
    .slice(1)
    .split('/')
    .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function unprocessable(message: string): ApiError {
  return new ApiError(
    422,
    'Invalid',
    `the server rejected our request due to an error in our request: ${message}`,
    {},
  );
}

const missing = (pointer: string) =>
  unprocessable(`json patch: nothing at "${pointer}"`);

function read(document: any, pointer: string): any {
  let value = document;
  for (const step of steps(pointer)) {
    if (
      value === null ||
      typeof value !== 'object' ||
      !Object.hasOwn(value, step)
    ) {
      throw missing(pointer);
    }
    value = value[step];
  }
  return value;
}

function place(
  document: any,
  pointer: string,
  value: unknown,
  insert: boolean,
) {
  const path = steps(pointer);
  const last = path.pop();
  if (last === undefined) {
    return value;
  }
  const parent = read(document, pointer.slice(0, pointer.lastIndexOf('/')));
  if (Array.isArray(parent)) {
    const index = last === '-' ? parent.length : Number(last);
    if (!Number.isInteger(index) || index < 0 || index > parent.length) {
      throw missing(pointer);
    }
    parent.splice(index, insert ? 0 : 1, value);
  } else if (parent !== null && typeof parent === 'object') {
    parent[last] = value;
  } else {
    throw missing(pointer);
  }
  return document;
}

function take(document: any, pointer: string): any {
  read(document, pointer);
  const path = steps(pointer);
  const last = path.pop()!;
  const parent = read(document, pointer.slice(0, pointer.lastIndexOf('/')));
  if (Array.isArray(parent)) {
    parent.splice(Number(last), 1);
  } else {
    delete parent[last];
  }
  return document;
}

/** Applies an RFC 6902 patch to a copy. */
export function applyJsonPatch(original: unknown, patch: unknown): any {
  if (!Array.isArray(patch)) {
    throw badRequest('a JSON patch is a list of operations');
  }
  let document: any = structuredClone(original);
  for (const { op, path, from, value } of patch as Operation[]) {
    switch (op) {
      case 'add':
        document = place(document, path, value, true);
        break;
      case 'replace':
        read(document, path);
        document = place(document, path, value, false);
        break;
      case 'remove':
        document = take(document, path);
        break;
      case 'move': {
        const moved = read(document, from!);
        document = place(take(document, from!), path, moved, true);
        break;
      }
      case 'copy':
        document = place(
          document,
          path,
          structuredClone(read(document, from!)),
          true,
        );
        break;
      case 'test':
        if (!sameJson(read(document, path), value)) {
          throw unprocessable(`json patch: test failed at "${path}"`);
        }
        break;
      default:
        throw badRequest(`unknown JSON patch operation "${op}"`);
    }
  }
  return document;
}

/** Applies an RFC 7386 merge patch; the original stays as it is. */
export function applyMergePatch(original: any, patch: any): any {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) {
    return patch;
  }
  const base =
    original && typeof original === 'object' && !Array.isArray(original)
      ? original
      : {};
  const result = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      delete result[key];
    } else {
      result[key] = applyMergePatch(base[key], value);
    }
  }
  return result;
}
