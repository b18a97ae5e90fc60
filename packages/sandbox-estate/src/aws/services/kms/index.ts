import {
  DescribeCustomKeyStoresCommand,
  DescribeKeyCommand,
  GetKeyRotationStatusCommand,
  ListAliasesCommand,
  NotFoundException$,
  type KeyMetadata,
} from '@aws-sdk/client-kms';
import { REGIONS } from '../../../model';
import type { Clock } from '../../clock';
import { AwsError } from '../../server/AwsError';
import { pageSize, paginate } from '../../server/paginate';
import {
  operation,
  operations,
  type Call,
  type Service,
} from '../../server/service';
import { siteOfRegion, type AwsSite } from '../../sites';
import {
  KEY_ALIASES,
  keyId,
  PRIMARY_SITE,
  type KeyAlias,
  type KeyRing,
} from './KeyRing';

const MADE_AT = new Date('2026-01-12T09:00:00Z');
const ROTATION_DAYS = 365;
const DAY_MS = 86_400_000;
const LIMITS = { min: 1, max: 100, standard: 50 };

const arn = (site: AwsSite, accountId: string, alias: KeyAlias) =>
  `arn:aws:kms:${REGIONS[site]}:${accountId}:key/${keyId(alias)}`;

function nextRotation(now: number): Date {
  const period = ROTATION_DAYS * DAY_MS;
  const made = MADE_AT.getTime();
  return new Date(made + Math.ceil((now - made) / period) * period);
}

/** Key Management Service, over the account's multi-Region keys. */
export function kmsService(keys: KeyRing, clock: Clock): Service {
  const find = (wanted: string | undefined, { region, accountId }: Call) => {
    const site = siteOfRegion(region);
    const alias = KEY_ALIASES.find(each =>
      [
        each,
        keyId(each),
        arn(site, accountId, each),
        `arn:aws:kms:${region}:${accountId}:${each}`,
      ].includes(wanted ?? ''),
    );
    if (!alias) {
      throw AwsError.modeled(
        NotFoundException$,
        wanted?.startsWith('alias/')
          ? `Alias arn:aws:kms:${region}:${accountId}:${wanted} is not found.`
          : `Key '${wanted}' does not exist`,
      );
    }
    return { site, alias };
  };

  const metadata = (
    site: AwsSite,
    alias: KeyAlias,
    accountId: string,
  ): KeyMetadata => {
    const state = keys.state(site, alias);
    const goes = keys.pendingDeletion.get(`${site}/${alias}`);
    const related = (of: AwsSite) => ({
      Arn: arn(of, accountId, alias),
      Region: REGIONS[of],
    });
    return {
      AWSAccountId: accountId,
      KeyId: keyId(alias),
      Arn: arn(site, accountId, alias),
      CreationDate: MADE_AT,
      Enabled: state === 'Enabled',
      Description: `Data at rest: ${alias.replace('alias/mis-', '')}`,
      KeyUsage: 'ENCRYPT_DECRYPT',
      KeyState: state,
      DeletionDate: goes === undefined ? undefined : new Date(goes),
      Origin: 'AWS_KMS',
      KeyManager: 'CUSTOMER',
      KeySpec: 'SYMMETRIC_DEFAULT',
      CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
      MultiRegion: true,
      MultiRegionConfiguration: {
        MultiRegionKeyType: site === PRIMARY_SITE ? 'PRIMARY' : 'REPLICA',
        PrimaryKey: related(PRIMARY_SITE),
        ReplicaKeys: [related('aws-dr')],
      },
    };
  };

  return {
    signingName: 'kms',
    actionPrefix: 'kms',
    apiVersion: '2014-11-01',
    xmlNamespace: 'https://trent.amazonaws.com/doc/2014-11-01/',
    shapeNamespace: 'com.amazonaws.kms',
    targetPrefix: 'TrentService',
    protocols: ['json-1.1'],
    regions: region => [region],
    operations: operations([
      operation(DescribeKeyCommand, ({ KeyId }, call) => {
        const { site, alias } = find(KeyId, call);
        return { KeyMetadata: metadata(site, alias, call.accountId) };
      }),

      operation(GetKeyRotationStatusCommand, ({ KeyId }, call) => {
        const { alias } = find(KeyId, call);
        const rotated = !keys.notRotated.has(alias);
        return {
          KeyId: keyId(alias),
          KeyRotationEnabled: rotated,
          ...(rotated && {
            RotationPeriodInDays: ROTATION_DAYS,
            NextRotationDate: nextRotation(clock.now()),
          }),
        };
      }),

      operation(DescribeCustomKeyStoresCommand, () => ({
        CustomKeyStores: [],
        Truncated: false,
      })),

      operation(ListAliasesCommand, (input, { region, accountId }) => {
        const site = siteOfRegion(region);
        const { items, next } = paginate(
          KEY_ALIASES,
          alias => alias,
          pageSize(input.Limit, 'Limit', LIMITS),
          input.Marker,
        );
        return {
          Aliases: items.map(alias => ({
            AliasName: alias,
            AliasArn: `arn:aws:kms:${REGIONS[site]}:${accountId}:${alias}`,
            TargetKeyId: keyId(alias),
          })),
          NextMarker: next,
          Truncated: next !== undefined,
        };
      }),
    ]),
  };
}
