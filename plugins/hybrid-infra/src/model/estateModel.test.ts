import type { Entity } from '@backstage/catalog-model';
import type { Summary } from '@twinshore/plugin-dr-status-common';
import { EstateModel } from '@twinshore/plugin-hybrid-infra-common';
import { testEntities, testSummary } from '../testEstate';
import { cellContent } from './cellContent';
import { dependencyGraph, dependencyPath } from './dependencyPath';
import { toEstateItems } from './EstateItem';
import { estateLayout } from './estateLayout';
import { groupVerdict, redundancyStacks } from './redundancy';
import { replicationHops } from './replication';
import { systemStanding } from './systemStandings';

const itemsOf = (entities: Entity[], summary: Summary | undefined) =>
  toEstateItems(EstateModel.fromEntities(entities), summary);
const items = itemsOf(testEntities, testSummary);
const hops = replicationHops(items, testSummary);
const ref = (name: string) => `resource:default/${name}`;
const item = (name: string) => items.find(i => i.name === name)!;

describe('toEstateItems', () => {
  it('is unknown without any posture, and unwatched only when the posture knows nothing of it', () => {
    const [without] = itemsOf([testEntities[5]], undefined);
    expect(without).toMatchObject({ verdict: 'unknown', unwatched: false });
    const [missing] = itemsOf([testEntities[5]], {
      ...testSummary,
      entities: [],
    });
    expect(missing).toMatchObject({ verdict: 'unknown', unwatched: true });
  });
});

describe('redundancy', () => {
  it.each([
    [1, 2, 0, 'met'],
    [1, 1, 0, 'at-risk'],
    [1, 0, 0, 'breached'],
    // The unknown member could make it met or leave it at risk.
    [1, 1, 1, 'unknown'],
    // Whatever the unknown one does, one more than needed works.
    [1, 2, 1, 'met'],
    // Even if it works, there are too few.
    [3, 1, 1, 'breached'],
  ])(
    'needs %d, %d work, %d unknown: %s',
    (needs, working, unknown, verdict) => {
      expect(groupVerdict(needs, working, unknown)).toBe(verdict);
    },
  );

  it('counts members over the whole estate', () => {
    const stacks = redundancyStacks(items);
    expect(stacks.get('pg')).toMatchObject({
      working: 1,
      unknown: 0,
      verdict: 'at-risk',
    });
    expect(stacks.get('links')).toMatchObject({
      working: 1,
      unknown: 1,
      verdict: 'unknown',
    });
  });
});

describe('estateLayout', () => {
  it('orders sites as data flows and puts links and hops into the water they cross', () => {
    const layout = estateLayout(items, hops);
    expect(layout.sites.map(site => site.name)).toEqual([
      'on-prem',
      'aws-primary',
      'aws-dr',
    ]);
    expect(
      layout.straits.map(s => s.cells.flatMap(c => c.items.map(i => i.name))),
    ).toEqual([['direct-connect', 'vpn'], []]);
    expect(
      layout.straits.map(s => s.hops.map(({ hop }) => hop.to.name)),
    ).toEqual([['rds'], ['rds-replica']]);
    expect(layout.localHops.get(ref('pg-standby'))).toHaveLength(1);
    expect(layout.global.map(i => i.name)).toEqual(['route53']);
    expect(layout.tiers).toEqual(['application', 'data', 'connectivity']);
  });

  it('places every entity exactly once', () => {
    const layout = estateLayout(items, hops);
    const placed = [
      ...layout.global,
      ...layout.sites.flatMap(site => [
        site.site!,
        ...site.zones,
        ...site.cells.flatMap(cell => cell.items),
      ]),
      ...layout.straits.flatMap(s => s.cells.flatMap(cell => cell.items)),
    ].map(i => i.ref);
    expect([...placed].sort()).toEqual(items.map(i => i.ref).sort());
  });

  it('keeps the shores where they are when it is filtered', () => {
    const layout = estateLayout(items, hops, i => i.site === 'aws-dr');
    expect(layout.sites.map(site => site.name)).toHaveLength(3);
    expect(layout.straits.flatMap(s => s.hops)).toEqual([]);
  });

  it('ends when two sites copy to each other', () => {
    const circle = itemsOf(
      [
        { ...testEntities[7] },
        {
          ...testEntities[8],
          spec: {
            resilience: {
              site: 'aws-dr',
              tier: 'data',
              replicates: [{ to: ref('rds'), mode: 'asynchronous' }],
            } as any,
          },
        },
      ],
      undefined,
    );
    expect(
      estateLayout(circle, replicationHops(circle, undefined)).sites,
    ).toHaveLength(2);
  });
});

describe('replicationHops', () => {
  it('knows the age where the posture measures it, and nowhere else', () => {
    const byTarget = new Map(hops.map(hop => [hop.to.name, hop]));
    expect(byTarget.get('rds-replica')).toMatchObject({
      ageSeconds: 192,
      verdict: 'met',
    });
    expect(byTarget.get('pg-standby')?.ageSeconds).toBeUndefined();
    expect(byTarget.get('pg-standby')?.verdict).toBe('breached');
  });
});

describe('dependencyPath', () => {
  it('goes down to the source and its link, and up to who leans on it', () => {
    const path = dependencyPath(item('rds'), dependencyGraph(items));
    expect([...path].sort()).toEqual(
      [
        'rds',
        'pg-primary',
        'direct-connect',
        'aws-primary-a',
        'backend',
        'rds-replica',
      ]
        .map(ref)
        .sort(),
    );
  });
});

describe('cellContent', () => {
  it('stacks groups, and collapses a crowded cell into counts per type', () => {
    const stacks = redundancyStacks(items);
    const data = [item('pg-primary'), item('pg-standby'), item('rds')];
    expect(cellContent(data, stacks, false).map(entry => entry.kind)).toEqual([
      'stack',
      'item',
    ]);
    const [some] = data;
    const alike = (count: number, type: string) =>
      Array.from({ length: count }, (_, index) => ({
        ...some,
        ref: `${type}-${index}`,
        type,
        redundancy: undefined,
      }));
    const kinds = (list: typeof data, expanded = false) =>
      cellContent(list, stacks, expanded).map(({ kind }) => kind);
    expect(kinds(alike(5, 'subnet'))).toEqual(Array(5).fill('item'));
    // Many alike are counted together; what else is there keeps its name.
    expect(kinds([...alike(6, 'subnet'), ...alike(2, 'vpc')])).toEqual([
      'item',
      'item',
      'bundle',
    ]);
    const crowd = ['a', 'b', 'c', 'd', 'e'].flatMap(type => alike(3, type));
    expect(kinds(crowd)).toEqual(Array(5).fill('bundle'));
    expect(kinds(crowd, true)).toEqual(Array(15).fill('item'));
  });
});

describe('systemStanding', () => {
  it('is the worst of what is watched, and unwatched when nothing is', () => {
    expect(systemStanding('system:default/mis-data', items)).toEqual({
      verdict: 'breached',
      unwatched: false,
      watched: 2,
      count: 2,
    });
    expect(
      systemStanding('system:default/x', [
        { ...item('backend'), system: 'system:default/x' },
      ]),
    ).toMatchObject({ verdict: 'unknown', unwatched: true });
    expect(systemStanding('system:default/none', items)).toMatchObject({
      verdict: 'unknown',
      count: 0,
    });
  });
});
