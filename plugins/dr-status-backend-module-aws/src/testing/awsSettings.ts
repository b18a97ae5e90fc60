import { TEST_SECRET } from '@twinshore/plugin-dr-status-node/testUtils';
import type { AwsSourceSettings } from '../aws/AwsSource';
import { AwsClients } from '../aws/clients';

/** The SDK waits up to a second before it tries again what was throttled. */
const TIMEOUT_SECONDS = 2;

/**
 * Settings of a source under test that asks the given address, be it a
 * `HostileServer`, a `FakeAws` or another endpoint:
 *
 * ```ts
 * testMisbehaviour('S3', at => s3.create(awsSettings(at), item), { protocol: 'http' });
 * ```
 */
export function awsSettings(
  at: { url: string },
  settings: Partial<
    Pick<AwsSourceSettings, 'entityRefs' | 'region' | 'timeoutSeconds'>
  > = {},
): AwsSourceSettings {
  const timeoutSeconds = settings.timeoutSeconds ?? TIMEOUT_SECONDS;
  return {
    id: 'aws-x:test',
    kind: 'aws-x',
    name: 'test',
    title: 'Test',
    key: 'drStatus.sources.aws[0]',
    intervalSeconds: 30,
    timeoutSeconds,
    entityRefs: settings.entityRefs ?? ['resource:default/a'],
    region: settings.region ?? 'eu-west-1',
    endpoint: at.url,
    clients: new AwsClients({
      access: {
        credentials: { accessKeyId: 'AKIATEST', secretAccessKey: TEST_SECRET },
        endpoint: at.url,
      },
      manager: () => {
        throw new Error('The source brings its own credentials');
      },
      timeoutSeconds,
    }),
  };
}
