import { mockServices } from '@backstage/backend-test-utils';
import {
  SourceFailure,
  type Source,
  type WatchContext,
} from '@twinshore/plugin-dr-status-node';
import { SourceRunner, type SourceReport } from './SourceRunner';

const ENTITY = 'resource:default/database';
const answer = [{ entityRef: ENTITY, signal: 'test.value', value: 1 }];

function source(
  behaviour: Pick<Extract<Source, { observe: unknown }>, 'observe'>,
): Source;
function source(
  behaviour: Pick<Extract<Source, { watch: unknown }>, 'watch'>,
): Source;
function source(behaviour: object): Source {
  return {
    id: 'test:one',
    kind: 'test',
    title: 'One',
    entityRefs: [ENTITY],
    intervalSeconds: 10,
    timeoutSeconds: 2,
    leastPrivilege: 'none',
    ...behaviour,
  } as Source;
}

describe('SourceRunner', () => {
  const reports: SourceReport[] = [];
  let runner: SourceRunner;

  beforeEach(() => {
    jest.useFakeTimers();
    reports.length = 0;
  });
  afterEach(() => {
    runner.stop();
    jest.useRealTimers();
  });

  const last = () => reports[reports.length - 1];
  function run(of: Source, lastKnown?: SourceReport) {
    runner = new SourceRunner({
      source: of,
      replica: 'a',
      logger: mockServices.logger.mock(),
      maxBackoffMilliseconds: 15_000,
      random: () => 0.5,
      lastKnown,
      onReport: report => reports.push(report),
    });
    runner.start();
  }
  const pass = (milliseconds: number) =>
    jest.advanceTimersByTimeAsync(milliseconds);

  it('asks at once and then on its interval', async () => {
    const observe = jest.fn(async () => answer);
    run(source({ observe }));
    await pass(0);
    expect(last()).toMatchObject({
      status: { state: 'ok', consecutiveFailures: 0, collectedBy: 'a' },
      observations: [{ value: 1, sourceId: 'test:one' }],
    });
    await pass(9_999);
    expect(observe).toHaveBeenCalledTimes(1);
    await pass(1);
    expect(observe).toHaveBeenCalledTimes(2);
  });

  it('gives up when the timeout is over, and keeps what it knew', async () => {
    let hang = false;
    const observe = jest.fn(async ({ signal }: { signal: AbortSignal }) => {
      if (hang) {
        await new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      }
      return answer;
    });
    run(source({ observe }));
    await pass(0);
    hang = true;
    await pass(10_000 + 1_999);
    expect(last().status.state).toBe('ok');
    await pass(1);
    expect(last()).toMatchObject({
      status: {
        state: 'failing',
        consecutiveFailures: 1,
        error: { kind: 'timed-out', message: 'No answer within 2 s.' },
      },
      observations: [{ value: 1 }],
    });
    hang = false;
    await pass(10_000);
    expect(last().status).toMatchObject({ state: 'ok', error: undefined });
  });

  it('never runs two attempts at once of a source that ignores its signal', async () => {
    const release: Array<(value: typeof answer) => void> = [];
    const observe = jest.fn(
      () => new Promise<typeof answer>(resolve => release.push(resolve)),
    );
    run(source({ observe }));
    await pass(2_000);
    expect(last().status).toMatchObject({
      state: 'failing',
      error: { kind: 'timed-out' },
    });
    await pass(250);
    expect(last().status.error?.message).toContain(
      'it goes on although it was asked to stop',
    );
    runner.refresh();
    await pass(600_000);
    expect(observe).toHaveBeenCalledTimes(1);
    expect(last().status.state).toBe('failing');

    // Its late answer is not believed, but the next attempt may begin.
    release[0](answer);
    await pass(0);
    expect(observe).toHaveBeenCalledTimes(2);
    expect(last().observations).toEqual([]);
    release[1](answer);
    await pass(0);
    expect(last().status.state).toBe('ok');
  });

  it('waits longer after every failure, up to the cap', async () => {
    const times: number[] = [];
    const observe = jest.fn(async () => {
      times.push(Date.now());
      throw Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), {
        code: 'ECONNREFUSED',
      });
    });
    run({ ...source({ observe }), intervalSeconds: 2 } as Source);
    await pass(60_000);
    const waits = times.slice(1).map((time, index) => time - times[index]);
    expect(waits.slice(0, 5)).toEqual([2_000, 4_000, 8_000, 15_000, 15_000]);
    expect(last().status.consecutiveFailures).toBe(times.length);
  });

  it('is asked again at once when somebody wants it', async () => {
    const observe = jest.fn(async () => {
      throw new SourceFailure('unauthorized', 'Wrong password');
    });
    run(source({ observe }));
    await pass(0);
    expect(observe).toHaveBeenCalledTimes(1);
    runner.refresh();
    expect(observe).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['something else than a list', 'garbage'],
    ['an observation without an entity', [{ signal: 'a', value: 1 }]],
    ['no value', [{ entityRef: ENTITY, signal: 'a', value: undefined }]],
    ['not a number', [{ entityRef: ENTITY, signal: 'a', value: NaN }]],
    ['a null', [null]],
  ])('does not believe %s', async (_, garbage) => {
    run(source({ observe: async () => garbage as any }));
    await pass(0);
    expect(last()).toMatchObject({
      status: { state: 'failing', error: { kind: 'malformed' } },
      observations: [],
    });
  });

  it('survives a source that throws before it returns a promise', async () => {
    run(
      source({
        observe: () => {
          throw new SyntaxError('Unexpected token < in JSON');
        },
      }),
    );
    await pass(0);
    expect(last().status.error?.kind).toBe('malformed');
  });

  it('goes on from what was known', async () => {
    const observe = jest.fn(() => new Promise<never>(() => {}));
    run(source({ observe }), {
      status: {
        ...new SourceRunner({
          source: source({ observe }),
          replica: 'b',
          logger: mockServices.logger.mock(),
          maxBackoffMilliseconds: 1,
          onReport: () => {},
        }).report.status,
        state: 'ok',
        consecutiveFailures: 0,
      },
      observations: [
        {
          entityRef: ENTITY,
          signal: 'test.value',
          value: 7,
          observedAt: new Date().toISOString(),
          sourceId: 'test:one',
        },
      ],
    });
    expect(last()).toMatchObject({
      status: { state: 'ok', collectedBy: 'a' },
      observations: [{ value: 7 }],
    });
  });

  describe('watching', () => {
    it('fails when the watch falls silent, and begins anew', async () => {
      const contexts: WatchContext[] = [];
      const watch = jest.fn(async (context: WatchContext) => {
        contexts.push(context);
        context.report(answer);
        await new Promise<void>(resolve => {
          context.signal.addEventListener('abort', () => resolve());
        });
      });
      run(source({ watch }));
      await pass(0);
      expect(last().status).toMatchObject({ state: 'ok', mode: 'watch' });
      await pass(29_000);
      contexts[0].report(answer);
      // How long it answered the first time, not how long it has gone on.
      expect(last().status.lastDurationSeconds).toBe(0);
      await pass(29_999);
      expect(last().status.state).toBe('ok');
      await pass(1);
      expect(last().status).toMatchObject({
        state: 'failing',
        error: { kind: 'timed-out', message: 'No sign of life for 30 s.' },
      });
      // What an old watch still says is not believed.
      contexts[0].report([]);
      expect(last().observations).toHaveLength(1);
      await pass(10_000);
      expect(watch).toHaveBeenCalledTimes(2);
      expect(last().status.state).toBe('ok');
    });

    it('fails when the watch breaks or ends by itself', async () => {
      const ends = [
        async () => {
          throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
        },
        async () => {},
      ];
      const watch = jest.fn(async (context: WatchContext) => {
        context.report(answer);
        await ends.shift()!();
      });
      run(source({ watch }));
      await pass(0);
      expect(last().status).toMatchObject({
        state: 'failing',
        error: { kind: 'unreachable' },
      });
      await pass(10_000);
      expect(last().status).toMatchObject({
        state: 'failing',
        error: { kind: 'failed' },
      });
    });

    it('fails when no first report comes in time', async () => {
      run(source({ watch: () => new Promise<void>(() => {}) }));
      await pass(2_000);
      expect(last().status).toMatchObject({
        state: 'failing',
        error: { kind: 'timed-out' },
      });
    });

    it('begins anew on request, without counting that as a failure', async () => {
      const watch = jest.fn(async (context: WatchContext) => {
        context.report(answer);
        await new Promise<void>((_, reject) => {
          context.signal.addEventListener('abort', () =>
            reject(new DOMException('aborted', 'AbortError')),
          );
        });
      });
      run(source({ watch }));
      await pass(0);
      runner.refresh();
      await pass(0);
      expect(watch).toHaveBeenCalledTimes(2);
      expect(reports.map(each => each.status.state)).not.toContain('failing');
    });
  });
});
