import type { Entity } from '@backstage/catalog-model';
import { TIERS } from '../estate';
import {
  parseResilience,
  resilienceSchema,
  ResilienceError,
  validateResilience,
} from './index';

const full = {
  site: 'aws-primary',
  tier: 'data',
  role: 'active',
  zones: ['aws-primary-a', 'resource:aws-primary-b'],
  locatedIn: 'resource:default/aws-primary',
  redundancy: { group: 'rds', needs: 1 },
  replicates: [
    { to: 'rds-replica', mode: 'asynchronous', over: 'resource:link' },
  ],
  failsOverTo: ['Resource:Other/RDS-Replica'],
  objectives: {
    rpoSeconds: 0,
    rtoSeconds: 3600,
    availability: 0.999,
    errorRate: 0.001,
    latencyP99Seconds: 0.2,
    origin: 'design 5.1',
  },
  cidrs: ['10.1.2.0/24', '10.1.3.0/24'],
  sizing: { replicasMin: 8, replicasMax: 12, vcpu: 2, memoryGiB: 4 },
};

const entityWith = (resilience: unknown): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: { name: 'rds', namespace: 'shop' },
  spec: { type: 'database', resilience: resilience as any },
});

describe('parseResilience', () => {
  it('gives every ref in full, from the namespace of the entity', () => {
    expect(parseResilience(entityWith(full))).toEqual({
      ...full,
      zones: ['resource:shop/aws-primary-a', 'resource:shop/aws-primary-b'],
      locatedIn: 'resource:default/aws-primary',
      replicates: [
        {
          to: 'resource:shop/rds-replica',
          mode: 'asynchronous',
          over: 'resource:shop/link',
        },
      ],
      failsOverTo: ['resource:other/rds-replica'],
    });
  });

  it('gives nothing for an entity without the block', () => {
    const entity = entityWith(undefined);
    delete entity.spec!.resilience;
    expect(parseResilience(entity)).toBeUndefined();
    expect(parseResilience({ ...entity, spec: undefined })).toBeUndefined();
  });

  it('throws one error that carries all problems', () => {
    const broken = entityWith({ tier: 'data', role: 'idle' });
    expect(() => parseResilience(broken)).toThrow(
      new ResilienceError([
        'spec.resilience.site is missing; expected: Name of the site that it stands on; global or bridge where none applies',
        "spec.resilience.role: 'idle' is not allowed; expected one of active, passive, shared",
      ]),
    );
  });
});

describe('validateResilience', () => {
  it('accepts the smallest block', () => {
    expect(validateResilience({ site: 'global' })).toEqual([]);
  });

  const valid = { site: 'aws-dr' };
  it.each<[string, unknown, string]>([
    [
      'no mapping',
      'aws-dr',
      "spec.resilience: expected a mapping, got 'aws-dr'",
    ],
    ['an emptied block', null, 'spec.resilience: expected a mapping, got null'],
    ['a list', [], 'spec.resilience: expected a mapping, got []'],
    [
      'a misspelt field',
      { ...valid, replicate: [] },
      'spec.resilience.replicate is not a known field; did you mean replicates; expected one of site, tier, role, zones, locatedIn, redundancy, replicates, failsOverTo, objectives, cidrs, sizing',
    ],
    [
      'a misspelt field further in',
      { ...valid, objectives: { rpo: 900 } },
      'spec.resilience.objectives.rpo is not a known field; expected one of rpoSeconds, rtoSeconds, availability, errorRate, latencyP99Seconds, origin',
    ],
    [
      'a misspelt tier',
      { ...valid, tier: 'aplication' },
      `spec.resilience.tier: 'aplication' is not allowed; did you mean application; expected one of ${TIERS.join(
        ', ',
      )}`,
    ],
    [
      'a site given as a ref',
      { site: 'resource:default/aws-dr' },
      "spec.resilience.site: 'resource:default/aws-dr' is not the name of a site; did you mean aws-dr; expected a name such as aws-dr, or global, or bridge",
    ],
    [
      'a number as text',
      { ...valid, objectives: { rpoSeconds: '900' } },
      "spec.resilience.objectives.rpoSeconds: expected a number, got '900'",
    ],
    [
      'a percentage in place of a ratio',
      { ...valid, objectives: { availability: 99.9 } },
      'spec.resilience.objectives.availability: expected at most 1, got 99.9',
    ],
    [
      'no latency at all',
      { ...valid, objectives: { latencyP99Seconds: 0 } },
      'spec.resilience.objectives.latencyP99Seconds: expected more than 0, got 0',
    ],
    [
      'objectives without any',
      { ...valid, objectives: {} },
      'spec.resilience.objectives is empty; give it a value or leave it out',
    ],
    [
      'a group that needs nobody',
      { ...valid, redundancy: { group: 'pair', needs: 0 } },
      'spec.resilience.redundancy.needs: expected at least 1, got 0',
    ],
    [
      'half a member',
      { ...valid, redundancy: { group: 'pair', needs: 1.5 } },
      'spec.resilience.redundancy.needs: expected a whole number, got 1.5',
    ],
    [
      'a group without k',
      { ...valid, redundancy: { group: 'pair' } },
      'spec.resilience.redundancy.needs is missing; expected: How many members must work for the group to work',
    ],
    [
      'a copy without a mode',
      { ...valid, replicates: [{ to: 'copy' }] },
      'spec.resilience.replicates[0].mode is missing; expected: How the copy follows',
    ],
    [
      'host bits',
      { ...valid, cidrs: ['10.0.0.0/24', '10.0.1.5/24'] },
      "spec.resilience.cidrs[1]: '10.0.1.5/24' has host bits set; did you mean 10.0.1.0/24",
    ],
    [
      'blocks that overlap',
      { ...valid, cidrs: ['10.0.0.0/16', '10.0.1.0/24'] },
      "spec.resilience.cidrs[1]: '10.0.1.0/24' overlaps cidrs[0] '10.0.0.0/16'; expected blocks that are apart",
    ],
    [
      'no ref',
      { ...valid, failsOverTo: ['a:b:c'] },
      "spec.resilience.failsOverTo[0]: 'a:b:c' is not an entity reference; expected [kind:][namespace/]name, for example resource:aws-dr",
    ],
    [
      'a ref with blanks',
      { ...valid, zones: ['zone a'] },
      "spec.resilience.zones[0]: 'zone a' is not an entity reference; expected [kind:][namespace/]name, for example resource:aws-dr",
    ],
    [
      'one ref twice',
      { ...valid, zones: ['a', 'resource:default/A'] },
      "spec.resilience.zones[1]: 'resource:default/A' is already in zones[0]; expected it once",
    ],
    [
      'a copy of itself',
      { ...valid, replicates: [{ to: 'self', mode: 'logical' }] },
      "spec.resilience.replicates[0].to: 'self' is the entity itself; expected another entity",
    ],
    [
      'a minimum above the maximum',
      { ...valid, sizing: { replicasMin: 12, replicasMax: 8 } },
      'spec.resilience.sizing.replicasMin: 12 is more than replicasMax 8; expected at most 8',
    ],
  ])('refuses %s with its path and what is expected', (_, block, message) => {
    expect(validateResilience(block, { ref: 'resource:default/self' })).toEqual(
      [message],
    );
  });

  it('keeps long values out of the message', () => {
    const [message] = validateResilience({ site: 'x', tier: 'y'.repeat(500) });
    expect(message.length).toBeLessThan(300);
  });
});

it('the schema and the types name the same tiers', () => {
  expect((resilienceSchema as any).properties.tier.enum).toEqual([...TIERS]);
});
