import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { checksIn, judge } from '../testing/estate';
import { kubernetesChecks } from './index';

describe('checks of Kubernetes', () => {
  it('apply where a cluster can be told', () => {
    const applying = (name: string) =>
      kubernetesChecks
        .filter(check => judge(check, name))
        .map(check => check.id.replace('kubernetes.', ''))
        .sort();
    expect(applying('cluster')).toEqual(['control-plane', 'nodes-ready']);
    expect(applying('unsized')).toEqual([
      'disruption-budget',
      'workload-autoscaler',
      'workload-available',
      'zone-spread',
    ]);
    expect(applying('umbrella')).toEqual([]);
    expect(applying('rbac')).toEqual([
      'cluster-admins',
      'portal-read-only',
      'rbac-parity',
    ]);
  });

  it('are all tried, each beside its file', () => {
    const files = readdirSync(__dirname)
      .filter(file => /^\w+\.ts$/.test(file) && file !== 'index.ts')
      .map(file => path.basename(file, '.ts'));
    const found = files.flatMap(file => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const checks = checksIn(require(`./${file}`));
      expect([
        file,
        checks.length === 0 ||
          existsSync(path.join(__dirname, `${file}.test.ts`)),
      ]).toEqual([file, true]);
      return checks;
    });
    expect(found.map(({ id }) => id).sort()).toEqual(
      kubernetesChecks.map(({ id }) => id).sort(),
    );
  });
});
