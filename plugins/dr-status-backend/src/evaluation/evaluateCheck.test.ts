import type {
  Observation,
  SourceStatus,
  Verdict,
} from '@twinshore/plugin-dr-status-common';
import type { Check } from '@twinshore/plugin-dr-status-node';
import { Estate } from '../estate/Estate';
import { testEntity } from '../__testUtils__/estate';
import { testCheck } from '../__testUtils__/sources';
import { evaluateCheck } from './evaluateCheck';
import { ObservationBoard } from './ObservationBoard';

const REF = 'resource:default/database';
const ENTITY = testEntity('database', { site: 'here' });
const NOW = Date.parse('2026-11-23T12:00:00Z');

function status(more: Partial<SourceStatus> = {}): SourceStatus {
  return {
    id: 'test:one',
    kind: 'test',
    title: 'Source one',
    mode: 'poll',
    state: 'ok',
    entityRefs: [REF],
    intervalSeconds: 10,
    timeoutSeconds: 1,
    freshForSeconds: 60,
    consecutiveFailures: 0,
    leastPrivilege: '',
    ...more,
  };
}

function observation(ageSeconds: number, value: number): Observation {
  return {
    entityRef: REF,
    signal: 'test.value',
    value,
    observedAt: new Date(NOW - ageSeconds * 1000).toISOString(),
    sourceId: 'test:one',
  };
}

const failing = {
  state: 'failing',
  error: { kind: 'unreachable', message: 'Connection refused.' },
} as const;

/** A check that says what it is told to, and lists what it read. */
function saying(verdict: Verdict, readings: 'all' | 'none' = 'all'): Check {
  return testCheck({
    evaluate: ({ read }) => {
      const reading = read('test.value', 'Value');
      return {
        verdict,
        reason: 'So it says.',
        readings: readings === 'all' ? [reading] : [],
      };
    },
  });
}

function evaluate(
  check: Check,
  source: SourceStatus | undefined,
  observations: Observation[],
) {
  const board = new ObservationBoard();
  if (source) {
    board.put({ status: source, observations });
  }
  return evaluateCheck(check, ENTITY, REF, board, new Estate([ENTITY]), NOW);
}

describe('evaluateCheck', () => {
  it('takes the word of a check that rests on a fresh reading', () => {
    const { result, staleAt } = evaluate(saying('met'), status(), [
      observation(59, 1),
    ]);
    expect(result).toMatchObject({
      verdict: 'met',
      reason: 'So it says.',
      observedAt: observation(59, 1).observedAt,
    });
    expect(staleAt).toBe(NOW + 1_000);
  });

  it.each<[string, Verdict, SourceStatus | undefined, Observation[], RegExp]>([
    ['too old', 'met', status(), [observation(60, 1)], /60 s old/],
    [
      'of a source that fails now',
      'met',
      status(failing),
      [observation(1, 1)],
      /Source one gives no answer: Connection refused\.$/,
    ],
    ['absent', 'met', status(), [], /nothing has reported Value/],
    ['never made', 'met', undefined, [], /^Not measured yet/],
    [
      'never made',
      'breached',
      status({ state: 'starting' }),
      [],
      /^Not measured yet/,
    ],
    [
      'never made, by a failing source',
      'breached',
      status(failing),
      [],
      /Source one gives no answer/,
    ],
    ['too old', 'breached', status(), [observation(61, 0)], /too old/],
  ])(
    'calls unknown what rests on a reading that is %s, not %s',
    (_, verdict, source, observations, reason) => {
      const { result } = evaluate(saying(verdict), source, observations);
      expect(result.verdict).toBe('unknown');
      expect(result.reason).toMatch(reason);
      expect(result.cause?.message).toBe(source?.error?.message);
    },
  );

  it('lets a working source prove by absence that something is wrong', () => {
    expect(evaluate(saying('breached'), status(), []).result.verdict).toBe(
      'breached',
    );
  });

  it('calls unknown what rests on nothing', () => {
    const { result } = evaluate(saying('met', 'none'), status(), [
      observation(1, 1),
    ]);
    expect(result.verdict).toBe('unknown');
  });

  it('calls unknown what cannot be evaluated, and says why without secrets', () => {
    const check = testCheck({
      evaluate({ read }) {
        read('test.value', 'Value');
        throw new Error('cannot reach postgres://me:hunter2@db');
      },
    });
    const { result } = evaluate(check, status(), [observation(1, 1)]);
    expect(result.verdict).toBe('unknown');
    expect(result.reason).toMatch(/^The check itself failed: cannot reach/);
    expect(result.reason).not.toContain('hunter2');
    expect(result.evidence).toHaveLength(1);
  });

  it('of several sources, believes the one that can be trusted', () => {
    const board = new ObservationBoard();
    board.put({ status: status(failing), observations: [observation(0, 1)] });
    board.put({
      status: status({ id: 'test:two' }),
      observations: [{ ...observation(30, 2), sourceId: 'test:two' }],
    });
    expect(board.read(REF, 'test.value', 'Value', NOW)).toMatchObject({
      state: 'fresh',
      evidence: { value: 2, sourceId: 'test:two' },
    });
  });
});
