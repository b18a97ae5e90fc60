import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import {
  ANNOTATION_DESIGN,
  EstateModel,
  containsCidr,
  formatCidr,
  overlapsCidr,
  parseCidr,
} from '@twinshore/plugin-hybrid-infra-common';
import {
  ENTRY_POINT,
  catalogFiles,
  declaredEntities,
  targetsOf,
} from './__testUtils__/declaredEntities';
import designRows from './__testUtils__/designRows.json';

const entities = declaredEntities();
const refs = new Set(entities.map(entity => stringifyEntityRef(entity)));
const estate = EstateModel.fromEntities(entities);
const r = (name: string) => `resource:default/${name}`;

describe('the declared estate', () => {
  it('is all of what the folder holds', () => {
    expect(targetsOf(ENTRY_POINT)).toEqual(
      expect.arrayContaining(catalogFiles()),
    );
    expect(refs.size).toBe(entities.length);
  });

  it('has no block that cannot be read and no ref that leads nowhere', () => {
    expect(estate.rejected).toEqual([]);
    expect(estate.dangling()).toEqual([]);
    const missing = entities.flatMap(entity => {
      const { owner, system, domain, memberOf, parent, ...spec } =
        (entity.spec ?? {}) as Record<string, any>;
      const named: Array<[string, string]> = [
        ...[owner, parent, ...(memberOf ?? [])].map(
          ref => [ref, 'group'] as [string, string],
        ),
        [system, 'system'],
        [domain, 'domain'],
        ...[spec.subcomponentOf].map(
          ref => [ref, 'component'] as [string, string],
        ),
        ...[...(spec.providesApis ?? []), ...(spec.consumesApis ?? [])].map(
          ref => [ref, 'api'] as [string, string],
        ),
      ];
      return named
        .filter(([ref]) => ref)
        .map(([ref, defaultKind]) =>
          stringifyEntityRef(parseEntityRef(ref, { defaultKind })),
        )
        .filter(ref => !refs.has(ref))
        .map(ref => `${stringifyEntityRef(entity)} names ${ref}`);
    });
    expect(missing).toEqual([]);
  });

  it.each(designRows)(
    'has $row on each of its sites, in its tier',
    ({ row, sites, tier }) => {
      const ofRow = [...estate.entities.values()].filter(({ designRows: of }) =>
        of.includes(row),
      );
      for (const site of sites) {
        expect(ofRow.filter(entity => entity.site === site)).not.toEqual([]);
      }
      // A link may serve a row of another tier; most of a row is in its own.
      expect(ofRow.map(entity => entity.tier)).toContain(tier);
    },
  );

  it('names no row that the design does not have', () => {
    const known = new Set(designRows.map(({ row }) => row));
    expect(
      entities.flatMap(({ metadata }) =>
        (metadata.annotations?.[ANNOTATION_DESIGN] ?? '')
          .split(',')
          .filter(row => row && !known.has(row)),
      ),
    ).toEqual([]);
  });

  it('says of every entity who owns it, what it belongs to and what it is', () => {
    const poor = entities.filter(
      ({ metadata, spec }) =>
        spec?.resilience &&
        !(
          metadata.title &&
          (metadata.description ?? '').length > 40 &&
          (metadata.tags ?? []).length > 0 &&
          spec.owner
        ),
    );
    expect(poor.map(entity => stringifyEntityRef(entity))).toEqual([]);
    const astray = [...estate.entities.values()].filter(
      ({ kind, system }) => kind !== 'domain' && !system,
    );
    expect(astray.map(({ ref }) => ref)).toEqual([]);
  });

  it('keeps the objectives of the design on the domain', () => {
    expect(estate.get('domain:default/mis')?.objectives).toEqual({
      rpoSeconds: 900,
      rtoSeconds: 3600,
      availability: 0.999,
      errorRate: 0.001,
      latencyP99Seconds: 0.2,
      origin: 'design 5.1, 4.1, 8.2',
    });
  });

  it('has address blocks that nest by site, network and subnet, and never cross', () => {
    const sites = estate.sites();
    expect(sites.map(({ name, cidrs }) => [name, cidrs])).toEqual([
      ['on-prem', ['10.0.0.0/16']],
      ['aws-primary', ['10.1.0.0/16']],
      ['aws-dr', ['10.2.0.0/16']],
    ]);
    const blocks = estate.networks().map(network => ({
      ...network,
      type: estate.get(network.entityRef)!.type,
    }));
    const sameType = blocks.flatMap((a, i) =>
      blocks
        .slice(i + 1)
        .filter(b => a.type === b.type && overlapsCidr(a.cidr, b.cidr))
        .map(b => `${a.entityRef} ${b.entityRef}`),
    );
    expect(sameType).toEqual([]);
    for (const { entityRef, cidr, type, site } of blocks) {
      const around = estate.get(estate.get(entityRef)!.locatedIn ?? '');
      const outer =
        type === 'subnet'
          ? around!.cidrs[0]
          : sites.find(({ name }) => name === site)!.cidrs[0];
      expect([
        formatCidr(cidr),
        outer,
        containsCidr(parseCidr(outer), cidr),
      ]).toEqual([formatCidr(cidr), outer, true]);
    }
  });

  it('gives every subnet one zone and every cloud tier all three', () => {
    const subnets = [...estate.entities.values()].filter(
      ({ type }) => type === 'subnet',
    );
    expect(subnets.every(({ zones }) => zones.length === 1)).toBe(true);
    const zonesOf = new Map<string, Set<string>>();
    for (const { locatedIn, zones } of subnets) {
      zonesOf.set(
        locatedIn!,
        new Set([...(zonesOf.get(locatedIn!) ?? []), ...zones]),
      );
    }
    expect(zonesOf.size).toBe(8);
    expect([...zonesOf.values()].every(zones => zones.size === 3)).toBe(true);
  });

  it('has one member more than needed in every redundancy group', () => {
    const groups = estate.groups();
    expect(groups.map(({ group }) => group)).toEqual(
      expect.arrayContaining([
        'bridge',
        'cisco-firewall',
        'f5-on-prem',
        'postgresql-on-prem',
      ]),
    );
    expect(
      groups.filter(({ needs, members }) => members.length < needs + 1),
    ).toEqual([]);
  });

  it('leads from the DR site to its replica, the primary, the link and the source', () => {
    const chain = estate
      .chains()
      .find(({ end }) => end === r('rds-replica-aws-dr'));
    expect(chain?.hops.map(({ from, to }) => [from, to])).toEqual([
      [r('postgresql-on-prem-primary'), r('rds-postgresql-aws-primary')],
      [r('rds-postgresql-aws-primary'), r('rds-replica-aws-dr')],
    ]);
    const near = (name: string) => estate.neighbours(r(name));
    expect(near('aws-dr').hosts).toContain(r('rds-replica-aws-dr'));
    expect(near('rds-replica-aws-dr').replicaOf).toEqual([
      r('rds-postgresql-aws-primary'),
    ]);
    expect(near('rds-replica-aws-dr').dependsOn).toContain(
      r('inter-region-link'),
    );
    expect(near('rds-postgresql-aws-primary').dependsOn).toEqual(
      expect.arrayContaining([r('direct-connect'), r('site-to-site-vpn')]),
    );
    expect(near('rds-postgresql-aws-primary').replicaOf).toEqual([
      r('postgresql-on-prem-primary'),
    ]);
  });
});
