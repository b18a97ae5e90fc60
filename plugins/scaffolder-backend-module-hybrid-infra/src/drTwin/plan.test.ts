import { planDrTwin, type DrTwinRequest } from './plan';
import { estateFixture } from './estateFixture';

const request: DrTwinRequest = {
  name: 'orders-twin',
  tier: 'application',
  workload: 'component:default/orders',
  site: 'resource:default/aws-dr',
  productionSite: 'resource:default/aws-primary',
  replicas: 2,
};

describe('planDrTwin', () => {
  it('takes the first free block of the recovery site and one subnet a zone', () => {
    const plan = planDrTwin(request, estateFixture());
    expect(plan).toMatchObject({
      site: 'aws-dr',
      region: 'eu-west-1',
      cidr: '10.2.2.0/24',
      owner: 'group:default/shop',
      workload: {
        kubernetesId: 'orders',
        namespace: 'shop',
        cluster: 'aws-dr',
        replicas: 2,
        productionMinimum: 8,
      },
    });
    expect(plan.subnets).toEqual([
      { zone: 'aws-dr-a', availabilityZone: 'eu-west-1a', cidr: '10.2.2.0/26' },
      {
        zone: 'aws-dr-b',
        availabilityZone: 'eu-west-1b',
        cidr: '10.2.2.64/26',
      },
      {
        zone: 'aws-dr-c',
        availabilityZone: 'eu-west-1c',
        cidr: '10.2.2.128/26',
      },
    ]);
  });

  it('holds the block against every declared block of every site', () => {
    const { addressProof } = planDrTwin(request, estateFixture());
    expect(
      addressProof.map(({ entityRef, relation }) => [entityRef, relation]),
    ).toEqual([
      ['resource:default/aws-dr', 'inside'],
      ['resource:default/aws-dr-app', 'apart'],
      ['resource:default/aws-dr-public', 'apart'],
      ['resource:default/aws-primary', 'apart'],
      ['resource:default/on-prem', 'apart'],
    ]);
  });

  it.each([
    [
      'a block that is taken',
      { cidr: '10.2.1.0/24' },
      /cidr: 10\.2\.1\.0\/24 overlaps 10\.2\.1\.0\/24 of resource:default\/aws-dr-app/,
    ],
    [
      'a block that covers a taken one',
      { cidr: '10.2.0.0/20' },
      /cidr: .*overlaps/,
    ],
    [
      'a block of another site',
      { cidr: '10.1.9.0/24' },
      /cidr: 10\.1\.9\.0\/24 lies outside 10\.2\.0\.0\/16/,
    ],
    ['a block with host bits', { cidr: '10.2.9.1/24' }, /cidr: /],
    [
      'a block too small for four subnets',
      { cidr: '10.2.9.0/28' },
      /cidr: .*\/26/,
    ],
    ['words in place of a block', { cidr: 'any' }, /cidr: /],
    ['a name with a quote', { name: 'x"; drop' }, /name: /],
    ['a name with a path', { name: '../../etc' }, /name: /],
    ['no replicas', { replicas: 0 }, /replicas: /],
    [
      'more replicas than production',
      { replicas: 9 },
      /replicas: 9 is more than production's 8/,
    ],
    [
      'an unknown workload',
      { workload: 'component:default/none' },
      /workload: /,
    ],
    ['a workload reference that is none', { workload: '::' }, /workload: /],
    [
      'a site that is a network',
      { site: 'resource:default/aws-dr-app' },
      /site: .*not a site/,
    ],
    [
      'production as its own twin',
      { site: 'resource:default/aws-primary' },
      /site: a twin must stand on another site/,
    ],
  ])('refuses %s and names the field', (_what, change, message) => {
    expect(() =>
      planDrTwin({ ...request, ...change }, estateFixture()),
    ).toThrow(message);
  });

  it('refuses a site with fewer than three zones', () => {
    const entities = estateFixture().filter(
      ({ metadata }) => metadata.name !== 'aws-dr-c',
    );
    expect(() => planDrTwin(request, entities)).toThrow(
      /site: aws-dr declares 2 zones/,
    );
  });

  it('says which entity lacks its region', () => {
    const entities = estateFixture();
    delete entities.find(({ metadata }) => metadata.name === 'aws-dr')!.metadata
      .annotations;
    expect(() => planDrTwin(request, entities)).toThrow(
      /resource:default\/aws-dr lacks the annotation twinshore\.io\/aws-region/,
    );
  });
});
