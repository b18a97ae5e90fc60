import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import type { AwsSite } from './sites';
import type { TestEstate } from './testEstate';

const run = promisify(execFile);

/** Describes what needs the `aws` command line; without it, skipped with one line that says so. */
export function describeWithAws(title: string, tests: () => void): void {
  const installed = spawnSync('aws', ['--version']).status === 0;
  if (!installed) {
    // eslint-disable-next-line no-console
    console.log(`aws is not installed: ${title} is skipped`);
  }
  (installed ? describe : describe.skip)(title, tests);
}

/** What the `aws` command line makes of a site's answer: a client that was not written here. */
export async function awsCommand(
  estate: TestEstate,
  site: AwsSite,
  args: string[],
  options: { region?: string; secret?: string } = {},
): Promise<any> {
  const { endpoint, region, accessKeyId, secretAccessKey } = estate.aws[site];
  const { stdout } = await run(
    'aws',
    ['--endpoint-url', endpoint, '--output', 'json', ...args],
    {
      timeout: 20_000,
      env: {
        PATH: process.env.PATH,
        HOME: '/nonexistent',
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: options.secret ?? secretAccessKey,
        AWS_DEFAULT_REGION: options.region ?? region,
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_MAX_ATTEMPTS: '1',
        AWS_PAGER: '',
      },
    },
  );
  return JSON.parse(stdout);
}
