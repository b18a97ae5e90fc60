import type { Entity } from '@backstage/catalog-model';
import fc from 'fast-check';
import type { CheckResult } from '../api';
import {
  compareVerdicts,
  VERDICTS,
  worstVerdict,
  type Verdict,
} from '../verdict';
import { summaryOf } from './summary';

function entity(
  kind: string,
  name: string,
  spec: Record<string, unknown>,
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name, namespace: 'default', title: name.toUpperCase() },
    spec: spec as Entity['spec'],
  };
}

const part = (name: string, site: string, tier: string, system = 'data') =>
  entity('Resource', name, {
    type: 'thing',
    system,
    owner: 'group:default/owners',
    resilience: { site, tier },
  });

const ESTATE = [
  entity('Domain', 'all', { resilience: { site: 'global' } }),
  entity('System', 'data', {
    domain: 'all',
    resilience: { site: 'global', tier: 'data' },
  }),
  entity('System', 'empty', { domain: 'all' }),
  entity('Resource', 'there', {
    type: 'site',
    resilience: { site: 'there', role: 'passive' },
  }),
  entity('Resource', 'here', {
    type: 'site',
    resilience: { site: 'here', role: 'active' },
  }),
  part('a', 'here', 'data'),
  part('b', 'there', 'data'),
  part('c', 'here', 'edge', 'empty'),
  part('d', 'bridge', 'connectivity', 'empty'),
];

function result(
  name: string,
  verdict: Verdict,
  more: Partial<CheckResult> = {},
): CheckResult {
  return {
    checkId: 'works',
    entityRef: `resource:default/${name}`,
    title: 'Works',
    gate: true,
    weight: 1,
    verdict,
    reason: `It is ${verdict}.`,
    threshold: { text: '', origin: '' },
    remediation: 'Mend it.',
    evidence: [],
    since: '2026-11-23T12:00:00.000Z',
    ...more,
  };
}

const summary = (results: CheckResult[]) =>
  summaryOf({
    revision: 1,
    now: Date.parse('2026-11-23T12:00:00Z'),
    entities: ESTATE,
    results,
    sources: [],
    transitions: [],
    read: () => ({ state: 'missing' }),
  });

describe('summaryOf', () => {
  it('lets the worst gate speak', () => {
    const { headline, blockers } = summary([
      result('a', 'met'),
      result('b', 'at-risk'),
      result('c', 'breached'),
      result('d', 'unknown'),
      result('a', 'breached', { checkId: 'no-gate', gate: false }),
    ]);
    expect(headline).toEqual({
      verdict: 'breached',
      sentence: 'No: C: It is breached.',
    });
    expect(blockers.map(each => each.entityTitle)).toEqual(['C', 'D', 'B']);
    expect(blockers[0]).toMatchObject({
      owner: 'group:default/owners',
      site: 'here',
      tier: 'edge',
    });
  });

  it.each<[string, CheckResult[], string]>([
    ['nothing is watched', [], 'Nobody can say: no gate is watched yet.'],
    [
      'all that is watched is well',
      [result('a', 'met')],
      'Yes, as far as anybody watches: the only gate is met, but nothing watches 5 of 9 entities.',
    ],
    [
      'one is close',
      [result('a', 'met'), result('b', 'at-risk')],
      'Yes, but at risk: B: It is at-risk.',
    ],
    [
      'two are unknown',
      [result('a', 'unknown'), result('b', 'unknown'), result('c', 'at-risk')],
      'Nobody can say: A: It is unknown (and 1 more unknown).',
    ],
  ])('answers when %s', (_, results, sentence) => {
    expect(summary(results).headline.sentence).toBe(sentence);
  });

  it('counts what nothing watches apart, and never as healthy', () => {
    const { matrix, entities } = summary([result('a', 'met')]);
    expect(
      matrix.map(({ site, tier, verdict, entities: all, unwatched }) => [
        site,
        tier,
        verdict,
        all,
        unwatched,
      ]),
    ).toEqual([
      ['here', 'edge', 'unknown', 1, 1],
      ['here', 'data', 'met', 1, 0],
      ['there', 'data', 'unknown', 1, 1],
      ['bridge', 'connectivity', 'unknown', 1, 1],
    ]);
    expect(entities.find(each => each.entityRef.endsWith('/b'))).toMatchObject({
      verdict: 'unknown',
      unwatched: true,
      coverage: { fresh: 0, all: 0 },
    });
  });

  it('lets an API speak for those who provide it', () => {
    const provider = {
      ...part('provider', 'here', 'application'),
      relations: [{ type: 'providesApi', targetRef: 'api:default/orders' }],
    };
    const { entities } = summaryOf({
      revision: 1,
      now: Date.parse('2026-11-23T12:00:00Z'),
      entities: [
        provider,
        entity('API', 'orders', { resilience: { site: 'global' } }),
        entity('API', 'nobodys', { resilience: { site: 'global' } }),
      ],
      results: [result('provider', 'at-risk')],
      sources: [],
      transitions: [],
      read: () => ({ state: 'missing' }),
    });
    const of = (ref: string) => entities.find(each => each.entityRef === ref);
    expect(of('api:default/orders')).toMatchObject({
      verdict: 'at-risk',
      unwatched: false,
    });
    expect(of('api:default/nobodys')).toMatchObject({ unwatched: true });
  });

  it('lets systems, domains and sites speak for what is in them', () => {
    const { entities } = summary([result('a', 'met'), result('b', 'breached')]);
    const of = (ref: string) => entities.find(each => each.entityRef === ref);
    expect(of('system:default/data')).toMatchObject({
      verdict: 'breached',
      reason: 'B: It is breached.',
      coverage: { fresh: 2, all: 2 },
      unwatched: false,
    });
    expect(of('domain:default/all')).toMatchObject({ verdict: 'breached' });
    expect(of('resource:default/here')).toMatchObject({ verdict: 'met' });
    expect(of('resource:default/there')).toMatchObject({ verdict: 'breached' });
    expect(of('system:default/empty')).toMatchObject({ unwatched: true });
  });

  it('orders sites by what carries the load', () => {
    expect(summary([]).sites.map(site => site.name)).toEqual(['here', 'there']);
  });

  it('never says better than the worst gate, nor hides one', () => {
    const anyResult = fc
      .record({
        name: fc.constantFrom('a', 'b', 'c', 'd'),
        verdict: fc.constantFrom(...VERDICTS),
        gate: fc.boolean(),
        checkId: fc.constantFrom('one', 'two', 'three'),
      })
      .map(({ name, verdict, ...more }) => result(name, verdict, more));
    fc.assert(
      fc.property(
        fc.uniqueArray(anyResult, {
          selector: each => `${each.entityRef} ${each.checkId}`,
        }),
        results => {
          const gates = results.filter(each => each.gate);
          const { headline, blockers, coverage, matrix, entities } =
            summary(results);
          const worst = worstVerdict(gates.map(each => each.verdict));
          expect(headline.verdict).toBe(
            // Met gates are no full yes while something is not watched.
            worst === 'met' && entities.some(({ unwatched }) => unwatched)
              ? 'at-risk'
              : worst,
          );
          expect(blockers).toHaveLength(
            gates.filter(each => each.verdict !== 'met').length,
          );
          for (let index = 1; index < blockers.length; index += 1) {
            expect(
              compareVerdicts(
                blockers[index - 1].verdict,
                blockers[index].verdict,
              ),
            ).toBeGreaterThanOrEqual(0);
          }
          expect(coverage.all).toBe(results.length);
          for (const cell of matrix) {
            const sum = VERDICTS.reduce((all, v) => all + cell.counts[v], 0);
            expect(sum + cell.unwatched).toBe(cell.entities);
          }
        },
      ),
    );
  });
});
