import { SourceFailure } from '@twinshore/plugin-dr-status-node';
import { TestSource } from './__testUtils__/sources';
import { startDrStatus } from './__testUtils__/startDrStatus';
import { until } from './__testUtils__/until';

const HERE = 'resource:default/database-here';
const THERE = 'resource:default/database-there';

jest.setTimeout(30_000);

const never = () => new Promise<never>(() => {});
const throwing = (error: unknown) => async () => {
  throw error;
};
const coded = (code: string) =>
  throwing(Object.assign(new Error(`it says ${code}`), { code }));

describe('a source that misbehaves', () => {
  let stop: (() => Promise<void>) | undefined;
  afterEach(async () => stop?.());

  it.each<[string, string, TestSource['behaviour']]>([
    [
      'hangs until it is aborted',
      'timed-out',
      signal =>
        new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason)),
        ),
    ],
    ['hangs and ignores its signal', 'timed-out', never],
    ['is refused', 'unreachable', coded('ECONNREFUSED')],
    ['is not let in', 'unauthorized', coded('28P01')],
    [
      'has an expired token',
      'unauthorized',
      throwing(
        Object.assign(new Error('expired'), { name: 'ExpiredTokenException' }),
      ),
    ],
    ['is throttled', 'throttled', coded('ThrottlingException')],
    [
      'gets garbage',
      'malformed',
      async () => JSON.parse('<html>It works!</html>'),
    ],
    ['reports no number', 'malformed', async () => NaN],
    ['meets an error', 'failed', throwing(new Error('disk is on fire'))],
    [
      'is configured wrongly',
      'misconfigured',
      throwing(new SourceFailure('misconfigured', 'No such region')),
    ],
  ])(
    'that %s is unknown because %s, and delays nobody',
    async (_, kind, behaviour) => {
      const bad = new TestSource('test:here', HERE);
      const good = new TestSource('test:there', THERE);
      const { backend, summary, entity } = await startDrStatus([
        bad.source,
        good.source,
      ]);
      stop = () => backend.stop();
      await until(async () => (await summary()).coverage.fresh === 2);

      bad.behaviour = behaviour;
      await until(async () => (await summary()).coverage.fresh !== 2);
      const [check] = (await entity(HERE)).checks;
      expect(check).toMatchObject({
        verdict: 'unknown',
        cause: { kind, sourceId: 'test:here', message: expect.any(String) },
        // The last value and its age are still there to see.
        evidence: [
          { state: 'failed', value: 1, observedAt: expect.any(String) },
        ],
      });
      const { headline, sources } = await summary();
      expect(headline.sentence).toMatch(/^Nobody can say: The database-here/);
      expect(sources.failing).toBe(1);

      // The other one goes on, and its changes show at once.
      const calls = good.calls;
      await until(() => good.calls > calls + 2);
      good.behaviour = async () => 0;
      const changedAt = Date.now();
      await until(
        async () => (await entity(THERE)).checks[0].verdict === 'breached',
      );
      expect(Date.now() - changedAt).toBeLessThan(1_500);
      expect(bad.mostAtOnce).toBe(1);
    },
  );

  it('shows a source that could not be built', async () => {
    const { backend, entity, sources } = await startDrStatus([], {
      misconfigured: true,
    });
    stop = () => backend.stop();
    const detail = await until(async () => {
      const found = await entity(THERE);
      return found.checks?.length ? found : undefined;
    });
    expect(detail.checks[0]).toMatchObject({
      verdict: 'unknown',
      cause: {
        kind: 'misconfigured',
        message: 'drStatus.sources.test[0].host is missing',
      },
    });
    expect(await sources()).toMatchObject([{ state: 'misconfigured' }]);
    // Nothing at all watches the other one.
    expect((await entity(HERE)).checks[0].reason).toMatch(/^Not measured yet/);
  });
});
