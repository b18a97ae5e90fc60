import { cp, mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { parse as parseYaml } from 'yaml';
import { estateFixture } from '../drTwin/estateFixture';
import { planDrTwin, type DrTwinPlan } from '../drTwin/plan';
import { renderDrTwin, terraformRoot } from '../drTwin/render';
import { checkAddresses } from './addresses';
import { readChange, type ChangeUnderCheck } from './check';
import { checkManifests } from './manifests';
import { checkFormat, checkSyntax, checkVariables } from './terraform';
import { writeProof } from './proof';

const CONTENT = path.resolve(
  __dirname,
  '../../../../catalog/templates/dr-twin/content',
);
const REPOSITORY = { url: 'http://127.0.0.1/estate.git', revision: 'main' };

const plan = planDrTwin(
  {
    name: 'orders-twin',
    tier: 'application',
    workload: 'component:default/orders',
    site: 'resource:default/aws-dr',
    productionSite: 'resource:default/aws-primary',
    replicas: 2,
  },
  estateFixture(),
);

describe('the checks of a DR twin', () => {
  let dir: string;
  let change: ChangeUnderCheck;

  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'twinshore-change-'));
    await cp(
      path.join(CONTENT, 'modules'),
      path.join(dir, 'terraform/modules'),
      {
        recursive: true,
      },
    );
    await cp(path.join(CONTENT, 'root'), path.join(dir, terraformRoot(plan)), {
      recursive: true,
    });
    for (const [file, text] of renderDrTwin(plan, REPOSITORY)) {
      await mkdir(path.dirname(path.join(dir, file)), { recursive: true });
      await writeFile(path.join(dir, file), text);
    }
    change = { dir, plan, files: await readChange(dir) };
  });

  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('pass for what the template renders', async () => {
    expect(await checkSyntax(change)).toMatchObject({
      outcome: 'passed',
      detail: '8 files',
    });
    expect(await checkVariables(change)).toMatchObject({ outcome: 'passed' });
    expect(await checkManifests(change)).toMatchObject({
      outcome: 'passed',
      detail: '2 documents',
    });
    expect(checkAddresses(plan, estateFixture())).toMatchObject({
      outcome: 'passed',
    });
    // Passed where Terraform is installed, and never claimed where it is not.
    expect((await checkFormat(change)).outcome).not.toBe('failed');
  });

  it('name the file and line of broken Terraform', async () => {
    const file = `${terraformRoot(plan)}/main.tf`;
    change.files.set(file, `${change.files.get(file)}\nresource "aws_vpc" {`);
    const finding = await checkSyntax(change);
    expect(finding.outcome).toBe('failed');
    expect(finding.detail).toMatch(/main\.tf:\d+/);
  });

  it('find values that nobody asked for and variables without a value', async () => {
    const file = `${terraformRoot(plan)}/terraform.tfvars.json`;
    const { region, ...rest } = JSON.parse(change.files.get(file)!);
    change.files.set(file, JSON.stringify({ ...rest, reigon: region }));
    expect(await checkVariables(change)).toMatchObject({
      outcome: 'failed',
      detail: expect.stringMatching(/no value for region; no variable reigon/),
    });
  });

  it('find a manifest that is not what Argo CD takes', async () => {
    const file = 'argocd/applications/aws-dr/orders.yaml';
    change.files.set(
      file,
      change.files.get(file)!.replace('project: mis', 'projekt: mis'),
    );
    const finding = await checkManifests(change);
    expect(finding.outcome).toBe('failed');
    expect(finding.detail).toMatch(
      /orders\.yaml: \/spec must have required property 'project'/,
    );
  });

  it('find an application whose source has no manifests', async () => {
    change.files.delete('manifests/orders/overlays/aws-dr/kustomization.yaml');
    expect(await checkManifests(change)).toMatchObject({
      outcome: 'failed',
      detail: expect.stringContaining('has no kustomization.yaml'),
    });
  });

  it('find that the addresses were taken in the meantime', () => {
    const entities = estateFixture();
    entities.push({
      ...entities.find(({ metadata }) => metadata.name === 'aws-dr-app')!,
      metadata: { name: 'newcomer', namespace: 'default' },
      spec: {
        type: 'network',
        resilience: { site: 'aws-dr', cidrs: [plan.cidr] },
      } as any,
    });
    expect(checkAddresses(plan, entities)).toMatchObject({
      outcome: 'failed',
      detail: expect.stringContaining('newcomer'),
    });
  });

  it('write a proof that says what was not checked', () => {
    const proof = writeProof(plan, [
      {
        check: 'Terraform is formatted',
        outcome: 'not-checked',
        detail: 'no | terraform',
      },
    ]);
    expect(proof).toContain(
      '| Terraform is formatted | ? not checked | no \\| terraform |',
    );
    expect(proof).toContain('10.2.2.0/24');
  });
});

describe('rendering', () => {
  it('keeps every value a value, whatever it holds', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '"}\nresource "x" "y" {',
        '${file("/etc/passwd")}',
        '*/\n- a: &b',
        '{{ x }}',
        '!!js/function x',
        '\u2028',
      ),
    );
    fc.assert(
      fc.property(hostile, hostile, (owner, name) => {
        const evil: DrTwinPlan = {
          ...plan,
          owner,
          workload: { ...plan.workload, namespace: name },
        };
        const files = renderDrTwin(evil, REPOSITORY);
        // The set of files never depends on free text.
        expect([...files.keys()]).toEqual([
          ...renderDrTwin(plan, REPOSITORY).keys(),
        ]);
        const values = JSON.parse(
          files.get(`${terraformRoot(plan)}/terraform.tfvars.json`)!,
        );
        expect(Object.keys(values)).toEqual([
          'name',
          'site',
          'region',
          'tier',
          'site_cidr',
          'subnets',
          'owner',
        ]);
        expect(values.owner).toBe(JSON.parse(JSON.stringify(owner)));
        const application = parseYaml(
          files.get('argocd/applications/aws-dr/orders.yaml')!,
        );
        expect(Object.keys(application.spec)).toEqual([
          'project',
          'source',
          'destination',
          'syncPolicy',
        ]);
        expect(application.spec.destination.name).toBe('aws-dr');
      }),
      { numRuns: 1000 },
    );
  });
});
