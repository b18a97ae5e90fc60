import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { judge } from '../testing/chain';
import { checksIn } from '../testing/tryChecks';
import { postgresqlChecks } from './index';

describe('checks of PostgreSQL', () => {
  it.each([
    [
      'head',
      [
        'connections-free',
        'heartbeat-writer',
        'one-writer',
        'primary-accepts-writes',
        'slots-healthy',
        'synchronous-standby',
      ],
    ],
    [
      'standby',
      [
        'connections-free',
        'heartbeat-age',
        'one-writer',
        'replay-running',
        'same-lineage',
        'streaming-replica',
      ],
    ],
    [
      'cloud',
      [
        'connections-free',
        'heartbeat-age',
        'logical-schema',
        'logical-sequences',
        'logical-subscription',
        'one-writer',
        'primary-accepts-writes',
        'slots-healthy',
      ],
    ],
    ['lonely', ['connections-free']],
  ])('apply to %s as far as they make sense', (name, expected) => {
    const applying = postgresqlChecks
      .filter(check => judge(check, name))
      .map(check => check.id.replace('postgresql.', ''));
    expect(applying.sort()).toEqual(expected);
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
      postgresqlChecks.map(({ id }) => id).sort(),
    );
  });
});
