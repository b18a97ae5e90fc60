/* eslint-disable jest/no-export, jest/valid-title -- it makes tests for others, who say what they are called */
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { SourceErrorKind } from '@twinshore/plugin-dr-status-common';
import type { Source } from '../source';
import { HostileServer, type Misbehaviour } from './HostileServer';

/** A password or token for sources under test; it must never be shown. @public */
export const TEST_SECRET = 'a-secret-that-nobody-may-see';
const MOST_BYTES_READ = 64 * 2 ** 20;

const ANY_PROTOCOL: Partial<Record<Misbehaviour, SourceErrorKind[]>> = {
  refused: ['unreachable'],
  hung: ['timed-out'],
  noise: ['malformed', 'unreachable'],
  closed: ['unreachable', 'malformed'],
};

const HTTP: Partial<Record<Misbehaviour, SourceErrorKind[]>> = {
  ...ANY_PROTOCOL,
  unauthorized: ['unauthorized'],
  forbidden: ['unauthorized'],
  throttled: ['throttled'],
  'server-error': ['failed'],
  garbage: ['malformed'],
  truncated: ['malformed', 'unreachable'],
  empty: ['malformed'],
  huge: ['malformed', 'timed-out'],
};

/** @public */
export interface MisbehaviourTestOptions {
  /** `tcp` leaves out what only HTTP can do. */
  protocol: 'http' | 'tcp';
  /** Other kinds of error than the usual ones, where the protocol has its own words. */
  kinds?: Partial<Record<Misbehaviour, SourceErrorKind[]>>;
  /** What the source makes of it is an answer: the reason stands in the test's own cases. */
  except?: Misbehaviour[];
}

async function ask(source: Source): Promise<unknown> {
  const abort = new AbortController();
  // As the collector does.
  const timer = setTimeout(
    () => abort.abort(new DOMException('timeout', 'TimeoutError')),
    source.timeoutSeconds * 1000,
  );
  const logger = {
    error() {},
    warn() {},
    info() {},
    debug() {},
    child: () => logger,
  } as LoggerService;
  const context = { signal: abort.signal, logger, now: Date.now };
  try {
    await ('watch' in source
      ? source.watch({ ...context, report() {} })
      : source.observe(context));
    return undefined;
  } catch (error) {
    return error;
  } finally {
    clearTimeout(timer);
    abort.abort();
    await source.close?.();
  }
}

/**
 * Tries a source on every way in which a system does not answer: each must be
 * a clear failure of the right kind, name no secret, and read no answer
 * without end.
 * @param create - a source with a timeout of about a second, that asks the
 *   given address with {@link TEST_SECRET} as its password or token
 * @public
 */
export function testMisbehaviour(
  title: string,
  create: (at: HostileServer) => Source,
  options: MisbehaviourTestOptions,
): void {
  const usual = options.protocol === 'http' ? HTTP : ANY_PROTOCOL;
  const cases = Object.entries({ ...usual, ...options.kinds }).filter(
    ([name]) => !options.except?.includes(name as Misbehaviour),
  ) as Array<[Misbehaviour, SourceErrorKind[]]>;

  describe(`${title} asked where the other end misbehaves`, () => {
    it.each(cases)('%s', async (misbehaviour, kinds) => {
      const hostile = await HostileServer.start(misbehaviour);
      try {
        const failure = (await ask(create(hostile))) as Error & {
          kind: SourceErrorKind;
          hint?: string;
        };
        expect(failure).toMatchObject({
          name: 'SourceFailure',
          kind: expect.any(String),
        });
        expect(`${failure.kind}: ${failure.message}`).toMatch(
          new RegExp(`^(${kinds.join('|')}): `),
        );
        expect(failure.message).toMatch(/\S.*\.$/);
        expect(`${failure.message} ${failure.hint}`).not.toContain(TEST_SECRET);
        expect(hostile.bytesSent).toBeLessThan(MOST_BYTES_READ);
      } finally {
        await hostile.close();
      }
    });
  });
}
