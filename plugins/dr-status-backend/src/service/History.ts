import { InputError } from '@backstage/errors';
import type { Page, VerdictInterval } from '@twinshore/plugin-dr-status-common';
import type { IntervalStore, StoredInterval } from '../store/IntervalStore';
import { decodeCursor, DEFAULT_LIMIT, encodeCursor } from './paging';

const DAY = 24 * 60 * 60 * 1000;
const STRIP_DAYS = 30;
const STRIP_INTERVALS = 1000;

function toVerdictInterval(stored: StoredInterval): VerdictInterval {
  return {
    checkId: stored.checkId,
    entityRef: stored.entityRef,
    verdict: stored.verdict,
    reason: stored.reason,
    from: new Date(stored.fromAt).toISOString(),
    ...(stored.toAt !== null && { to: new Date(stored.toAt).toISOString() }),
  };
}

/** @throws InputError when it has the form of a time, and is none */
function timeOf(time: string | undefined): number | undefined {
  const at = time === undefined ? undefined : Date.parse(time);
  if (Number.isNaN(at)) {
    throw new InputError(`${time} is no time`);
  }
  return at;
}

type Position = { fromAt: number; id: number };

function isPosition(value: unknown): value is Position {
  const { fromAt, id } = (value ?? {}) as Record<string, unknown>;
  return typeof fromAt === 'number' && typeof id === 'number';
}

/** The stored intervals in the terms of the API. */
export class History {
  readonly #store: IntervalStore;

  constructor(store: IntervalStore) {
    this.#store = store;
  }

  async page(query: {
    entityRef?: string;
    checkId?: string;
    since?: string;
    until?: string;
    limit?: number;
    cursor?: string;
  }): Promise<Page<VerdictInterval>> {
    const limit = query.limit ?? DEFAULT_LIMIT;
    const { intervals, total } = await this.#store.history({
      entityRef: query.entityRef?.toLocaleLowerCase('en-US'),
      checkId: query.checkId,
      fromAt: timeOf(query.since),
      toAt: timeOf(query.until),
      limit: limit + 1,
      before: decodeCursor(query.cursor, isPosition),
    });
    const page = intervals.slice(0, limit);
    const last = page[page.length - 1];
    return {
      items: page.map(toVerdictInterval),
      totalItems: total,
      ...(intervals.length > limit && {
        nextCursor: encodeCursor({ fromAt: last.fromAt, id: last.id }),
      }),
    };
  }

  /** The last 30 days of an entity, oldest first. */
  async strip(entityRef: string, now: number): Promise<VerdictInterval[]> {
    const { intervals } = await this.#store.history({
      entityRef,
      fromAt: now - STRIP_DAYS * DAY,
      limit: STRIP_INTERVALS,
    });
    return intervals.reverse().map(toVerdictInterval);
  }
}
