import * as signals from '../../signals';
import { FakeCluster, pod } from '../../testing/FakeCluster';
import { stopWatching, watchCluster } from '../../testing/watchCluster';

let cluster: FakeCluster;

beforeEach(async () => {
  cluster = await FakeCluster.start();
});

afterEach(async () => {
  stopWatching();
  await cluster.close();
});

const watch = () => watchCluster(cluster.url);

type Run = ReturnType<typeof watch>;
const POLICIES = 'networkpolicies.networking.k8s.io';

const DENY = {
  metadata: { name: 'deny', namespace: 'mis' },
  spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
};

describe('what the source keeps', () => {
  const first = async (run: Run) => {
    await run.until(() => run.reports.length > 0);
    return run;
  };

  it('of policies of three networks: what isolates all pods', async () => {
    cluster.lists[POLICIES] = [
      DENY,
      {
        metadata: { name: 'some', namespace: 'shop' },
        spec: {
          podSelector: { matchLabels: { app: 'x' } },
          policyTypes: ['Ingress', 'Egress'],
        },
      },
      {
        metadata: { name: 'in', namespace: 'shop' },
        spec: { podSelector: {} },
      },
      {
        metadata: { name: 'all', namespace: 'open' },
        spec: {
          podSelector: {},
          policyTypes: ['Ingress', 'Egress'],
          ingress: [{}],
          egress: [{ to: [] }],
        },
      },
      {
        metadata: { name: 'web', namespace: 'shop' },
        spec: { podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] },
      },
    ];
    cluster.lists.ciliumnetworkpolicies = [
      {
        metadata: { name: 'all', namespace: 'c1' },
        spec: { endpointSelector: {}, ingress: [{}], egress: [{}] },
      },
      {
        metadata: { name: 'let', namespace: 'c2' },
        spec: {
          endpointSelector: {},
          ingress: [
            { fromEndpoints: [{}], authentication: { mode: 'required' } },
            { fromEndpoints: [{}] },
          ],
        },
      },
      {
        metadata: { name: 'all', namespace: 'c3' },
        spec: { endpointSelector: {}, ingress: [{ fromEntities: ['all'] }] },
      },
    ];
    cluster.lists['networkpolicies.crd.projectcalico.org'] = [
      {
        metadata: { name: 'all', namespace: 'k1' },
        spec: { selector: 'all()', types: ['Ingress', 'Egress'] },
      },
      {
        metadata: { name: 'let', namespace: 'k2' },
        spec: {
          selector: 'all()',
          types: ['Ingress'],
          ingress: [{ action: 'Allow' }],
        },
      },
    ];
    const value = (await first(watch())).latest<signals.NetworkPolicies>(
      signals.NETWORK_POLICIES,
    )!;
    const denies = Object.entries(value.namespaces).map(([name, each]) => [
      name,
      each.denies.ingress,
      each.denies.egress,
    ]);
    expect(denies.sort()).toEqual([
      ['c1', true, true],
      ['c2', false, false],
      ['c3', false, false],
      ['k1', true, true],
      ['k2', false, false],
      ['mis', true, true],
      ['open', false, false],
      ['shop', true, false],
    ]);
    expect(value.denies).toEqual({ ingress: false, egress: false });
    expect(
      Object.entries(value.namespaces)
        .filter(([, { opens }]) => opens.ingress || opens.egress)
        .map(([name, { opens }]) => [name, opens.ingress, opens.egress])
        .sort(),
    ).toEqual([
      ['c3', true, false],
      ['k2', true, false],
      ['open', true, true],
    ]);
    expect(value.namespaces.c2).toMatchObject({
      ingressRules: 2,
      authenticatedIngressRules: 1,
    });
  });

  it('of a policy of the whole cluster', async () => {
    cluster.lists.globalnetworkpolicies = [
      { metadata: { name: 'x' }, spec: { types: ['Ingress', 'Egress'] } },
    ];
    expect(
      (await first(watch())).latest(signals.NETWORK_POLICIES),
    ).toMatchObject({
      clusterWide: 1,
      denies: { ingress: true, egress: true },
    });
  });

  const daemon = (name: string, image: string, args?: string[]) => ({
    metadata: { name, namespace: 'kube-system', generation: 1 },
    spec: { template: { spec: { containers: [{ image, args }] } } },
    status: {
      observedGeneration: 1,
      desiredNumberScheduled: 3,
      numberReady: 2,
    },
  });

  it('of agents: those that enforce', async () => {
    cluster.lists['daemonsets.apps'] = [
      daemon('cilium', 'quay.io/cilium/cilium:v1.16.7'),
      daemon('calico-node', 'docker.io/calico/node:v3.29.1'),
      daemon('kube-proxy', 'registry.k8s.io/kube-proxy:v1.32.4'),
      daemon('idle', 'x/amazon/aws-network-policy-agent:v1.2.1', [
        '--enable-network-policy=false',
      ]),
      daemon('aws-node', 'x/amazon/aws-network-policy-agent:v1.2.1', [
        '--enable-network-policy=true',
      ]),
      daemon('ztunnel', 'docker.io/istio/ztunnel:1.26.0'),
    ];
    const agents = (await first(watch())).latest<signals.PolicyAgent[]>(
      signals.POLICY_AGENTS,
    )!;
    expect(agents.map(({ name, engine }) => [name, engine])).toEqual([
      ['cilium', 'Cilium'],
      ['calico-node', 'Calico'],
      ['aws-node', 'VPC CNI'],
      ['ztunnel', 'Istio ambient'],
    ]);
    expect(agents[0]).toMatchObject({ desired: 3, ready: 2, upToDate: true });
  });

  it('of access: who may do everything, and what people may', async () => {
    const rule = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
    const bind = (name: string, role: string, ...subjects: object[]) => ({
      metadata: { name },
      roleRef: { kind: 'ClusterRole', name: role },
      subjects,
    });
    cluster.lists['clusterroles.rbac.authorization.k8s.io'] = [
      { metadata: { name: 'cluster-admin' }, rules: [rule] },
      { metadata: { name: 'all' }, rules: [rule] },
      {
        metadata: { name: 'read' },
        rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['get'] }],
      },
    ];
    cluster.lists['clusterrolebindings.rbac.authorization.k8s.io'] = [
      bind('a', 'cluster-admin', { kind: 'Group', name: 'system:masters' }),
      bind('b', 'all', {
        kind: 'ServiceAccount',
        namespace: 'argocd',
        name: 'controller',
      }),
      bind('c', 'read', { kind: 'Group', name: 'auditors' }),
      bind('d', 'read'),
    ];
    const value = (await first(watch())).latest<signals.Rbac>(signals.RBAC)!;
    expect(value.admins).toEqual([
      {
        subject: 'Group:system:masters',
        binding: 'a',
        role: 'cluster-admin',
      },
      {
        subject: 'ServiceAccount:argocd/controller',
        binding: 'b',
        role: 'all',
      },
    ]);
    expect(value.people).toEqual({
      'Group:auditors read': expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  it('of meshes, service accounts, Ingresses and images', async () => {
    cluster.lists.namespaces = [
      {
        metadata: {
          name: 'mis',
          labels: { 'istio.io/dataplane-mode': 'ambient' },
        },
      },
      { metadata: { name: 'plain' } },
    ];
    cluster.lists.peerauthentications = [
      {
        metadata: { name: 'default', namespace: 'istio-system' },
        spec: { mtls: { mode: 'STRICT' } },
      },
      {
        metadata: { name: 'open', namespace: 'mis' },
        spec: {
          selector: { matchLabels: { app: 'x' } },
          mtls: { mode: 'PERMISSIVE' },
        },
      },
    ];
    cluster.lists.serviceaccounts = [
      { metadata: { name: 'default', namespace: 'mis' } },
      {
        metadata: {
          name: 'api',
          namespace: 'mis',
          annotations: {
            'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/api',
          },
        },
      },
    ];
    cluster.lists['ingresses.networking.k8s.io'] = [
      {
        metadata: { name: 'mis', namespace: 'mis' },
        spec: { ingressClassName: 'nginx', rules: [{ host: 'a.example' }] },
        status: {
          loadBalancer: {
            ingress: [{ hostname: '', ip: '10.0.0.9' }, { hostname: '' }],
          },
        },
      },
    ];
    const running = pod('p1', 'api-5c8f', 'a');
    Object.assign(running.status, {
      containerStatuses: [
        {
          image: 'registry/api:1',
          imageID: `registry/api@sha256:${'a'.repeat(64)}`,
          state: { running: {} },
        },
      ],
    });
    const second = structuredClone(running);
    second.metadata.name = 'p2';
    cluster.lists.pods = [running, second];
    const run = await first(watch());
    expect(run.latest(signals.MESHES)).toEqual({
      namespaces: {
        mis: { mesh: 'istio-ambient', linkerdAuthenticates: false },
      },
      pods: { mis: { total: 2, meshed: 0 } },
      peerAuthentication: { 'istio-system': 'STRICT' },
      exceptions: { mis: 1 },
    });
    expect(run.latest(signals.SERVICE_ACCOUNT_ROLES)).toEqual([
      { namespace: 'mis', name: 'api', roleArn: 'arn:aws:iam::1:role/api' },
    ]);
    expect(run.latest(signals.INGRESSES)).toMatchObject([
      { class: 'nginx', hosts: ['a.example'], addresses: ['10.0.0.9'] },
    ]);
    expect(run.latest(signals.RUNNING_IMAGES)).toEqual([
      {
        image: 'registry/api:1',
        digest: `sha256:${'a'.repeat(64)}`,
        namespaces: ['mis'],
        pods: 2,
      },
    ]);
  });

  it('of rollouts: workloads like others, with their newest smoke test', async () => {
    const run = (
      name: string,
      phase: string,
      startedAt: string,
      hash = 'new',
    ) => ({
      metadata: {
        name,
        namespace: 'mis',
        labels: { 'rollouts-pod-template-hash': hash },
        ownerReferences: [{ kind: 'Rollout', name: 'web' }],
      },
      status: { phase, startedAt },
    });
    cluster.lists.rollouts = [
      {
        metadata: {
          name: 'web',
          namespace: 'mis',
          generation: 3,
          labels: { 'backstage.io/kubernetes-id': 'site' },
        },
        spec: {
          replicas: 2,
          strategy: { blueGreen: { activeService: 'web' } },
        },
        status: {
          observedGeneration: '3',
          phase: 'Paused',
          replicas: 4,
          availableReplicas: 2,
          currentPodHash: 'new',
          blueGreen: { activeSelector: 'old', previewSelector: 'new' },
          pauseConditions: [
            { reason: 'BlueGreenPause', startTime: '2026-11-01T00:00:00Z' },
          ],
        },
      },
    ];
    cluster.lists.analysisruns = [
      run('second', 'Running', '2026-11-02T00:00:00Z'),
      run('first', 'Successful', '2026-11-01T00:00:00Z'),
      run('taken-back', 'Failed', '2026-11-03T00:00:00Z', 'broken'),
    ];
    const watching = await first(watch());
    expect(watching.latest(signals.ROLLOUTS)).toMatchObject([
      {
        name: 'web',
        id: 'site',
        strategy: 'blue-green',
        phase: 'Paused',
        upToDate: true,
        activeHash: 'old',
        previewHash: 'new',
        pausedSince: '2026-11-01T00:00:00Z',
        analysis: { name: 'second', phase: 'Running' },
      },
    ]);
    expect(watching.latest(signals.workloadSignal('site'))).toMatchObject({
      deployments: [{ name: 'web', desired: 2, available: 2 }],
    });
  });

  it('of a list that is too long: nothing, rather than a part', async () => {
    const ingress = (name: string) => ({
      metadata: { name, namespace: 'mis' },
    });
    cluster.lists['ingresses.networking.k8s.io'] = Array.from(
      { length: 501 },
      (_, index) => ingress(`i${index}`),
    );
    const run = await first(watch());
    expect(run.latest(signals.INGRESSES)).toBeUndefined();
    expect(run.latest(signals.AUTOSCALERS)).toEqual([]);
  });

  it('of scan reports: their sums, an image once', async () => {
    const report = (name: string, image: string, critical: number) => ({
      metadata: { name, namespace: 'mis' },
      report: {
        artifact: { repository: image, tag: '1' },
        summary: { criticalCount: critical, highCount: 2 },
        updateTimestamp: `2026-11-0${critical + 1}T00:00:00Z`,
        vulnerabilities: [{ vulnerabilityID: 'CVE-2026-1' }],
      },
    });
    cluster.lists.vulnerabilityreports = [
      report('a', 'api', 1),
      report('b', 'api', 1),
      report('c', 'spa', 0),
      { metadata: { name: 'd', namespace: 'mis' }, report: {} },
    ];
    expect((await first(watch())).latest(signals.VULNERABILITIES)).toEqual({
      reports: 4,
      unread: 1,
      critical: 1,
      high: 4,
      worst: [{ image: 'api:1', critical: 1, high: 2 }],
      oldestReportAt: '2026-11-01T00:00:00Z',
    });
  });
});
