import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { awsChecks, awsServices } from './services';

const readme = readFileSync(resolve(__dirname, '../../README.md'), 'utf8');

describe('README', () => {
  it('gives a policy with exactly the actions that the sources need', () => {
    const policies = [...readme.matchAll(/```json\n(.*?)```/gs)].map(
      ([, json]) => JSON.parse(json),
    );
    expect(policies).toHaveLength(1);
    const [{ Statement }] = policies;
    const given: string[] = Statement.flatMap(
      ({ Action }: { Action: string[] }) => Action,
    );
    const needed = new Set(awsServices.flatMap(({ actions }) => actions));
    expect([...given].sort()).toEqual([...needed].sort());
  });

  it.each(awsServices.map(({ id }) => id))('shows how %s is configured', id => {
    expect(readme).toContain(`service: ${id}\n`);
  });

  it.each(awsChecks.map(({ id, gate }) => [id, gate] as const))(
    'describes the check %s',
    (id, gate) => {
      const row = readme
        .split('\n')
        .find(line => line.startsWith(`| \`${id}\``));
      expect(row).toBeDefined();
      expect(row!.split('|')[2].trim()).toBe(gate ? 'yes' : '');
    },
  );
});
