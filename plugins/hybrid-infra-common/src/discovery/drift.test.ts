import type { Entity } from '@backstage/catalog-model';
import type { JsonObject } from '@backstage/types';
import { driftOf } from './drift';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

function entity(
  name: string,
  annotations: Record<string, string> = {},
  spec: JsonObject = { type: 'database' },
  namespace = 'default',
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name, namespace, annotations },
    spec,
  };
}

const ARN = 'arn:aws:rds:eu-central-1:111122223333:db:';
const scope = (discoveredAt?: string) =>
  entity(
    'scope',
    {
      'twinshore.io/discovered-by': 'aws:a:rds',
      ...(discoveredAt && { 'twinshore.io/discovered-at': discoveredAt }),
    },
    {
      type: 'discovery-scope',
      discovery: { covers: [ARN], intervalSeconds: 300, found: 1 },
    },
    'discovered',
  );
const declared = (name: string, id?: string) =>
  entity(name, id ? { 'twinshore.io/resource-id': id } : {});
const found = (name: string, annotations: Record<string, string> = {}) =>
  entity(
    name,
    {
      'twinshore.io/resource-id': `${ARN}${name}`,
      'twinshore.io/discovered-by': 'aws:a:rds',
      ...annotations,
    },
    { type: 'aws-rds-instance' },
    'discovered',
  );

const names = (list: Array<{ entityRef: string }>) =>
  list.map(({ entityRef }) => entityRef.split('/')[1]);

describe('driftOf', () => {
  it('tells the found, the missing and the undeclared', () => {
    const drift = driftOf(
      [
        scope(ago(10)),
        declared('orders', `${ARN}db-1`),
        declared('gone', `${ARN}db-2`),
        declared('nowhere'),
        found('db-1'),
        found('db-9'),
      ],
      NOW,
    );
    expect(names(drift.matched)).toEqual(['orders']);
    expect(drift.matched[0].foundAs).toBe('resource:discovered/db-1');
    expect(names(drift.missing)).toEqual(['gone']);
    expect(names(drift.undeclared)).toEqual(['db-9']);
    expect(drift.unknown).toEqual([]);
    expect(drift.scopes).toMatchObject([
      { id: 'aws:a:rds', ageSeconds: 10, stale: false, found: 1 },
    ]);
  });

  it.each([
    ['read too long ago', ago(901)],
    ['never read', undefined],
    ['read in an hour from now', ago(-3600)],
    ['read at no time that can be read', 'yesterday'],
  ])('says nothing of a scope that was %s', (_, discoveredAt) => {
    const drift = driftOf(
      [
        scope(discoveredAt),
        declared('orders', `${ARN}db-1`),
        declared('gone', `${ARN}db-2`),
        found('db-1'),
      ],
      NOW,
    );
    expect(names(drift.unknown)).toEqual(['gone', 'orders']);
    expect(drift.unknown[0].reason).toBe('scope was not read lately');
    expect([...drift.matched, ...drift.missing]).toEqual([]);
  });

  it('knows nothing where no discovery looks', () => {
    const drift = driftOf(
      [scope(ago(10)), declared('far', 'arn:aws:s3:::elsewhere')],
      NOW,
    );
    expect(drift.unknown).toMatchObject([
      { reason: expect.stringContaining('no discovery reads') },
    ]);
  });

  const bucketScope = (site: string, discoveredAt: string) =>
    entity(
      `buckets-${site}`,
      {
        'twinshore.io/discovered-by': `aws:${site}:s3`,
        'twinshore.io/discovered-at': discoveredAt,
        'twinshore.io/site': site,
      },
      {
        type: 'discovery-scope',
        discovery: {
          covers: ['arn:aws:s3:::'],
          intervalSeconds: 300,
          found: 0,
        },
      },
      'discovered',
    );
  const bucketAt = (site: string) =>
    entity(
      'papers',
      { 'twinshore.io/resource-id': 'arn:aws:s3:::papers' },
      { type: 'bucket', resilience: { site } },
    );

  it.each([
    ['its own site was read', 'here', [['here', 5]], ['missing']],
    ['only the other site was read', 'there', [['here', 5]], ['unknown']],
    [
      'its own site was read long ago',
      'there',
      [
        ['here', 5],
        ['there', 5000],
      ],
      ['unknown'],
    ],
    [
      'one of the sites was read long ago',
      'global',
      [
        ['here', 5],
        ['there', 5000],
      ],
      ['unknown'],
    ],
  ] as Array<[string, string, Array<[string, number]>, string[]]>)(
    'says of a bucket that is not found what it can when %s',
    (_, site, read, where) => {
      const { missing, unknown } = driftOf(
        [
          bucketAt(site),
          ...read.map(([each, seconds]) => bucketScope(each, ago(seconds))),
        ],
        NOW,
      );
      expect([
        ...missing.map(() => 'missing'),
        ...unknown.map(() => 'unknown'),
      ]).toEqual(where);
    },
  );

  it('takes nothing for a scope that is none', () => {
    const scopeLike = (spec: JsonObject, namespace = 'discovered') =>
      entity(
        'forged',
        { 'twinshore.io/discovered-at': ago(1) },
        { type: 'discovery-scope', ...spec },
        namespace,
      );
    const discovery = { covers: [ARN], intervalSeconds: 300, found: 1 };
    expect(
      driftOf(
        [
          scopeLike({}),
          scopeLike({ discovery: { covers: null } }),
          scopeLike({ discovery }, 'default'),
        ],
        NOW,
      ).scopes,
    ).toEqual([]);
  });

  it('matches by uid, and by the tags of what was found', () => {
    const drift = driftOf(
      [
        scope(ago(10)),
        declared('by-uid', 'b5c7'),
        declared('by-tag'),
        found('db-1', { 'twinshore.io/resource-uid': 'b5c7' }),
        found('db-2', { 'twinshore.io/entity': 'resource:default/by-tag' }),
        found('db-3', { 'twinshore.io/entity': 'resource:default/by-tag' }),
        found('db-4', { 'twinshore.io/entity': 'resource:default/nobody' }),
      ],
      NOW,
    );
    expect(names(drift.matched)).toEqual(['by-tag', 'by-tag', 'by-uid']);
    expect(drift.undeclared).toMatchObject([
      {
        entityRef: 'resource:discovered/db-4',
        declaredAs: 'resource:default/nobody',
      },
    ]);
  });

  it('matches workloads by their kubernetes-id and site', () => {
    const workload = (name: string, site: string) =>
      entity(
        name,
        { 'backstage.io/kubernetes-id': 'shop' },
        { type: 'service', resilience: { site } },
      );
    const cluster = entity(
      'cluster',
      {
        'twinshore.io/discovered-by': 'kubernetes:a',
        'twinshore.io/discovered-at': ago(5),
      },
      {
        type: 'discovery-scope',
        discovery: {
          covers: ['k8s://a/', 'kubernetes-id:a/', 'kubernetes-id:c/'],
          intervalSeconds: 60,
          found: 2,
        },
      },
      'discovered',
    );
    const object = (name: string) =>
      found(name, {
        'twinshore.io/resource-id': `k8s://a/shop/${name},kubernetes-id:a/shop`,
        'twinshore.io/discovered-by': 'kubernetes:a',
      });
    const drift = driftOf(
      [
        cluster,
        workload('shop-a', 'a'),
        workload('shop-b', 'b'),
        workload('shop-c', 'c'),
        object('deployments/shop'),
        object('statefulsets/shop'),
      ],
      NOW,
    );
    expect(names(drift.matched)).toEqual(['shop-a']);
    expect(names(drift.missing)).toEqual(['shop-c']);
    // Nobody looks at b, and the annotation alone is no promise.
    expect(drift.unknown).toEqual([]);
    expect(drift.undeclared).toEqual([]);
  });

  it('expects all of several ids', () => {
    const drift = driftOf(
      [
        scope(ago(10)),
        declared('pair', `${ARN}db-1, ${ARN}db-2`),
        found('db-2'),
      ],
      NOW,
    );
    expect(drift.matched).toMatchObject([{ resourceId: `${ARN}db-2` }]);
    expect(drift.missing).toMatchObject([{ resourceId: `${ARN}db-1` }]);
  });
});
