import { ConfigReader } from '@backstage/config';
import {
  askOnce,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { askAgainst } from '../testing/askAgainst';
import { awsSettings } from '../testing/awsSettings';
import { FakeAws } from '../testing/FakeAws';
import { autoscaling } from './index';
import { AUTO_SCALING_GROUPS } from './signals';

testMisbehaviour(
  'Auto Scaling',
  at => autoscaling.create(awsSettings(at), new ConfigReader({})),
  { protocol: 'http' },
);

const instance = (zone: string, state: string, health: string) =>
  `<member><InstanceId>i</InstanceId><InstanceType>m6i.large</InstanceType><AvailabilityZone>${zone}</AvailabilityZone><LifecycleState>${state}</LifecycleState><HealthStatus>${health}</HealthStatus><ProtectedFromScaleIn>false</ProtectedFromScaleIn></member>`;
const group = (name: string, tags = '', inside = '') =>
  `<member><AutoScalingGroupName>${name}</AutoScalingGroupName><MinSize>1</MinSize><MaxSize>4</MaxSize><DesiredCapacity>2</DesiredCapacity><DefaultCooldown>0</DefaultCooldown><HealthCheckType>EC2</HealthCheckType><CreatedTime>2026-01-01T00:00:00Z</CreatedTime><AvailabilityZones><member>c</member></AvailabilityZones><Tags>${tags}</Tags>${inside}</member>`;
const tag = (key: string, value: string) =>
  `<member><Key>${key}</Key><Value>${value}</Value></member>`;
const groups = (members: string, token = '') => ({
  body: `<DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult><AutoScalingGroups>${members}</AutoScalingGroups>${token}</DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>`,
});
const OWN = group(
  'a',
  '',
  `<Instances>${instance('a', 'InService', 'Healthy')}${instance(
    'a',
    'InService',
    'Unhealthy',
  )}${instance(
    'b',
    'Pending',
    'Healthy',
  )}</Instances><SuspendedProcesses><member><ProcessName>Launch</ProcessName><SuspensionReason>x</SuspensionReason></member></SuspendedProcesses>`,
);

describe('AutoScalingSource', () => {
  it('reads groups over pages, and counts what serves in each zone', async () => {
    const { observations, operations } = await askAgainst(
      autoscaling,
      {},
      {
        DescribeAutoScalingGroups: (body: string) =>
          body.includes('NextToken=more')
            ? groups(OWN)
            : groups(group('other'), '<NextToken>more</NextToken>'),
      },
    );
    expect(operations).toHaveLength(2);
    expect(observations).toEqual([
      {
        entityRef: 'resource:default/a',
        signal: AUTO_SCALING_GROUPS,
        value: {
          region: 'eu-west-1',
          missing: false,
          groups: [
            {
              name: 'a',
              minSize: 1,
              maxSize: 4,
              desiredCapacity: 2,
              status: null,
              suspendedProcesses: ['Launch'],
              instanceTypes: ['m6i.large'],
              zones: [
                { zone: 'a', serving: 1, total: 2 },
                { zone: 'b', serving: 0, total: 1 },
                { zone: 'c', serving: 0, total: 0 },
              ],
            },
          ],
        },
      },
    ]);
  });

  it('finds the groups of a cluster by either tag', async () => {
    const { observations } = await askAgainst(
      autoscaling,
      { groups: [{ entityRef: 'a', cluster: 'k8s' }] },
      {
        DescribeAutoScalingGroups: groups(
          group('eks-w-1', tag('eks:cluster-name', 'k8s')) +
            group('own', tag('kubernetes.io/cluster/k8s', 'owned')) +
            group('foreign', tag('eks:cluster-name', 'other')),
        ),
      },
    );
    expect(observations[0].value).toMatchObject({
      groups: [{ name: 'eks-w-1' }, { name: 'own' }],
    });
  });

  it('does not believe a group without sizes', async () => {
    await expect(
      askAgainst(
        autoscaling,
        {},
        {
          DescribeAutoScalingGroups: groups(
            OWN.replace(/<MaxSize>4</, '<Max>4<').replace(
              '</MaxSize>',
              '</Max>',
            ),
          ),
        },
      ),
    ).rejects.toMatchObject({ kind: 'malformed' });
  });

  it('does not take some of the groups that were named for all of them', async () => {
    const fake = await FakeAws.start();
    const source = autoscaling.create(
      awsSettings(fake),
      new ConfigReader({ groups: [{ entityRef: 'a', names: ['a', 'b'] }] }),
    );
    fake.answer = () => groups(OWN);
    await expect(askOnce(source)).rejects.toMatchObject({
      kind: 'misconfigured',
      message: 'Auto Scaling in eu-west-1 has no group called b.',
    });
    fake.answer = () => groups(OWN + group('b'));
    await askOnce(source);
    fake.answer = () => groups(OWN);
    expect((await askOnce(source))[0].value).toEqual({
      sought: 'called b',
      region: 'eu-west-1',
      missing: true,
    });
    await source.close?.();
    await fake.close();
  });

  it('tells a wrong name from a group that is gone', async () => {
    const fake = await FakeAws.start();
    const source = autoscaling.create(awsSettings(fake), new ConfigReader({}));
    fake.answer = () => groups(group('other'));
    await expect(askOnce(source)).rejects.toMatchObject({
      kind: 'misconfigured',
      message: 'Auto Scaling in eu-west-1 has no group called a.',
    });
    fake.answer = () => groups(OWN);
    await askOnce(source);
    fake.answer = () => groups('');
    expect((await askOnce(source))[0].value).toEqual({
      sought: 'called a',
      region: 'eu-west-1',
      missing: true,
    });
    await source.close?.();
    await fake.close();
  });
});

it.each([
  [[{ entityRef: 'a' }], /groups\[0\]\.names': either the names/],
  [[{ entityRef: 'a', names: ['x'], cluster: 'y' }], /groups\[0\]\.names/],
  [[{ entityRef: 'b', cluster: 'y' }], /groups\[0\]\.entityRef/],
])('names the key to fix in %j', (list, message) => {
  expect(() =>
    autoscaling.create(
      awsSettings({ url: 'http://127.0.0.1:1' }),
      new ConfigReader({ groups: list }),
    ),
  ).toThrow(message);
});
