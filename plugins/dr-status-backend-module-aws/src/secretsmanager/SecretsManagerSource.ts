import {
  DescribeSecretCommand,
  ListSecretsCommand,
  type SecretListEntry,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  SourceFailure,
  type ObservationInput,
  type SourceContext,
} from '@twinshore/plugin-dr-status-node';
import { AwsSource, type AwsSourceSettings } from '../aws/AwsSource';
import { concurrently } from '../aws/concurrently';
import { malformed, type AskedService } from '../aws/failures';
import { Sightings } from '../aws/Sightings';
import { SECRETS, type Secret, type Secrets } from './signals';

/** Never GetSecretValue: nothing here needs to know a secret. */
export const SECRETS_MANAGER_ACTIONS = [
  'secretsmanager:ListSecrets',
  'secretsmanager:DescribeSecret',
] as const;
const CALLS_AT_ONCE = 4;
const MOST_SECRETS = 200;
const LONGEST_MESSAGE = 200;
const DAY_MS = 86_400_000;

function rotationOf(entry: SecretListEntry): Secret['rotation'] {
  if (!entry.RotationEnabled) {
    return null;
  }
  const { LastRotatedDate, CreatedDate, NextRotationDate, RotationRules } =
    entry;
  const since = LastRotatedDate ?? CreatedDate;
  const days = RotationRules?.AutomaticallyAfterDays;
  // A rotation that fails may move the next date on, but not the last one.
  const byRule =
    since && days ? new Date(since.getTime() + days * DAY_MS) : undefined;
  const due = [NextRotationDate, byRule]
    .flatMap(date => date ?? [])
    .sort((a, b) => a.getTime() - b.getTime())[0];
  return {
    lastAt: LastRotatedDate?.toISOString() ?? null,
    dueAt: due?.toISOString() ?? null,
  };
}

/** Asks Secrets Manager of one account and region how its secrets are kept. */
export class SecretsManagerSource extends AwsSource {
  readonly #prefix: string | undefined;
  readonly #sightings = new Sightings();

  /** @param prefix - of the names of the secrets to watch; all when absent */
  constructor(settings: AwsSourceSettings, prefix: string | undefined) {
    super(
      settings,
      `Secrets Manager in ${settings.region}`,
      SECRETS_MANAGER_ACTIONS,
    );
    this.#prefix = prefix;
  }

  protected async ask(
    context: SourceContext,
    asked: AskedService,
  ): Promise<ObservationInput[]> {
    const client = await this.clients.get('secretsmanager', this.region);
    const entries = await this.#list(client, context, asked);
    const secrets = await concurrently(
      entries,
      CALLS_AT_ONCE,
      async (entry): Promise<Secret> => ({
        name: entry.Name ?? '',
        rotation: rotationOf(entry),
        deletedAt: entry.DeletedDate?.toISOString() ?? null,
        ...(await this.#copies(client, entry, context, asked)),
      }),
    );
    const value: Secrets = { region: this.region, secrets };
    return [{ entityRef: this.entityRefs[0], signal: SECRETS, value }];
  }

  async #list(
    client: SecretsManagerClient,
    context: SourceContext,
    asked: AskedService,
  ): Promise<SecretListEntry[]> {
    const entries: SecretListEntry[] = [];
    let token: string | undefined;
    do {
      const answer = await client.send(
        new ListSecretsCommand({
          IncludePlannedDeletion: true,
          MaxResults: 100,
          NextToken: token,
          Filters: this.#prefix
            ? [{ Key: 'name', Values: [this.#prefix] }]
            : undefined,
        }),
        { abortSignal: context.signal },
      );
      if (!Array.isArray(answer.SecretList)) {
        throw malformed(asked, 'without a list of secrets');
      }
      entries.push(...answer.SecretList);
      if (entries.length > MOST_SECRETS) {
        throw new SourceFailure(
          'misconfigured',
          `${asked.name} has more than ${MOST_SECRETS} secrets${
            this.#prefix ? ` that begin with ${this.#prefix}` : ''
          }.`,
          `Narrow ${this.key}.prefix, and give other secrets sources of their own.`,
        );
      }
      token = answer.NextToken;
    } while (token);
    this.#sightings.confirm(
      'any',
      entries.length > 0,
      () =>
        new SourceFailure(
          'misconfigured',
          `${asked.name} shows no secrets${
            this.#prefix ? ` that begin with ${this.#prefix}` : ''
          }.`,
          `Correct ${this.key}.prefix or ${this.key}.region.`,
        ),
    );
    return entries;
  }

  async #copies(
    client: SecretsManagerClient,
    entry: SecretListEntry,
    context: SourceContext,
    asked: AskedService,
  ): Promise<Pick<Secret, 'primaryRegion' | 'replication'>> {
    const { PrimaryRegion } = entry;
    // Of a copy only its original can say more.
    if (PrimaryRegion && PrimaryRegion !== this.region) {
      return { primaryRegion: PrimaryRegion, replication: [] };
    }
    const answer = await client.send(
      new DescribeSecretCommand({ SecretId: entry.ARN ?? entry.Name }),
      { abortSignal: context.signal },
    );
    if (!answer.Name) {
      throw malformed(asked, 'without the secret that was asked for');
    }
    return {
      primaryRegion: answer.PrimaryRegion ?? null,
      replication: (answer.ReplicationStatus ?? []).map(
        ({ Region, Status, StatusMessage }) => ({
          region: Region ?? '',
          status: Status ?? '',
          message: StatusMessage?.slice(0, LONGEST_MESSAGE) || null,
        }),
      ),
    };
  }
}
