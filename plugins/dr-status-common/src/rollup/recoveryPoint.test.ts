import type { Entity } from '@backstage/catalog-model';
import fc from 'fast-check';
import { objectivesOf } from './objectives';
import {
  HEARTBEAT_AGE_SIGNAL,
  recoveryPointObjective,
  REPLICATION_LAG_SIGNAL,
  replicationChains,
  type NumberReading,
} from './recoveryPoint';

function store(
  name: string,
  site: string,
  to: string[] = [],
  type = 'database',
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name, namespace: 'default' },
    spec: {
      type,
      resilience: {
        site,
        replicates: to.map(each => ({
          to: `resource:default/${each}`,
          mode: 'asynchronous',
        })),
      },
    },
  };
}

const ESTATE = [
  store('primary', 'here', ['standby', 'cloud']),
  store('standby', 'here'),
  store('cloud', 'there', ['replica']),
  store('replica', 'far'),
];

const reader =
  (ages: Record<string, number | NumberReading>) =>
  (entityRef: string, signal: string): NumberReading => {
    const age = ages[entityRef.split('/')[1]];
    if (signal !== HEARTBEAT_AGE_SIGNAL || age === undefined) {
      return { state: 'missing' };
    }
    return typeof age === 'number' ? { state: 'fresh', value: age } : age;
  };

const rpo = (
  ages: Record<string, number | NumberReading>,
  entities = ESTATE,
  seconds: number | undefined = 900,
) => recoveryPointObjective(entities, { seconds }, reader(ages));

describe('replicationChains', () => {
  it('leads from the first copy to the last on another site', () => {
    expect(
      replicationChains(ESTATE).map(({ head, end }) => [
        head.metadata.name,
        end.metadata.name,
      ]),
    ).toEqual([['primary', 'replica']]);
  });

  it('ends where a loop closes', () => {
    const looped = [
      store('a', 'here', ['b']),
      store('b', 'there', ['c']),
      store('c', 'far', ['b']),
    ];
    expect(replicationChains(looped).map(c => c.end.metadata.name)).toEqual([
      'c',
    ]);
  });
});

describe('recoveryPointObjective', () => {
  it.each([
    [0.8, 'met'],
    [449.9, 'met'],
    [450, 'at-risk'],
    [899.9, 'at-risk'],
    [900, 'breached'],
  ])('of a heartbeat %d s old is %s', (age, verdict) => {
    expect(rpo({ primary: 0, replica: age })).toMatchObject({
      value: age,
      verdict,
      target: 900,
      parts: [{ title: 'primary → replica', value: age, verdict }],
    });
  });

  it.each<NumberReading['state']>(['stale', 'failed', 'missing'])(
    'is unknown and no number when the reading is %s',
    state => {
      const objective = rpo({ primary: 0, replica: { state, value: 1 } });
      expect(objective).toMatchObject({ verdict: 'unknown', value: null });
      expect(objective.reason).toMatch(/^No fresh heartbeat from replica/);
    },
  );

  it('is unknown when the writer stands still', () => {
    expect(rpo({ primary: 700, replica: 700 })).toMatchObject({
      verdict: 'unknown',
      value: null,
      reason: expect.stringContaining('its writer stands still'),
    });
  });

  it('grows on when the first copy is dead', () => {
    expect(rpo({ primary: { state: 'failed' }, replica: 1000 })).toMatchObject({
      verdict: 'breached',
      value: 1000,
    });
  });

  it('is unknown without a target or a chain', () => {
    expect(
      recoveryPointObjective(ESTATE, {}, reader({ replica: 1 })),
    ).toMatchObject({ verdict: 'unknown' });
    expect(rpo({}, [store('alone', 'here')])).toMatchObject({
      verdict: 'unknown',
      value: null,
      parts: [],
    });
  });

  it('names stores that carry no heartbeat, and does not count them', () => {
    const objective = rpo({ primary: 0, replica: 2 }, [
      ...ESTATE,
      store('documents', 'there', ['documents-copy'], 'bucket'),
      store('documents-copy', 'far', [], 'bucket'),
    ]);
    expect(objective).toMatchObject({ verdict: 'met', value: 2 });
    expect(objective.reason).toContain(
      'Not measured yet: documents → documents-copy',
    );
    expect(objective.parts[1]).toMatchObject({
      verdict: 'unknown',
      value: null,
    });
  });

  it('counts the lag of a store that a source reports, and cannot tell without it', () => {
    const estate = [
      ...ESTATE,
      store('documents', 'there', ['documents-copy'], 'bucket'),
      store('documents-copy', 'far', [], 'bucket'),
    ];
    const withLag = (lag: NumberReading) =>
      recoveryPointObjective(estate, { seconds: 900 }, (ref, signal) => {
        if (signal !== REPLICATION_LAG_SIGNAL) {
          return reader({ primary: 0, replica: 2 })(ref, signal);
        }
        return ref.endsWith('documents-copy') ? lag : { state: 'missing' };
      });
    expect(withLag({ state: 'fresh', value: 500 })).toMatchObject({
      verdict: 'at-risk',
      value: 500,
      reason: expect.stringContaining('documents-copy is 8 min behind'),
    });
    for (const lag of [
      { state: 'failed' as const, value: 1 },
      { state: 'stale' as const, value: 1 },
      { state: 'fresh' as const },
    ]) {
      expect(withLag(lag)).toMatchObject({ verdict: 'unknown', value: null });
    }
  });

  it('is the greatest of all chains, and a number only when all are known', () => {
    const age = fc.option(fc.double({ min: 0, max: 2000, noNaN: true }));
    fc.assert(
      fc.property(fc.array(age, { minLength: 1, maxLength: 6 }), ages => {
        const estate = ages.flatMap((_, index) => [
          store(`head${index}`, 'here', [`end${index}`]),
          store(`end${index}`, 'far'),
        ]);
        const readings = Object.fromEntries(
          ages.map((each, index): [string, number | NumberReading] => [
            `end${index}`,
            each ?? { state: 'failed' },
          ]),
        );
        const { value, verdict, parts } = rpo(readings, estate);
        expect(parts).toHaveLength(ages.length);
        const known = !ages.includes(null);
        expect(value).toBe(known ? Math.max(...(ages as number[])) : null);
        // One that is breached stays breached, whatever the others come to.
        expect(known || verdict === 'breached').toBe(verdict !== 'unknown');
      }),
    );
  });
});

describe('objectivesOf', () => {
  it('invents nothing where nothing measures', () => {
    const domain: Entity = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Domain',
      metadata: { name: 'all' },
      spec: {
        resilience: {
          site: 'global',
          objectives: {
            rpoSeconds: 900,
            rtoSeconds: 3600,
            availability: 0.999,
          },
        },
      },
    };
    const objectives = objectivesOf({
      entities: [domain, ...ESTATE],
      results: [],
      read: reader({ replica: 1 }),
    });
    expect(
      objectives.map(({ id, verdict, value }) => [id, verdict, value]),
    ).toEqual([
      ['rpo', 'met', 1],
      ['rto', 'unknown', null],
      ['availability', 'unknown', null],
      ['error-rate', 'unknown', null],
      ['latency', 'unknown', null],
    ]);
    expect(objectives[1].target).toBe(3600);
    expect(objectives.every(({ reason }) => reason.length > 0)).toBe(true);
  });
});
