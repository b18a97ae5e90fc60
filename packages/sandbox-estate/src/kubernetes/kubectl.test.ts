import { execFile, spawn, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  TestEstate,
  eventually,
  startTestEstate,
} from './testing/startTestEstate';

jest.setTimeout(60_000);

const run = promisify(execFile);
const present =
  spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).status ===
  0;

if (!present) {
  // eslint-disable-next-line no-console
  console.warn('skipped: kubectl is not on the PATH');
}

const MANIFEST = (image: string, extra = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, namespace: default }
spec:
  replicas: 2
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      containers:
        - { name: main, image: "${image}" }
${extra}
`;

(present ? describe : describe.skip)('kubectl, unmodified', () => {
  let estate: TestEstate;

  beforeAll(async () => {
    estate = await startTestEstate();
  });

  afterAll(async () => {
    await estate?.stop();
  });

  const environment = () => ({
    ...process.env,
    KUBECONFIG: estate.kubeconfig,
    // Its cache of discovery would outlive the test.
    HOME: estate.dir,
  });

  const kubectl = async (...args: string[]) => {
    const { stdout } = await run('kubectl', args, { env: environment() });
    return stdout;
  };

  it('gets nodes, pods, autoscalers and budgets as tables', async () => {
    expect(await kubectl('get', 'nodes', '-o', 'wide')).toMatch(
      /^worker-1 +Ready +worker +\S+ +v1\.32\.4 +10\.0\.1\.13 /m,
    );
    const all = await kubectl('get', 'deploy,hpa,pdb', '-n', 'mis');
    expect(all).toMatch(/^deployment.apps\/fastapi-backend +8\/8 +8 +8 /m);
    expect(all).toMatch(
      /fastapi-backend +Deployment\/fastapi-backend +cpu: 62%\/70%, memory: 40%\/80% +8 +12 +8 /,
    );
    expect(all).toMatch(/fastapi-backend +N\/A +25% +2 /);
    const dr = await kubectl('--context', 'aws-dr', 'get', 'pods', '-A');
    expect(dr.match(/^mis +fastapi-backend-\S+ +1\/1 +Running/gm)).toHaveLength(
      2,
    );
  });

  it('gets what Argo, the network, the mesh, access and scans have', async () => {
    const inDr = (...args: string[]) => kubectl('--context', 'aws-dr', ...args);
    expect(await kubectl('get', 'applications', '-A')).toMatch(
      /^argocd +fastapi-backend +Synced +Healthy$/m,
    );
    expect(await kubectl('get', 'rollouts,analysisruns', '-A')).toMatch(
      /release-notes +2 +2 +2 +2\n[^]*release-notes-\S+-pre +Successful/,
    );
    expect(await kubectl('get', 'netpol', '-n', 'mis')).toMatch(
      /^default-deny +<none> /m,
    );
    expect(await kubectl('get', 'cnp', '-n', 'mis')).toMatch(
      /^allow-ingress-to-web +\d+s/m,
    );
    expect(await kubectl('get', 'ds', '-A')).toMatch(
      /^kube-system +cilium +7 +7 +7 /m,
    );
    expect(await inDr('get', 'ds,peerauthentication', '-A')).toMatch(
      /aws-node +3 +3 +3 [^]*ztunnel|ztunnel[^]*aws-node +3 +3 +3 [^]*STRICT/,
    );
    expect(
      await inDr(
        'get',
        'sa',
        'fastapi-backend',
        '-n',
        'mis',
        '-o',
        'jsonpath={.metadata.annotations}',
      ),
    ).toMatch(/arn:aws:iam::\d+:role\/mis-fastapi-backend/);
    expect(await inDr('get', 'clusterrolebindings')).toMatch(
      /^cluster-admin +ClusterRole\/cluster-admin /m,
    );
    expect(await inDr('get', 'vulns', '-n', 'mis', '-o', 'wide')).toMatch(
      /mis\/fastapi-backend +2\.41\.0 +Trivy +0 +1/,
    );
    expect(await inDr('describe', 'application', 'react-spa', '-n', 'argocd'))
      // As kubectl says the field reconciledAt.
      .toMatch(/Reconciled At: +\d{4}-/);
  });

  it.each([
    'namespaces',
    'serviceaccounts',
    'ingresses',
    'clusterroles',
    'clusterrolebindings',
    'ciliumclusterwidenetworkpolicies',
  ])('gets %s, which the source watches', async resource => {
    const { items } = JSON.parse(
      await kubectl('get', resource, '-A', '-o', 'json'),
    );
    expect(items).toBeInstanceOf(Array);
  });

  it('asks whether the control plane is ready', async () => {
    expect(await kubectl('get', '--raw', '/readyz?verbose')).toMatch(
      /readyz check passed/,
    );
  });

  it('describes a deployment, a pod with its events, and a node', async () => {
    expect(
      await kubectl('describe', 'deploy', 'fastapi-backend', '-n', 'mis'),
    ).toMatch(/Replicas: +8 desired \| 8 updated \| 8 total \| 8 available/);
    const pod = (await kubectl('get', 'pods', '-n', 'mis', '-o', 'name')).split(
      '\n',
    )[0];
    const described = await kubectl('describe', '-n', 'mis', pod);
    expect(described).toMatch(/Normal +Scheduled .*default-scheduler/);
    expect(described).toMatch(/QoS Class: +Guaranteed/);
    expect(await kubectl('describe', 'node', 'worker-1')).toMatch(
      /Lease:\n +HolderIdentity: +worker-1/,
    );
    expect(await kubectl('logs', '-n', 'mis', pod, '--tail=1')).toMatch(/INFO/);
  });

  it('applies, watches, rolls out, scales and deletes', async () => {
    const file = path.join(estate.dir, 'shop.yaml');
    const watch = spawn(
      'kubectl',
      ['get', 'deploy', 'shop', '-n', 'default', '--watch-only', '-o', 'wide'],
      { env: environment() },
    );
    const list = spawn('kubectl', ['get', 'deploy', '-w'], {
      env: environment(),
    });
    let seen = '';
    list.stdout.on('data', chunk => {
      seen += chunk;
    });
    try {
      await writeFile(
        file,
        MANIFEST('shop:1', '        - { name: side, image: "side:1" }'),
      );
      expect(await kubectl('apply', '-f', file)).toBe(
        'deployment.apps/shop created\n',
      );
      expect(await kubectl('apply', '-f', file)).toBe(
        'deployment.apps/shop unchanged\n',
      );
      // A container that is taken out of the file goes from the cluster too.
      await writeFile(file, MANIFEST('shop:2'));
      expect(await kubectl('apply', '-f', file)).toBe(
        'deployment.apps/shop configured\n',
      );
      expect(
        await kubectl('rollout', 'status', 'deploy/shop', '--timeout=20s'),
      ).toMatch(/successfully rolled out/);
      expect(
        await kubectl(
          'get',
          'deploy',
          'shop',
          '-o',
          'jsonpath={.spec.template.spec.containers[*].image}',
        ),
      ).toBe('shop:2');
      expect(await kubectl('scale', 'deploy/shop', '--replicas=4')).toMatch(
        /scaled/,
      );
      await kubectl('rollout', 'status', 'deploy/shop', '--timeout=20s');
      await eventually('the watch to show four', async () =>
        /^shop +4\/4 +4 +4 /m.test(seen),
      );
      expect(await kubectl('rollout', 'undo', 'deploy/shop')).toMatch(
        /rolled back/,
      );
      await kubectl('rollout', 'status', 'deploy/shop', '--timeout=20s');
      expect(await kubectl('delete', '-f', file)).toMatch(/deleted/);
      await expect(kubectl('get', 'deploy', 'shop')).rejects.toThrow(
        /Error from server \(NotFound\): deployments.apps "shop" not found/,
      );
    } finally {
      watch.kill();
      list.kill();
    }
  });

  it('applies on the server’s side, and is told of conflicts', async () => {
    const file = path.join(estate.dir, 'ssa.yaml');
    const apply = (manager: string, ...more: string[]) =>
      kubectl(
        'apply',
        '--server-side',
        '-f',
        file,
        '--field-manager',
        manager,
        ...more,
      );
    await writeFile(file, MANIFEST('shop:1'));
    await apply('one');
    await writeFile(file, MANIFEST('shop:2'));
    await expect(apply('two')).rejects.toThrow(/conflict with "one"/);
    expect(await apply('two', '--force-conflicts')).toMatch(
      /serverside-applied/,
    );
    await kubectl('delete', '-f', file);
  });

  it('is told of fields that a kind does not have', async () => {
    const file = path.join(estate.dir, 'wrong.yaml');
    await writeFile(
      file,
      MANIFEST('shop:1').replace('replicas: 2', 'replicaz: 2'),
    );
    await expect(kubectl('apply', '-f', file)).rejects.toThrow(
      /unknown field "spec.replicaz"/,
    );
  });

  it('creates by its typed commands, drains nodes within budgets', async () => {
    await kubectl('create', 'namespace', 'demo');
    await kubectl(
      'create',
      'deployment',
      'web',
      '-n',
      'demo',
      '--image=web:1',
      '--replicas=2',
      '--port=80',
    );
    await kubectl('expose', 'deploy', 'web', '-n', 'demo', '--port=80');
    await kubectl(
      'rollout',
      'status',
      'deploy/web',
      '-n',
      'demo',
      '--timeout=20s',
    );
    expect(await kubectl('get', 'endpoints', 'web', '-n', 'demo')).toMatch(
      /10\.244\.\d+\.\d+:80,10\.244/,
    );
    expect(await kubectl('auth', 'can-i', 'delete', 'pods')).toBe('yes\n');
    await kubectl('drain', 'worker-2', '--ignore-daemonsets', '--timeout=20s');
    expect(
      await kubectl(
        'get',
        'pods',
        '-n',
        'mis',
        '--field-selector',
        'spec.nodeName=worker-2',
        '-o',
        'name',
      ),
    ).toBe('');
    await kubectl('uncordon', 'worker-2');
    expect(await kubectl('delete', 'namespace', 'demo')).toMatch(/deleted/);
    await expect(kubectl('get', 'namespace', 'demo')).rejects.toThrow(
      /NotFound/,
    );
  });
});
