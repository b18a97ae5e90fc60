import { TEST_SECRET } from '@twinshore/plugin-dr-status-node/testUtils';
import { createServer, type AddressInfo } from 'node:net';
import * as signals from '../signals';
import { deployment, FakeCluster, node, pod } from '../testing/FakeCluster';
import {
  stopWatching,
  watchCluster,
  type WatchOptions,
} from '../testing/watchCluster';

let cluster: FakeCluster;

beforeEach(async () => {
  cluster = await FakeCluster.start();
});

afterEach(async () => {
  stopWatching();
  await cluster.close();
});

const watch = (options: WatchOptions = {}) =>
  watchCluster(options.url ?? cluster.url, options);

describe('KubernetesSource watches', () => {
  it('lists page by page, then follows every event', async () => {
    cluster.lists.nodes = [
      node('a', { zone: 'z1' }),
      node('b', { zone: 'z2' }),
      node('c', { zone: 'z2', ready: false }),
      node('d', { cordoned: true }),
      node('m', { controlPlane: true, zone: 'z1' }),
    ];
    cluster.lists.deployments = [
      deployment('api', 3, { 'backstage.io/kubernetes-id': 'fastapi' }),
    ];
    cluster.lists.pods = [
      pod('p1', 'api-5c8f', 'a'),
      pod('p2', 'api-5c8f', 'b'),
      pod('p3', 'api-5c8f', 'b', false),
    ];
    cluster.lists.horizontalpodautoscalers = [
      {
        metadata: { name: 'api', namespace: 'mis' },
        spec: {
          scaleTargetRef: { kind: 'Deployment', name: 'api' },
          minReplicas: 2,
          maxReplicas: 9,
        },
        status: {
          currentReplicas: 3,
          desiredReplicas: 3,
          conditions: [{ type: 'AbleToScale', status: 'True', reason: 'Ok' }],
        },
      },
    ];
    cluster.lists.poddisruptionbudgets = [
      {
        metadata: { name: 'x', namespace: 'mis', generation: 1 },
        spec: { selector: { matchLabels: { app: 'api' } } },
        status: {
          observedGeneration: 1,
          currentHealthy: 2,
          desiredHealthy: 2,
          disruptionsAllowed: 0,
          expectedPods: 3,
        },
      },
    ];
    const run = watch();
    await run.until(() => run.reports.length > 0);
    expect(run.latest(signals.READYZ)).toEqual({
      ok: true,
      status: 200,
      failed: [],
    });
    expect(run.latest(signals.NODES)).toEqual({
      total: 5,
      ready: 3,
      controlPlane: { total: 1, ready: 1 },
      zones: { z1: { total: 1, ready: 1 }, z2: { total: 2, ready: 1 } },
      notReady: ['c', 'd'],
      withoutZone: 1,
    });
    const id = signals.workloadSignal('fastapi');
    expect(run.latest(id)).toMatchObject({
      deployments: [
        { name: 'api', available: 3, upToDate: true, zones: { z1: 1, z2: 1 } },
      ],
      autoscalers: [{ name: 'api', max: 9 }],
      budgets: [{ name: 'x', disruptionsAllowed: 0 }],
    });

    await run.until(
      () => cluster.watching('pods') && cluster.watching('deployments'),
    );
    cluster.emit('pods', 'MODIFIED', pod('p3', 'api-5c8f', 'b'));
    await run.until(
      () => run.latest<signals.Workload>(id)?.deployments[0].zones.z2 === 2,
    );
    cluster.emit('pods', 'DELETED', pod('p1', 'api-5c8f', 'a'));
    await run.until(
      () =>
        run.latest<signals.Workload>(id)?.deployments[0].zones.z1 === undefined,
    );
    cluster.emit('deployments', 'DELETED', cluster.lists.deployments[0]);
    await run.until(() => run.latest(id) === undefined);

    run.stop();
    await expect(run.end).resolves.toEqual({});
  });

  it('reports a storm of changes together, and shows signs of life without any', async () => {
    const run = watch({ intervalSeconds: 60 });
    await run.until(() => cluster.watching('nodes') && run.reports.length > 0);
    const before = run.reports.length;
    for (let index = 0; index < 200; index++) {
      cluster.emit('nodes', 'ADDED', node(`n${index}`, { zone: 'z' }));
    }
    await run.until(
      () => run.latest<signals.Nodes>(signals.NODES)?.total === 200,
    );
    expect(run.reports.length - before).toBeLessThanOrEqual(3);

    const quiet = watch({ intervalSeconds: 0.05 });
    await quiet.until(() => quiet.reports.length >= 5);
  });

  it('goes on where a watch has ended, and lists anew where that is too old', async () => {
    const run = watch();
    await run.until(() => cluster.watching('nodes'));
    const lists = () =>
      cluster.requests.filter(url => /nodes\?limit/.test(url)).length;
    const listed = lists();
    cluster.emit('nodes', 'ADDED', node('n', { zone: 'z' }));
    await run.until(
      () => run.latest<signals.Nodes>(signals.NODES)?.total === 1,
    );
    cluster.endWatches('nodes');
    await run.until(() =>
      cluster.requests.some(url =>
        /nodes\?watch.*resourceVersion=101/.test(url),
      ),
    );
    expect(lists()).toBe(listed);

    cluster.lists.nodes = [node('other', { zone: 'z' })];
    await run.until(() => cluster.watching('nodes'));
    cluster.raw('nodes', '{"type":"ERROR","object":{"code":410}}\n');
    cluster.endWatches('nodes');
    await run.until(() => lists() === listed + 1);
    await run.until(
      () => run.latest<signals.Nodes>(signals.NODES)?.total === 1,
    );
  });

  it('tells an API server that is not ready from one that does not answer', async () => {
    cluster.readyz = {
      status: 500,
      text: '[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed\n',
    };
    const run = watch();
    await run.until(() => run.reports.length > 0);
    expect(run.latest(signals.READYZ)).toEqual({
      ok: false,
      status: 500,
      failed: ['etcd'],
    });
  });

  it('asks only for the namespaces that it was given', async () => {
    const run = watch({ namespaces: ['mis'] });
    await run.until(() => run.reports.length > 0);
    const paths = new Set(cluster.requests.map(url => url.split('?')[0]));
    const whole = [...paths].filter(path => !path.includes('/namespaces/mis/'));
    expect([...paths]).toEqual(
      expect.arrayContaining([
        '/api/v1/namespaces/mis/pods',
        '/apis/apps/v1/namespaces/mis/deployments',
        '/apis/networking.k8s.io/v1/namespaces/mis/networkpolicies',
        '/apis/argoproj.io/v1alpha1/namespaces/mis/applications',
      ]),
    );
    // Nothing in them does not mean that the cluster has none.
    expect(run.latest(signals.WATCHED_NAMESPACES)).toEqual(['mis']);
    expect(run.latest(signals.POLICY_AGENTS)).toBeUndefined();
    expect(run.latest(signals.AUTOSCALERS)).toBeUndefined();
    // What belongs to no namespace, and the reviews.
    expect(whole.sort()).toEqual([
      '/api/v1/namespaces',
      '/api/v1/nodes',
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      '/apis/cilium.io/v2/ciliumclusterwidenetworkpolicies',
      '/apis/crd.projectcalico.org/v1/globalnetworkpolicies',
      '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
      '/apis/rbac.authorization.k8s.io/v1/clusterroles',
      '/readyz',
    ]);
  });
});

describe('KubernetesSource fails in the terms of the product', () => {
  const answer =
    (status: number, body: unknown, path = /./): FakeCluster['intercept'] =>
    (request, response) => {
      if (!path.test(request.url ?? '')) {
        return false;
      }
      response
        .writeHead(status)
        .end(typeof body === 'string' ? body : JSON.stringify(body));
      return true;
    };

  it.each<[string, FakeCluster['intercept'], string, RegExp]>([
    [
      'a wrong or expired token',
      answer(401, { message: 'Unauthorized' }),
      'unauthorized',
      /does not accept the token/,
    ],
    [
      'a missing grant',
      answer(403, { message: 'nodes is forbidden' }, /nodes/),
      'unauthorized',
      /refuses \/api\/v1\/nodes .*nodes is forbidden/,
    ],
    ['throttling', answer(429, ''), 'throttled', /slow down/],
    [
      'an error of its own',
      answer(500, { message: 'etcdserver: no leader' }, /pods/),
      'failed',
      /no leader/,
    ],
    ['a login page', answer(200, '<html>Log in</html>'), 'malformed', /readyz/],
    [
      'a page instead of a list',
      answer(200, '<html>', /deployments/),
      'malformed',
      /no JSON/,
    ],
    [
      'JSON that is no list',
      answer(200, { hello: 1 }, /deployments/),
      'malformed',
      /no list/,
    ],
    [
      'a list that goes round in circles',
      answer(200, { items: [], metadata: { continue: 'again' } }, /nodes/),
      'malformed',
      /nodes does not end/,
    ],
    ['a redirect', answer(302, '', /pods/), 'malformed', /status 302/],
    ['a server that never answers', () => true, 'timed-out', /within 0.5 s/],
    [
      'a list that never comes',
      request => /pods/.test(request.url ?? ''),
      'timed-out',
      /within 0.5 s/,
    ],
  ])('%s', async (...[, intercept, kind, message]) => {
    cluster.intercept = intercept;
    const { error } = (await watch({ timeoutSeconds: 0.5 }).end) as any;
    expect(error).toMatchObject({
      name: 'SourceFailure',
      kind,
      message: expect.stringMatching(message),
    });
    expect(`${error.message} ${error.hint}`).not.toContain(TEST_SECRET);
  });

  it('a refused connection', async () => {
    const { url } = cluster;
    await cluster.close();
    const { error } = (await watch({ url }).end) as any;
    expect(error).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    cluster = await FakeCluster.start();
  });

  it('noise that is no HTTP', async () => {
    const server = createServer(socket => {
      socket.on('error', () => {});
      socket.end('\x00\x01 what?\r\n');
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { error } = (await watch({ url: `http://127.0.0.1:${port}` })
      .end) as any;
    expect(error).toMatchObject({ kind: 'malformed' });
    const overTls = (await watch({ url: `https://127.0.0.1:${port}` })
      .end) as any;
    expect(overTls.error.name).toBe('SourceFailure');
    expect(['malformed', 'unreachable']).toContain(overTls.error.kind);
    server.close();
  });

  it.each([
    ['garbage in a watch', '<html>\n', 'malformed'],
    ['an event without an object', '{"type":"ADDED"}\n', 'malformed'],
    [
      'a revoked grant, told in a watch',
      '{"type":"ERROR","object":{"code":403,"message":"no more"}}\n',
      'unauthorized',
    ],
  ])('%s', async (_, text, kind) => {
    const run = watch();
    await run.until(() => cluster.watching('pods'));
    cluster.raw('pods', text);
    expect(((await run.end) as any).error).toMatchObject({ kind });
  });

  it('a server that hangs after it was well, although its watches stay open', async () => {
    const run = watch({ timeoutSeconds: 0.5 });
    await run.until(() => run.reports.length > 0);
    cluster.intercept = () => true;
    expect(((await run.end) as any).error).toMatchObject({
      kind: 'timed-out',
    });
  });

  it('a server that dies', async () => {
    const run = watch();
    await run.until(() => run.reports.length > 0);
    await cluster.close();
    expect(((await run.end) as any).error).toMatchObject({
      kind: 'unreachable',
    });
    cluster = await FakeCluster.start();
  });
});
