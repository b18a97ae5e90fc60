import {
  AppsV1Api,
  CoreV1Api,
  KubeConfig,
  PolicyV1Api,
} from '@kubernetes/client-node';
import { EstateModel, type NodeGroupControl } from '../model';
import {
  eventually,
  startTestEstate,
  type TestEstate,
} from './testing/startTestEstate';
import { WorkerGroup } from './WorkerGroup';

jest.setTimeout(30_000);

const SITE = 'aws-dr';

describe('the worker nodes of a cluster in AWS', () => {
  let estate: TestEstate;
  let group: NodeGroupControl;
  let core: CoreV1Api;
  let apps: AppsV1Api;
  let policy: PolicyV1Api;

  beforeEach(async () => {
    estate = await startTestEstate();
    group = estate.model.nodeGroups.get(`workers-${SITE}`)!;
    const config = new KubeConfig();
    const { url, caData } = estate.access(SITE);
    config.loadFromOptions({
      clusters: [{ name: SITE, server: url, caData }],
      users: [{ name: 'admin', token: estate.adminToken(SITE) }],
      contexts: [{ name: SITE, cluster: SITE, user: 'admin' }],
      currentContext: SITE,
    });
    core = config.makeApiClient(CoreV1Api);
    apps = config.makeApiClient(AppsV1Api);
    policy = config.makeApiClient(PolicyV1Api);
  });

  afterEach(async () => {
    await estate.stop();
  });

  const nodes = async () =>
    (await core.listNode()).items.map(({ metadata }) => metadata!.name!);
  const has = (count: number) =>
    eventually(`${count} nodes`, async () => {
      const { length } = await nodes();
      return length === count || `there are ${length}`;
    });

  /** A pod for which no node that is there has room. */
  const deploy = (replicas: number) =>
    apps.createNamespacedDeployment({
      namespace: 'default',
      body: {
        metadata: { name: 'wide' },
        spec: {
          replicas,
          selector: { matchLabels: { app: 'wide' } },
          template: {
            metadata: { labels: { app: 'wide' } },
            spec: {
              containers: [
                {
                  name: 'main',
                  image: 'wide:1',
                  resources: { requests: { cpu: '6', memory: '1Gi' } },
                },
              ],
            },
          },
        },
      },
    });

  it('are shown as the machines that they run on', async () => {
    expect(group).toMatchObject({
      site: SITE,
      kubernetesVersion: '1.32',
      size: { min: 3, max: 12, desired: 3 },
    });
    expect(group.machines().map(({ node }) => node)).toEqual(await nodes());
    expect(new Set(group.machines().map(({ zone }) => zone)).size).toBe(3);
    const [{ node }] = group.machines();
    const undo = await estate.inject('lose-node', `${SITE}/${node}`);
    expect(group.machines().map(({ running }) => running)).toEqual([
      false,
      true,
      true,
    ]);
    await undo();
  });

  it('become as many as are wanted, and as few', async () => {
    group.resize({ min: 5, desired: 5 });
    await has(5);
    group.resize({ min: 2, desired: 2 });
    await has(2);
    expect(group.size.desired).toBe(2);
  });

  it('stay in service when one that was to leave is wanted again', async () => {
    await policy.createNamespacedPodDisruptionBudget({
      namespace: 'mis',
      body: {
        metadata: { name: 'nobody-leaves' },
        spec: { minAvailable: '100%', selector: {} },
      },
    });
    const cordoned = async () =>
      (await core.listNode()).items.filter(({ spec }) => spec?.unschedulable)
        .length;
    group.resize({ min: 2, desired: 2 });
    await eventually('a node is being emptied', async () =>
      (await cordoned()) === 1 ? true : 'none is',
    );
    group.resize({ min: 3, desired: 3 });
    await eventually('all are in service', async () =>
      (await cordoned()) === 0 ? true : 'one is cordoned',
    );
    await has(3);
    expect(group.size.desired).toBe(3);
  });

  it('get no work while they are in standby', async () => {
    const cordoned = async () =>
      (await core.listNode()).items
        .filter(({ spec }) => spec?.unschedulable)
        .map(({ metadata }) => metadata!.name!);
    const [zone] = group.zones;
    const there = group.machines().filter(machine => machine.zone === zone);
    group.setStandby(zone, true);
    expect(await cordoned()).toEqual(there.map(({ node }) => node));
    expect(group.machines().filter(({ standby }) => standby)).toHaveLength(1);
    group.setStandby(zone, false);
    expect(await cordoned()).toEqual([]);
  });

  it('are replaced when one is taken away', async () => {
    const [first] = await nodes();
    await core.deleteNode({ name: first });
    await has(3);
    expect(await nodes()).not.toContain(first);
  });

  it('are wanted by pods that wait, and not started while launches are suspended', async () => {
    group.suspend('Launch', true);
    await deploy(4);
    await eventually('a fourth node is wanted', async () =>
      group.size.desired === 4 ? true : `${group.size.desired} are wanted`,
    );
    expect(await nodes()).toHaveLength(3);
    group.suspend('Launch', false);
    await eventually('pods have room', async () => {
      const { status } = await apps.readNamespacedDeployment({
        namespace: 'default',
        name: 'wide',
      });
      return status?.readyReplicas === 4 || `${status?.readyReplicas} ready`;
    });
    const grown = (await nodes()).length;
    expect(grown).toBeGreaterThan(3);
    expect(group.size.desired).toBe(grown);
    await apps.deleteNamespacedDeployment({
      namespace: 'default',
      name: 'wide',
    });
    await has(3);
    expect(group.size.desired).toBe(3);
  });

  it('do not become more than the largest size', async () => {
    group.resize({ max: 4 });
    await deploy(9);
    await has(4);
    group.resize({ max: 5 });
    await has(5);
    expect(group.size.desired).toBe(5);
  });

  it('are as they were once the estate is mended', async () => {
    group.resize({ min: 4, max: 4, desired: 4 });
    group.suspend('Terminate', true);
    await has(4);
    await estate.part.mend!();
    expect(group.size).toEqual({ min: 3, max: 12, desired: 3 });
    expect(group.suspendedProcesses.size).toBe(0);
    await has(3);
  });
});

it('run out of addresses with an error', () => {
  const there: any[] = [];
  const group = new WorkerGroup(new EstateModel(), SITE, () => ({
    list: () => there,
    isUp: () => true,
    setCordoned() {},
    resized() {},
  }));
  const [zone] = group.zones;
  const fill = () => {
    for (let made = 0; made < 100; made++) there.push(group.make(zone));
  };
  expect(fill).toThrow(`addresses of nodes in ${zone} are taken`);
  expect(there.length).toBeGreaterThan(12);
});
