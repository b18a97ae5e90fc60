import { ConfigReader } from '@backstage/config';
import {
  askOnce,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { askAgainst, type Answers } from '../testing/askAgainst';
import { awsSettings } from '../testing/awsSettings';
import { FakeAws } from '../testing/FakeAws';
import { eks } from './index';
import { EKS_CLUSTER, EKS_NODE_GROUPS } from './signals';

testMisbehaviour(
  'EKS',
  at => eks.create(awsSettings(at), new ConfigReader({})),
  {
    protocol: 'http',
  },
);

const CLUSTER = {
  name: 'a',
  status: 'ACTIVE',
  version: '1.34',
  health: { issues: [{ code: 'VpcNotFound', message: 'x'.repeat(900) }] },
  accessConfig: { authenticationMode: 'API' },
  resourcesVpcConfig: {
    endpointPrivateAccess: true,
    endpointPublicAccess: false,
    publicAccessCidrs: ['0.0.0.0/0'],
  },
  certificateAuthority: { data: 'not for the portal' },
};
const ANSWERS: Answers = {
  '/clusters/a': { cluster: CLUSTER },
  '/cluster-versions': {
    clusterVersions: [
      {
        clusterVersion: '1.34',
        versionStatus: 'STANDARD_SUPPORT',
        endOfStandardSupportDate: 1796169600,
      },
    ],
  },
  '/clusters/a/node-groups': { nodegroups: ['w', 'x'] },
  '/clusters/a/node-groups/w': {
    nodegroup: {
      nodegroupName: 'w',
      status: 'ACTIVE',
      version: '1.34',
      scalingConfig: { minSize: 0, maxSize: 4, desiredSize: 2 },
      instanceTypes: ['m6i.large'],
      resources: { autoScalingGroups: [{ name: 'asg' }] },
      health: { issues: [] },
    },
  },
  '/clusters/a/node-groups/x': { nodegroup: { nodegroupName: 'x' } },
};
const notFound = {
  status: 404,
  body: '{"message":"No cluster found for name: a.","__type":"ResourceNotFoundException"}',
};

describe('EksSource', () => {
  it('reads a cluster, its version’s support and its node groups', async () => {
    const { observations } = await askAgainst(eks, {}, ANSWERS);
    expect(observations).toEqual([
      {
        entityRef: 'resource:default/a',
        signal: EKS_CLUSTER,
        value: {
          name: 'a',
          region: 'eu-west-1',
          missing: false,
          status: 'ACTIVE',
          version: '1.34',
          issues: [{ code: 'VpcNotFound', message: 'x'.repeat(300) }],
          support: {
            status: 'STANDARD_SUPPORT',
            standardEndsAt: '2026-12-02T00:00:00.000Z',
          },
          access: {
            authenticationMode: 'API',
            privateEndpoint: true,
            publicEndpoint: false,
            publicCidrs: ['0.0.0.0/0'],
          },
        },
      },
      {
        entityRef: 'resource:default/a',
        signal: EKS_NODE_GROUPS,
        value: [
          {
            name: 'w',
            status: 'ACTIVE',
            version: '1.34',
            minSize: 0,
            maxSize: 4,
            desiredSize: 2,
            instanceTypes: ['m6i.large'],
            autoScalingGroups: ['asg'],
            issues: [],
          },
          {
            name: 'x',
            status: '',
            version: '',
            minSize: null,
            maxSize: null,
            desiredSize: null,
            instanceTypes: [],
            autoScalingGroups: [],
            issues: null,
          },
        ],
      },
    ]);
  });

  it('reads the rest where versions cannot be asked for', async () => {
    const { observations } = await askAgainst(
      eks,
      {},
      { ...ANSWERS, '/cluster-versions': { status: 404, body: '{}' } },
    );
    expect(observations[0].value).toMatchObject({ support: null });
    await expect(
      askAgainst(
        eks,
        {},
        {
          ...ANSWERS,
          '/cluster-versions': {
            status: 403,
            body: '{"__type":"AccessDeniedException","message":"not authorized"}',
          },
        },
      ),
    ).rejects.toMatchObject({ kind: 'unauthorized' });
  });

  it('says which key is wrong for a cluster that is not in the region', async () => {
    await expect(
      askAgainst(eks, {}, { '/clusters/a': notFound }),
    ).rejects.toMatchObject({
      kind: 'misconfigured',
      message: 'EKS in eu-west-1 has no cluster called a.',
      hint: expect.stringContaining('drStatus.sources.aws[0].clusters'),
    });
  });

  it('reports a cluster that was there and is gone', async () => {
    const fake = await FakeAws.start();
    const source = eks.create(awsSettings(fake), new ConfigReader({}));
    fake.answer = ({ path }) => ({
      body: JSON.stringify(ANSWERS[path.split('?')[0]]),
    });
    await askOnce(source);
    fake.answer = () => notFound;
    expect(await askOnce(source)).toEqual([
      {
        entityRef: 'resource:default/a',
        signal: EKS_CLUSTER,
        value: { name: 'a', region: 'eu-west-1', missing: true },
      },
    ]);
    await source.close?.();
    await fake.close();
  });
});
