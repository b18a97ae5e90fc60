import { InputError } from '@backstage/errors';
import { z } from 'zod';
import type { HistoryPosition } from '../history/AssessmentHistory';

const AppId = z.object({
  appId: z
    .string()
    .regex(/^[\w-]{1,255}$/, 'an id as the list of apps gives it is needed'),
});

const Page = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(500).optional(),
});

const Position = z.object({
  startedAt: z.number().int(),
  assessmentId: z.string(),
});

function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) {
    throw new InputError(
      result.error.issues
        .map(({ path, message }) => `${path.join('.')}: ${message}`)
        .join('; '),
    );
  }
  return result.data;
}

/** The app that a path names. */
export function readAppId(params: unknown): string {
  return read(AppId, params).appId;
}

/** Which page of the history is asked for. */
export function readPage(query: unknown): {
  limit: number;
  before?: HistoryPosition;
} {
  const { limit, cursor } = read(Page, query);
  if (cursor === undefined) {
    return { limit };
  }
  let position: unknown;
  try {
    position = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    position = undefined;
  }
  const known = Position.safeParse(position);
  if (!known.success) {
    throw new InputError(
      'The cursor is not one that this list has given out; start without one',
    );
  }
  return { limit, before: known.data };
}

export function writeCursor(position: HistoryPosition): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}
