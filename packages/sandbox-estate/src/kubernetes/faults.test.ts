import { AppsV1Api, CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { request } from 'node:https';
import type { SiteName } from '../model';
import {
  TestEstate,
  eventually,
  startTestEstate,
} from './testing/startTestEstate';

jest.setTimeout(30_000);

let estate: TestEstate;

beforeAll(async () => {
  estate = await startTestEstate();
});

afterAll(async () => {
  await estate?.stop();
});

function cluster(site: SiteName) {
  const config = new KubeConfig();
  config.loadFromFile(estate.kubeconfig);
  config.setCurrentContext(site);
  return {
    core: config.makeApiClient(CoreV1Api),
    apps: config.makeApiClient(AppsV1Api),
  };
}

/** Asks the API as the portal does; what comes back, or how it fails. */
function ask(site: SiteName): Promise<{ code: number; body: string } | string> {
  const { url, token, caData } = estate.access(site);
  return new Promise(resolve => {
    const asked = request(
      `${url}/api/v1/nodes?limit=1`,
      {
        ca: Buffer.from(caData, 'base64'),
        headers: { Authorization: `Bearer ${token}` },
        agent: false,
        timeout: 300,
      },
      response => {
        let body = '';
        response.on('data', chunk => {
          body += chunk;
        });
        response.on('end', () => resolve({ code: response.statusCode!, body }));
      },
    );
    asked.on('timeout', () => {
      asked.destroy();
      resolve('silent');
    });
    asked.on('error', error =>
      resolve((error as NodeJS.ErrnoException).code ?? error.message),
    );
    asked.end();
  });
}

const answers = async (site: SiteName) => {
  const answer = await ask(site);
  return typeof answer === 'object' && answer.code === 200;
};

async function available(site: SiteName, name: string): Promise<number> {
  const { status } = await cluster(site).apps.readNamespacedDeployment({
    name,
    namespace: 'mis',
  });
  return status?.availableReplicas ?? 0;
}

async function readyNodes(site: SiteName): Promise<string[]> {
  const { items } = await cluster(site).core.listNode();
  return items
    .filter(node =>
      node.status!.conditions!.some(
        ({ type, status }) => type === 'Ready' && status === 'True',
      ),
    )
    .map(node => node.metadata!.name!);
}

async function podNodes(site: SiteName): Promise<string[]> {
  const { items } = await cluster(site).core.listNamespacedPod({
    namespace: 'mis',
    labelSelector: 'app.kubernetes.io/name=fastapi-backend',
  });
  return items
    .filter(pod =>
      pod.status?.conditions?.some(
        ({ type, status }) => type === 'Ready' && status === 'True',
      ),
    )
    .map(pod => pod.spec!.nodeName!);
}

describe('faults of the clusters', () => {
  it('a node is lost: NotReady, its pods elsewhere, and all well after', async () => {
    const clear = await estate.inject('lose-node', 'on-prem/worker-1');
    await eventually(
      'the node to be lost',
      async () => !(await readyNodes('on-prem')).includes('worker-1'),
    );
    await eventually('its pods elsewhere', async () => {
      const nodes = await podNodes('on-prem');
      return nodes.length === 8 && !nodes.includes('worker-1');
    });
    await clear();
    await estate.part.untilWell!();
    expect(await readyNodes('on-prem')).toHaveLength(7);
  });

  it('a zone is lost and comes back, with the pods spread as before', async () => {
    const zones = async () => {
      const { items } = await cluster('aws-primary').core.listNode();
      const zoneOf = new Map(
        items.map(({ metadata }) => [
          metadata!.name!,
          metadata!.labels!['topology.kubernetes.io/zone'],
        ]),
      );
      return new Set(
        (await podNodes('aws-primary')).map(node => zoneOf.get(node)),
      );
    };
    estate.model.lostZones.add('aws-primary-a');
    estate.model.changed('zone:aws-primary-a');
    await eventually('two nodes lost', async () => {
      return (await readyNodes('aws-primary')).length === 4;
    });
    await eventually('pods in the other zones', async () => {
      return (
        (await available('aws-primary', 'fastapi-backend')) === 8 &&
        !(await zones()).has('eu-central-1a')
      );
    });
    estate.model.lostZones.delete('aws-primary-a');
    estate.model.changed('zone:aws-primary-a');
    await estate.part.untilWell!();
    expect(await readyNodes('aws-primary')).toHaveLength(6);
    expect(await available('aws-primary', 'fastapi-backend')).toBe(8);
    expect((await zones()).size).toBe(3);
  });

  it('an image cannot be pulled: the rollout is stuck, users keep enough pods', async () => {
    const clear = await estate.inject('bad-image', 'aws-dr/fastapi-backend');
    const { core } = cluster('aws-dr');
    await eventually('a pod in ImagePullBackOff', async () => {
      const { items } = await core.listNamespacedPod({ namespace: 'mis' });
      return items.some(
        pod =>
          pod.status?.containerStatuses?.[0]?.state?.waiting?.reason ===
          'ImagePullBackOff',
      );
    });
    expect(await available('aws-dr', 'fastapi-backend')).toBe(2);
    await clear();
    await eventually('only good pods', async () => {
      const { items } = await core.listNamespacedPod({
        namespace: 'mis',
        labelSelector: 'app.kubernetes.io/name=fastapi-backend',
      });
      return (
        items.length === 2 &&
        items.every(pod => !pod.spec!.containers[0].image!.endsWith(':bad'))
      );
    });
  });

  it('the token of the portal expires; others can still come in', async () => {
    const clear = await estate.inject('expired-token', 'aws-dr');
    expect(await ask('aws-dr')).toMatchObject({ code: 401 });
    expect(await readyNodes('aws-dr')).toHaveLength(3);
    await clear();
    expect(await answers('aws-dr')).toBe(true);
  });

  it.each([
    ['hang-kubernetes', 'silent'],
    ['refuse-kubernetes', 'ECONNREFUSED'],
    [
      'garbage-kubernetes',
      { code: 200, body: expect.stringMatching(/^<!DOC/) },
    ],
  ])('%s: only that cluster, until it is cleared', async (fault, answer) => {
    const clear = await estate.inject(fault, 'on-prem');
    expect(await ask('on-prem')).toEqual(answer);
    expect(await answers('aws-dr')).toBe(true);
    await clear();
    expect(await answers('on-prem')).toBe(true);
  });

  it('both active sites are lost: DR takes their users, and grows for it', async () => {
    await estate.model.setSiteLost('on-prem', true);
    await estate.model.setSiteLost('aws-primary', true);
    expect(await ask('on-prem')).toBe('ECONNREFUSED');
    await eventually('DR at its full size', async () => {
      return (await available('aws-dr', 'fastapi-backend')) === 12;
    });
    expect((await readyNodes('aws-dr')).length).toBeGreaterThan(3);
    await estate.model.setSiteLost('aws-primary', false);
    await estate.model.setSiteLost('on-prem', false);
    expect(await answers('on-prem')).toBe(true);
    expect(await answers('aws-primary')).toBe(true);
    await eventually('DR back at its standby size', async () => {
      return (
        (await readyNodes('aws-dr')).length === 3 &&
        (await available('aws-dr', 'fastapi-backend')) === 2
      );
    });
  });

  it('what was changed by hand is mended', async () => {
    const { apps } = cluster('on-prem');
    await apps.deleteNamespacedDeployment({
      name: 'external-sinks',
      namespace: 'mis',
    });
    await estate.part.mend!();
    expect(await available('on-prem', 'external-sinks')).toBe(2);
  });

  it('nothing unforeseen was logged', () => {
    expect(estate.logged).toEqual([]);
  });
});
