import { spawnSync } from 'node:child_process';
import path from 'node:path';

const hasPromtool =
  spawnSync('promtool', ['--version'], { stdio: 'ignore' }).status === 0;
if (!hasPromtool) {
  process.stderr.write('No promtool on the path: its tests are skipped.\n');
}
const describeWithPromtool = hasPromtool ? describe : describe.skip;

describeWithPromtool('the rules that operators are given as an example', () => {
  it('hold in promtool’s own tests', () => {
    const { stdout, stderr, status } = spawnSync(
      'promtool',
      ['test', 'rules', 'prometheus-rules.test.yml'],
      {
        cwd: path.resolve(__dirname, '../../../../docs/operator'),
        encoding: 'utf8',
      },
    );
    expect(`${stdout}${stderr}`).toMatch(/SUCCESS/);
    expect(status).toBe(0);
  });
});
