import { resilienceOf } from '@twinshore/plugin-dr-status-common';
import type { Check, CheckOutcome } from '@twinshore/plugin-dr-status-node';
import { isSentinelCache, readAll } from './sentinelEntity';
import { MEMORY, type MemoryValue } from './signals';

const GIB = 2 ** 30;
/** The rest is for buffers and for the copy that a snapshot makes. */
const LEAST_SHARE_OF_SIZE = 0.75;
const MOST_USED = 0.8;

const sayBytes = (bytes: number) =>
  bytes >= GIB
    ? `${Number((bytes / GIB).toFixed(1))} GiB`
    : `${Number((bytes / 2 ** 20).toFixed(1))} MiB`;

export const cacheMemory: Check = {
  id: 'redis.memory.sized',
  title: 'Memory as sized, with room',
  description:
    'The cache may use the memory that its size is declared with, has a limit at all, and is not full. Without a limit the operating system ends it; at the limit it throws out or refuses.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'maxmemory at least 75 % of the declared size, less than 80 % of it used (else at risk)',
    origin: 'design 9.1',
  },
  signals: [MEMORY],
  remediation:
    'Set maxmemory to what the machine has, less a quarter. When it is full, find what grows (MEMORY DOCTOR, --bigkeys) before adding memory.',
  appliesTo: isSentinelCache,
  evaluate(context): CheckOutcome {
    const view = readAll<[MemoryValue]>(
      context,
      'How much memory the cache has and uses',
      [[MEMORY, 'Memory of the master']],
    );
    if ('outcome' in view) {
      return view.outcome;
    }
    const { readings } = view;
    const [{ usedBytes, maxBytes }] = view.values;
    if (usedBytes === null || maxBytes === null) {
      return {
        verdict: 'unknown',
        reason: 'The master does not say how much memory it has or uses.',
        readings,
      };
    }
    if (maxBytes === 0) {
      return {
        verdict: 'at-risk',
        reason: `The master uses ${sayBytes(
          usedBytes,
        )} and has no limit (maxmemory 0).`,
        readings,
      };
    }
    const { sizing } = (resilienceOf(context.entity) ?? {}) as {
      sizing?: { memoryGiB?: number };
    };
    const needed = (sizing?.memoryGiB ?? 0) * GIB * LEAST_SHARE_OF_SIZE;
    const use = `${sayBytes(usedBytes)} of ${sayBytes(maxBytes)} used`;
    if (maxBytes < needed) {
      return {
        verdict: 'at-risk',
        reason: `${use}; declared are ${sizing!
          .memoryGiB!} GiB, of which at least ${sayBytes(
          needed,
        )} must be usable.`,
        readings,
      };
    }
    const full = usedBytes / maxBytes >= MOST_USED;
    return {
      verdict: full ? 'at-risk' : 'met',
      reason: `${use} (${Math.round(
        (usedBytes / maxBytes) * 100,
      )} %, less than ${MOST_USED * 100} % allowed).`,
      readings,
    };
  },
};
