import { ARGO_APPLICATIONS } from '@twinshore/plugin-dr-status-node';
import * as signals from '../signals';
import { FakeCluster, node } from '../testing/FakeCluster';
import {
  stopWatching,
  watchCluster,
  type WatchOptions,
} from '../testing/watchCluster';
import { OPTIONAL_RESOURCES } from './collections';

let cluster: FakeCluster;

beforeEach(async () => {
  cluster = await FakeCluster.start();
});

afterEach(async () => {
  stopWatching();
  await cluster.close();
});

const watch = (options: WatchOptions = {}) =>
  watchCluster(cluster.url, options);

type Run = ReturnType<typeof watch>;
const collections = (run: Run) =>
  run.latest<signals.Collections>(signals.COLLECTIONS)!;
const POLICIES = 'networkpolicies.networking.k8s.io';
const APPLICATIONS = 'applications.argoproj.io';

const DENY = {
  metadata: { name: 'deny', namespace: 'mis' },
  spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
};

describe('what a cluster lacks or refuses', () => {
  it('is told, and costs nothing else', async () => {
    cluster.lists.nodes = [node('a', { zone: 'z' })];
    cluster.lists[POLICIES] = [DENY];
    cluster.intercept = (request, response) => {
      if (!request.url?.includes('/clusterrolebindings')) {
        return false;
      }
      response.writeHead(403).end('{"message":"clusterrolebindings: no"}');
      return true;
    };
    const run = watch();
    await run.until(() => run.reports.length > 0);
    expect(Object.keys(collections(run)).sort()).toEqual(
      [...OPTIONAL_RESOURCES].sort(),
    );
    expect(collections(run)).toMatchObject({
      [POLICIES]: 'listed',
      [APPLICATIONS]: 'not-installed',
      'clusterrolebindings.rbac.authorization.k8s.io': 'refused',
    });
    expect(run.latest(signals.RBAC)).toBeUndefined();
    expect(run.latest(ARGO_APPLICATIONS)).toBeUndefined();
    expect(run.latest(signals.NODES)).toMatchObject({ total: 1 });
    expect(run.latest(signals.NETWORK_POLICIES)).toMatchObject({
      namespaces: { mis: { policies: 1 } },
    });
  });

  it('is noticed when it is installed or granted later, and when it goes', async () => {
    const run = watch({ askAgainSeconds: 0.1 });
    await run.until(() => run.reports.length > 0);
    expect(collections(run)[APPLICATIONS]).toBe('not-installed');
    cluster.lists[APPLICATIONS] = [
      { metadata: { name: 'api', namespace: 'argocd' } },
    ];
    await run.until(() => collections(run)[APPLICATIONS] === 'listed');
    expect(run.latest(ARGO_APPLICATIONS)).toMatchObject([{ name: 'api' }]);

    delete cluster.lists[APPLICATIONS];
    await run.until(() => cluster.watching(APPLICATIONS));
    cluster.endWatches(APPLICATIONS);
    await run.until(() => collections(run)[APPLICATIONS] === 'not-installed');
    expect(run.latest(ARGO_APPLICATIONS)).toBeUndefined();
  });

  it.each([
    [401, 'unauthorized'],
    [500, 'failed'],
    [429, 'throttled'],
  ])('is a failure when it answers %s', async (status, kind) => {
    cluster.intercept = (request, response) => {
      if (!request.url?.includes('/networkpolicies')) {
        return false;
      }
      response.writeHead(status).end('{}');
      return true;
    };
    expect(((await watch().end) as any).error).toMatchObject({ kind });
  });

  it('is a failure when it sends what is not built as its kind is', async () => {
    cluster.lists['clusterroles.rbac.authorization.k8s.io'] = [
      { metadata: { name: 'x' }, rules: 'all of them' },
    ];
    expect(((await watch().end) as any).error).toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining('clusterroles'),
    });
  });

  it('is a failure when an event does not end', async () => {
    const run = watch();
    await run.until(() => cluster.watching(POLICIES));
    const text = 'x'.repeat(2 ** 20);
    for (let sent = 0; sent < 10; sent++) {
      cluster.raw(POLICIES, text);
    }
    expect(((await run.end) as any).error).toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining('does not end'),
    });
  });
});

describe('what the portal itself may do', () => {
  it('is asked of the cluster, and asked again', async () => {
    const run = watch({ intervalSeconds: 0.05, askAgainSeconds: 0.1 });
    await run.until(() => run.reports.length > 0);
    const own = () => run.latest<signals.OwnAccess>(signals.OWN_ACCESS)!;
    expect(own().beyondReading).toEqual([]);
    expect(own().asked).toBeGreaterThan(5);
    cluster.allowed.add('patch nodes').add('list secrets');
    await run.until(() => own().beyondReading.length > 0);
    expect(own().beyondReading).toEqual(['list secrets', 'patch nodes']);
  });

  it('is asked of the namespaces that are watched, where a Role may give more', async () => {
    cluster.allowed.add('delete pods in mis');
    const run = watch({ namespaces: ['mis'] });
    await run.until(() => run.reports.length > 0);
    expect(
      run.latest<signals.OwnAccess>(signals.OWN_ACCESS)!.beyondReading,
    ).toEqual(['delete pods in mis']);
  });

  it('is left out where the cluster does not say', async () => {
    cluster.intercept = (request, response) => {
      if (!request.url?.includes('selfsubjectaccessreviews')) {
        return false;
      }
      response.writeHead(403).end('{}');
      return true;
    };
    const run = watch();
    await run.until(() => run.reports.length > 0);
    expect(run.latest(signals.OWN_ACCESS)).toBeUndefined();
  });

  it('is a failure when the answer is none', async () => {
    cluster.intercept = (request, response) => {
      if (!request.url?.includes('selfsubjectaccessreviews')) {
        return false;
      }
      response.writeHead(201).end('{"status":{}}');
      return true;
    };
    expect(((await watch().end) as any).error).toMatchObject({
      kind: 'malformed',
    });
  });
});
