import {
  DescribeCustomKeyStoresCommand,
  DescribeKeyCommand,
  GetKeyRotationStatusCommand,
  type GetKeyRotationStatusCommandOutput,
  type KeyMetadata,
  type KMSClient,
} from '@aws-sdk/client-kms';
import {
  SourceFailure,
  type ObservationInput,
  type SourceContext,
} from '@twinshore/plugin-dr-status-node';
import { AwsSource, type AwsSourceSettings } from '../aws/AwsSource';
import { concurrently } from '../aws/concurrently';
import { malformed, type AskedService } from '../aws/failures';
import { Sightings } from '../aws/Sightings';
import { KMS_KEYS, type KmsKey, type KmsKeys } from './signals';

export const KMS_ACTIONS = [
  'kms:DescribeKey',
  'kms:GetKeyRotationStatus',
  'kms:DescribeCustomKeyStores',
] as const;
const CALLS_AT_ONCE = 4;

/** Asks KMS of one account and region for the keys that its data rests on. */
export class KmsSource extends AwsSource {
  readonly #keys: string[];
  readonly #sightings = new Sightings();

  /** @param keys - aliases, ids or ARNs */
  constructor(settings: AwsSourceSettings, keys: string[]) {
    super(settings, `KMS in ${settings.region}`, KMS_ACTIONS);
    this.#keys = keys;
  }

  protected async ask(
    context: SourceContext,
    asked: AskedService,
  ): Promise<ObservationInput[]> {
    const client = await this.clients.get('kms', this.region);
    const keys = await concurrently(this.#keys, CALLS_AT_ONCE, name =>
      this.#describe(client, name, context, asked),
    );
    this.#sightings.confirm(
      'any',
      keys.some(({ missing }) => !missing),
      () =>
        new SourceFailure(
          'misconfigured',
          `${asked.name} has none of the keys ${this.#keys.join(', ')}.`,
          `Correct ${this.key}.region or ${this.key}.keys: an alias is written with alias/ before it.`,
        ),
    );
    const value: KmsKeys = { region: this.region, keys };
    return [{ entityRef: this.entityRefs[0], signal: KMS_KEYS, value }];
  }

  async #describe(
    client: KMSClient,
    name: string,
    context: SourceContext,
    asked: AskedService,
  ): Promise<KmsKey> {
    const options = { abortSignal: context.signal };
    let key: KeyMetadata | undefined;
    try {
      const answer = await client.send(
        new DescribeKeyCommand({ KeyId: name }),
        options,
      );
      key = answer.KeyMetadata;
    } catch (error) {
      if ((error as Error).name === 'NotFoundException') {
        return { name, missing: true };
      }
      throw error;
    }
    if (!key?.KeyId || !key.KeyState) {
      throw malformed(asked, 'without the state of a key');
    }
    const { MultiRegionConfiguration: multiRegion, CustomKeyStoreId } = key;
    return {
      name,
      missing: false,
      id: key.KeyId,
      state: key.KeyState,
      deletionDate: key.DeletionDate?.toISOString() ?? null,
      multiRegion: key.MultiRegion
        ? multiRegion?.MultiRegionKeyType ?? 'unknown'
        : null,
      primaryRegion: multiRegion?.PrimaryKey?.Region ?? null,
      replicaRegions: (multiRegion?.ReplicaKeys ?? []).flatMap(
        ({ Region }) => Region ?? [],
      ),
      rotation: await this.#rotation(client, key, context, asked),
      customStore: CustomKeyStoreId
        ? await this.#customStore(client, CustomKeyStoreId, context, asked)
        : null,
    };
  }

  async #rotation(
    client: KMSClient,
    { KeyId, KeySpec, Origin, KeyState }: KeyMetadata,
    context: SourceContext,
    asked: AskedService,
  ): Promise<{ enabled: boolean; periodDays: number | null } | null> {
    const rotatable =
      (KeySpec ?? 'SYMMETRIC_DEFAULT') === 'SYMMETRIC_DEFAULT' &&
      (Origin ?? 'AWS_KMS') === 'AWS_KMS';
    if (!rotatable) {
      return null;
    }
    if (KeyState !== 'Enabled') {
      // KMS rotates no other key, whatever is set.
      return { enabled: false, periodDays: null };
    }
    let answer: GetKeyRotationStatusCommandOutput;
    try {
      answer = await client.send(new GetKeyRotationStatusCommand({ KeyId }), {
        abortSignal: context.signal,
      });
    } catch (error) {
      // For kinds of keys that are newer than this list of them.
      if ((error as Error).name === 'UnsupportedOperationException') {
        return null;
      }
      throw error;
    }
    if (typeof answer.KeyRotationEnabled !== 'boolean') {
      throw malformed(asked, 'without whether a key is rotated');
    }
    return {
      enabled: answer.KeyRotationEnabled,
      periodDays: answer.RotationPeriodInDays ?? null,
    };
  }

  async #customStore(
    client: KMSClient,
    id: string,
    context: SourceContext,
    asked: AskedService,
  ): Promise<{ id: string; connection: string }> {
    const { CustomKeyStores } = await client.send(
      new DescribeCustomKeyStoresCommand({ CustomKeyStoreId: id }),
      { abortSignal: context.signal },
    );
    const connection = CustomKeyStores?.[0]?.ConnectionState;
    if (!connection) {
      throw malformed(asked, 'without the state of a custom key store');
    }
    return { id, connection };
  }
}
