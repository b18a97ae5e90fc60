import { mockServices } from '@backstage/backend-test-utils';
import type { SourceStatus } from '@twinshore/plugin-dr-status-common';
import { Estate } from '../estate/Estate';
import { testEntity } from '../__testUtils__/estate';
import { testCheck } from '../__testUtils__/sources';
import { Evaluator } from './Evaluator';
import { ObservationBoard } from './ObservationBoard';

const A = 'resource:default/a';
const B = 'resource:default/b';
const NOW = Date.parse('2026-11-23T12:00:00Z');

function report(id: string, entityRef: string, value: number, at = NOW) {
  return {
    status: {
      id,
      kind: 'test',
      title: id,
      mode: 'poll',
      state: 'ok',
      entityRefs: [entityRef],
      intervalSeconds: 10,
      timeoutSeconds: 1,
      freshForSeconds: 60,
      consecutiveFailures: 0,
      leastPrivilege: '',
    } as SourceStatus,
    observations: [
      {
        entityRef,
        signal: 'test.value',
        value,
        observedAt: new Date(at).toISOString(),
        sourceId: id,
      },
    ],
  };
}

describe('Evaluator', () => {
  const board = new ObservationBoard();
  const estate = new Estate([
    testEntity('a', { site: 'here' }),
    testEntity('b', { site: 'here' }),
  ]);
  const evaluator = new Evaluator({
    checks: [
      testCheck(),
      testCheck({
        id: 'test.breaks',
        appliesTo: () => {
          throw new Error('no idea');
        },
      }),
    ],
    board,
    logger: mockServices.logger.mock(),
  });
  const touched = (now: number) =>
    evaluator.evaluate(now).evaluated.map(({ result }) => result.entityRef);

  it('evaluates what a change can have altered, and nothing else', () => {
    evaluator.setEstate(estate);
    expect(touched(NOW).sort()).toEqual([A, B]);
    expect(touched(NOW)).toEqual([]);

    evaluator.changed(board.put(report('s:a', A, 1)));
    expect(touched(NOW)).toEqual([A]);
    // The same again is no change.
    evaluator.changed(board.put(report('s:a', A, 1)));
    expect(touched(NOW)).toEqual([]);
    evaluator.changed(board.put(report('s:b', B, 1, NOW + 5_000)));
    expect(touched(NOW)).toEqual([B]);
  });

  it('knows when a reading becomes stale, and evaluates then', () => {
    expect(evaluator.nextStaleAt()).toBe(NOW + 60_000);
    expect(touched(NOW + 59_999)).toEqual([]);
    expect(touched(NOW + 60_000)).toEqual([A]);
    expect(evaluator.nextStaleAt()).toBe(NOW + 65_000);
    expect(
      evaluator.results().find(({ entityRef }) => entityRef === A)?.verdict,
    ).toBe('unknown');
  });

  it('forgets what is no more', () => {
    evaluator.setEstate(new Estate([testEntity('b', { site: 'here' })]));
    expect(evaluator.evaluate(NOW).gone).toEqual([
      { entityRef: A, checkId: 'test.works' },
    ]);
    expect(evaluator.results()).toHaveLength(1);
  });
});
