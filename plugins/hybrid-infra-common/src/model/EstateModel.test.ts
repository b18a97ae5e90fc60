import type { Entity } from '@backstage/catalog-model';
import fc from 'fast-check';
import { formatCidr } from '../cidr';
import { EstateModel } from './EstateModel';

const resource = (
  name: string,
  type: string,
  resilience?: object,
  dependsOn?: string[],
): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: {
    name,
    annotations: { 'twinshore.io/design': 'row-a, row-b' },
  },
  spec: {
    type,
    owner: 'dbas',
    system: 'data',
    ...(dependsOn && { dependsOn }),
    ...(resilience && { resilience: resilience as any }),
  },
});

const estate = EstateModel.fromEntities([
  resource('home', 'site', { site: 'home', cidrs: ['10.0.0.0/16'] }),
  resource('away', 'site', { site: 'away', cidrs: ['10.1.0.0/16'] }),
  resource('away-a', 'zone', { site: 'away', locatedIn: 'away' }),
  resource('home-net', 'network', {
    site: 'home',
    tier: 'data',
    cidrs: ['10.0.0.0/24', '10.0.2.0/24'],
  }),
  resource('first', 'database', {
    site: 'home',
    tier: 'data',
    locatedIn: 'home',
    redundancy: { group: 'pair', needs: 1 },
    replicates: [
      { to: 'second', mode: 'synchronous' },
      { to: 'third', mode: 'logical', over: 'link' },
    ],
    failsOverTo: ['second'],
  }),
  resource('second', 'database', {
    site: 'home',
    tier: 'data',
    redundancy: { group: 'pair', needs: 2 },
  }),
  resource(
    'third',
    'database',
    {
      site: 'away',
      tier: 'data',
      zones: ['away-a'],
      replicates: [{ to: 'fourth', mode: 'asynchronous' }],
    },
    ['resource:link', 'component:gone'],
  ),
  resource('fourth', 'database', { site: 'away', tier: 'data' }),
  resource('link', 'network-link', { site: 'bridge', tier: 'connectivity' }),
  resource('elsewhere', 'database'),
  resource('broken', 'database', { site: 'home', tier: 'nowhere' }),
]);

const r = (name: string) => `resource:default/${name}`;

describe('EstateModel', () => {
  it('holds what declares itself, and names what it could not read', () => {
    expect(estate.entities.size).toBe(9);
    expect(estate.get(r('elsewhere'))).toBeUndefined();
    expect(estate.rejected).toEqual([
      {
        entityRef: r('broken'),
        problems: [expect.stringContaining("spec.resilience.tier: 'nowhere'")],
      },
    ]);
    expect(estate.get('Resource:default/First')).toMatchObject({
      owner: 'group:default/dbas',
      system: 'system:default/data',
      designRows: ['row-a', 'row-b'],
    });
  });

  it('knows sites, zones, tiers and where things stand', () => {
    expect(estate.sites().map(({ name }) => name)).toEqual(['home', 'away']);
    expect(estate.zones('away').map(({ name }) => name)).toEqual(['away-a']);
    expect(estate.zones('home')).toEqual([]);
    expect(estate.tiers()).toEqual(['data', 'connectivity']);
    expect(estate.siteOf(r('link'))).toBe('bridge');
    expect(estate.tierOf(r('third'))).toBe('data');
    expect(estate.siteOf(r('nobody'))).toBeUndefined();
  });

  it('orders address blocks with the larger before what lies in it', () => {
    expect(
      estate
        .networks()
        .map(({ entityRef, cidr }) => [entityRef, formatCidr(cidr)]),
    ).toEqual([
      [r('home'), '10.0.0.0/16'],
      [r('home-net'), '10.0.0.0/24'],
      [r('home-net'), '10.0.2.0/24'],
      [r('away'), '10.1.0.0/16'],
    ]);
  });

  it('believes the stricter member of a group', () => {
    expect(
      estate
        .groups()
        .map(({ group, needs, members }) => [
          group,
          needs,
          members.map(({ name }) => name),
        ]),
    ).toEqual([['pair', 2, ['first', 'second']]]);
    expect(estate.groupOf(r('second'))?.group).toBe('pair');
    expect(estate.groupOf(r('third'))).toBeUndefined();
  });

  it('follows each copy from the store that is written first to its end', () => {
    expect(estate.chains()).toEqual([
      {
        source: r('first'),
        end: r('second'),
        circular: false,
        hops: [{ from: r('first'), to: r('second'), mode: 'synchronous' }],
      },
      {
        source: r('first'),
        end: r('fourth'),
        circular: false,
        hops: [
          {
            from: r('first'),
            to: r('third'),
            mode: 'logical',
            over: r('link'),
          },
          { from: r('third'), to: r('fourth'), mode: 'asynchronous' },
        ],
      },
    ]);
  });

  it('ends with stores that copy each other, and says so', () => {
    const circle = EstateModel.fromEntities([
      resource('b', 'database', {
        site: 'x',
        replicates: [{ to: 'a', mode: 'logical' }],
      }),
      resource('a', 'database', {
        site: 'x',
        replicates: [{ to: 'b', mode: 'logical' }],
      }),
    ]);
    expect(circle.chains()).toEqual([
      {
        source: r('a'),
        end: r('b'),
        circular: true,
        hops: [{ from: r('a'), to: r('b'), mode: 'logical' }],
      },
    ]);
  });

  it('knows neighbours both ways, declared or not', () => {
    expect(estate.neighbours(r('third'))).toEqual({
      locatedIn: [r('away-a')],
      hosts: [],
      dependsOn: [r('link'), 'component:default/gone'],
      dependencyOf: [],
      replicatesTo: [r('fourth')],
      replicaOf: [r('first')],
      failsOverTo: [],
      failoverFor: [],
    });
    expect(estate.neighbours(r('away')).hosts).toEqual([r('away-a')]);
    expect(estate.neighbours(r('second')).failoverFor).toEqual([r('first')]);
    expect(estate.dangling()).toEqual([
      { entityRef: r('third'), missing: 'component:default/gone' },
    ]);
  });

  it('has every forward relation backward too, whatever is declared', () => {
    const name = fc.integer({ min: 0, max: 7 }).map(i => `n${i}`);
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            locatedIn: fc.option(name, { nil: undefined }),
            failsOverTo: fc.uniqueArray(name, { maxLength: 3 }),
            to: fc.uniqueArray(name, { maxLength: 3 }),
          }),
          { minLength: 8, maxLength: 8 },
        ),
        declared => {
          const model = EstateModel.fromEntities(
            declared.map(({ locatedIn, failsOverTo, to }, i) => {
              const others = (names: string[]) =>
                names.filter(n => n !== `n${i}`);
              return resource(`n${i}`, 'thing', {
                site: 'x',
                ...(locatedIn && locatedIn !== `n${i}` && { locatedIn }),
                failsOverTo: others(failsOverTo),
                replicates: others(to).map(target => ({
                  to: target,
                  mode: 'logical',
                })),
              });
            }),
          );
          expect(model.rejected).toEqual([]);
          for (const ref of model.entities.keys()) {
            const near = model.neighbours(ref);
            near.locatedIn.forEach(t =>
              expect(model.neighbours(t).hosts).toContain(ref),
            );
            near.replicatesTo.forEach(t =>
              expect(model.neighbours(t).replicaOf).toContain(ref),
            );
            near.failsOverTo.forEach(t =>
              expect(model.neighbours(t).failoverFor).toContain(ref),
            );
          }
          // Every copy is the end of some hop of some chain, and no chain
          // visits a store twice.
          const hops = model.chains().flatMap(chain => chain.hops);
          const left = [...model.entities.values()].filter(
            ({ ref, replicates }) =>
              replicates.length > 0 &&
              !hops.some(({ from, to }) => from === ref || to === ref),
          );
          expect(left).toEqual([]);
          for (const chain of model.chains()) {
            const way = [chain.source, ...chain.hops.map(({ to }) => to)];
            expect(new Set(way).size).toBe(way.length);
            expect(way[way.length - 1]).toBe(chain.end);
          }
        },
      ),
    );
  });
});
