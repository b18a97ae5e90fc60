import type { Check } from '@twinshore/plugin-dr-status-node';
import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import { entity, judgeEstate, type SaidOf } from '../testing/estate';
import { ecrImagesInDr, ecrReplicationRule } from './ecrCopies';
import { ecrFindings } from './ecrFindings';
import { RUNNING_IMAGES } from './imagesInUse';
import { ecr } from './index';
import {
  ECR_REGISTRY,
  type EcrImage,
  type EcrRegistry,
  type EcrRepository,
} from './signals';

const ENTITIES = [
  entity('images', 'registry', {
    site: 'here',
    replicates: [{ to: 'resource:images-dr', mode: 'asynchronous' }],
  }),
  entity('images-dr', 'registry', { site: 'there' }),
  entity('harbor', 'registry', { site: 'cellar' }),
  entity('cluster', 'kubernetes-cluster', { site: 'here' }),
  entity('cluster-dr', 'kubernetes-cluster', { site: 'there' }),
];

const HOST = '111122223333.dkr.ecr.eu-central-1.amazonaws.com';
const OLD: EcrImage = {
  digest: 'sha256:01d',
  tags: ['1.0'],
  replication: null,
  scan: { status: 'COMPLETE', counted: true, critical: 0, high: 2 },
};
const NEW: EcrImage = {
  ...OLD,
  digest: 'sha256:ea5',
  tags: ['1.1', 'stable'],
  replication: [{ region: 'eu-west-1', status: 'COMPLETE', failureCode: null }],
};
const repository = (
  images: EcrImage[],
  name = 'shop/api',
  more = false,
): EcrRepository => ({ name, missing: false, images, more });

interface Situation {
  here?: Partial<EcrRegistry>;
  there?: Partial<EcrRegistry>;
  /** Image that the primary's cluster runs. */
  running?: string;
  digest?: string;
  failing?: string;
}

function judge(check: Check, name: string, situation: Situation) {
  const registry = {
    registryId: '111122223333',
    rules: [{ regions: ['eu-west-1'], prefixes: ['shop/'] }],
    repositories: [repository([NEW, OLD])],
  };
  const said: SaidOf = {
    images: {
      [ECR_REGISTRY]: {
        region: 'eu-central-1',
        ...registry,
        ...situation.here,
      },
    },
    'images-dr': {
      [ECR_REGISTRY]: {
        region: 'eu-west-1',
        ...registry,
        rules: [],
        ...situation.there,
      },
    },
    ...(situation.running && {
      cluster: {
        [RUNNING_IMAGES]: [
          { image: situation.running, digest: situation.digest ?? '' },
          { image: 'quay.io/other/proxy:1', digest: 'sha256:0' },
        ],
      },
    }),
  };
  return judgeEstate(ENTITIES, check, name, said, situation.failing);
}

const without = (image: EcrImage): EcrRepository[] => [
  repository([NEW, OLD].filter(each => each !== image)),
];
const replicating = (status: string, failureCode: string | null = null) => ({
  repositories: [
    repository([
      { ...NEW, replication: [{ region: 'eu-west-1', status, failureCode }] },
      OLD,
    ]),
  ],
});
const scanned = (scan: EcrImage['scan']): Situation => ({
  here: { repositories: [repository([{ ...NEW, scan }, OLD])] },
});

describeChecks<Situation>('ECR checks', {
  all: ecr.checks,
  judge,
  cases: [
    [
      ecrImagesInDr,
      [
        [
          'the newest image is there, as nobody says what runs',
          'images-dr',
          {},
          'met',
          /eu-west-1 has all 1 images that were pushed last in eu-central-1/,
        ],
        [
          'the running image is there, though the newest is not',
          'images-dr',
          {
            running: `${HOST}/shop/api:1.0`,
            there: { repositories: without(NEW) },
          },
          'met',
          /all 1 images that run in eu-central-1/,
        ],
        [
          'the running image is named by digest',
          'images-dr',
          { running: `${HOST}/shop/api:any@sha256:01d` },
          'met',
          /images that run/,
        ],
        [
          'its tag has been moved, but the digest that runs is there',
          'images-dr',
          { running: `${HOST}/shop/api:1.1`, digest: 'sha256:01d' },
          'met',
          /images that run/,
        ],
        [
          'what runs has lost its tag in both',
          'images-dr',
          {
            running: `${HOST}/shop/api:1.1`,
            digest: 'sha256:01d',
            here: { repositories: [repository([NEW, { ...OLD, tags: [] }])] },
            there: { repositories: [repository([NEW, { ...OLD, tags: [] }])] },
          },
          'met',
          /images that run/,
        ],
        [
          'the digest that runs is not there, though its tag is',
          'images-dr',
          { running: `${HOST}/shop/api:1.1`, digest: 'sha256:fff' },
          'breached',
          /does not have shop\/api:1\.1/,
        ],
        [
          'the running image is missing',
          'images-dr',
          {
            running: `${HOST}/shop/api:1.0`,
            there: { repositories: without(OLD) },
          },
          'breached',
          /does not have shop\/api:1\.0/,
        ],
        [
          'its tag names another image',
          'images-dr',
          {
            running: `${HOST}/shop/api:1.0`,
            there: {
              repositories: [repository([{ ...OLD, digest: 'sha256:bad' }])],
            },
          },
          'breached',
          /does not have shop\/api:1\.0 as eu-central-1 has it/,
        ],
        [
          'its copy is on the way',
          'images-dr',
          {
            here: replicating('IN_PROGRESS'),
            there: { repositories: without(NEW) },
          },
          'at-risk',
          /on its way to eu-west-1/,
        ],
        [
          'its copy failed',
          'images-dr',
          {
            here: replicating('FAILED', 'RegistryPermission'),
            there: { repositories: without(NEW) },
          },
          'breached',
          /has FAILED \(RegistryPermission\)/,
        ],
        [
          'the repository is not there',
          'images-dr',
          { there: { repositories: [{ name: 'shop/api', missing: true }] } },
          'breached',
          /no repository shop\/api/,
        ],
        [
          'a repository that runs is not watched',
          'images-dr',
          { running: `${HOST}/shop/web:1` },
          'unknown',
          /not watched in eu-central-1/,
        ],
        [
          'an image may be older than what is read',
          'images-dr',
          { there: { repositories: [repository([], 'shop/api', true)] } },
          'unknown',
          /not among the newest/,
        ],
        [
          'nothing is tagged',
          'images-dr',
          { here: { repositories: [repository([{ ...OLD, tags: [] }])] } },
          'unknown',
          /nothing is tagged/,
        ],
        [
          'the original cannot be asked',
          'images-dr',
          { failing: 'images' },
          'unknown',
          /slow down/,
        ],
        [
          'it cannot be asked',
          'images-dr',
          { failing: 'images-dr' },
          'unknown',
          /slow down/,
        ],
      ],
    ],
    [
      ecrReplicationRule,
      [
        ['all are copied', 'images', {}, 'met', /copies all 1 .* eu-west-1/],
        [
          'a rule without prefixes copies all',
          'images',
          { here: { rules: [{ regions: ['eu-west-1'], prefixes: [] }] } },
          'met',
          /copies all/,
        ],
        [
          'no rule leads there',
          'images',
          { here: { rules: [{ regions: ['us-east-1'], prefixes: [] }] } },
          'breached',
          /copies shop\/api to eu-west-1/,
        ],
        [
          'the prefix is another',
          'images',
          { here: { rules: [{ regions: ['eu-west-1'], prefixes: ['x/'] }] } },
          'breached',
          /No rule/,
        ],
        [
          'it cannot be asked',
          'images',
          { failing: 'images' },
          'unknown',
          /slow down/,
        ],
      ],
    ],
    [
      ecrFindings,
      [
        ['nothing critical', 'images', {}, 'met', /nothing critical in the 1/],
        [
          'nothing critical in what runs',
          'images',
          { running: `${HOST}/shop/api:1.0` },
          'met',
          /1 images that run in eu-central-1/,
        ],
        [
          'something critical',
          'images',
          scanned({ status: 'ACTIVE', counted: true, critical: 2, high: 1 }),
          'at-risk',
          /2 critical and 1 high findings in shop\/api:1\.1/,
        ],
        [
          'a scan without its findings',
          'images',
          scanned({
            status: 'COMPLETE',
            counted: false,
            critical: 0,
            high: 0,
          }),
          'unknown',
          /COMPLETE, and ECR gives no findings/,
        ],
        ['never scanned', 'images', scanned(null), 'unknown', /never scanned/],
        [
          'the scan failed',
          'images',
          scanned({ status: 'FAILED', counted: false, critical: 0, high: 0 }),
          'unknown',
          /its scan is FAILED/,
        ],
        [
          'what runs is not read',
          'images',
          { running: `${HOST}/shop/api:0.1` },
          'unknown',
          /not among the images/,
        ],
        [
          'nothing is tagged',
          'images',
          { here: { repositories: [repository([])] } },
          'unknown',
          /no image is tagged/,
        ],
        [
          'it cannot be asked',
          'images',
          { failing: 'images' },
          'unknown',
          /slow down/,
        ],
      ],
    ],
  ],
});

describe('ECR checks', () => {
  it('leave other registries alone, and those without a copy', () => {
    expect(judge(ecrFindings, 'harbor', {})).toBeUndefined();
    expect(judge(ecrImagesInDr, 'images', {})).toBeUndefined();
    expect(judge(ecrReplicationRule, 'images-dr', {})).toBeUndefined();
  });
});
