import type { Entity } from '@backstage/catalog-model';
import { isTagged, judgeReading, worstFinding } from './judgeReading';
import { testCheckContext } from './testing/testCheckContext';

const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: { name: 'cup', tags: ['china'] },
  spec: { type: 'vessel' },
};
const ref = 'resource:default/cup';

describe('judgeReading', () => {
  const judge = (value: number) => ({
    verdict: 'met' as const,
    reason: `It holds ${value}.`,
  });

  it('judges what is fresh', () => {
    const context = testCheckContext({
      entity,
      values: { [ref]: { content: 3 } },
    });
    expect(
      judgeReading(context, 'content', 'The content', judge),
    ).toMatchObject({
      verdict: 'met',
      reason: 'It holds 3.',
      readings: [{ state: 'fresh' }],
    });
  });

  it('does not know what is missing, and says why', () => {
    expect(
      judgeReading(
        testCheckContext({ entity }),
        'content',
        'The content',
        judge,
      ),
    ).toMatchObject({
      verdict: 'unknown',
      reason: 'The content of cup is unknown: no source reports it.',
    });
  });
});

it('takes the worst of several findings', () => {
  expect(worstFinding([], 'All is well.').reason).toBe('All is well.');
  expect(
    worstFinding(
      [
        { verdict: 'met', reason: 'a' },
        { verdict: 'unknown', reason: 'b' },
        { verdict: 'at-risk', reason: 'c' },
        { verdict: 'unknown', reason: 'd' },
      ],
      'All is well.',
    ).reason,
  ).toBe('b');
});

it('tells entities by type and tag', () => {
  expect(isTagged('vessel', 'china')(entity)).toBe(true);
  expect(isTagged('vessel', 'glass')(entity)).toBe(false);
  expect(isTagged('plate', 'china')(entity)).toBe(false);
});
