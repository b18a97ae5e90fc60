import {
  DescribeSecretCommand,
  InvalidParameterException$,
  ListSecretsCommand,
  ResourceNotFoundException$,
  RotateSecretCommand,
  type Filter,
} from '@aws-sdk/client-secrets-manager';
import { createHash } from 'node:crypto';
import { REGIONS } from '../../../model';
import { AwsError } from '../../server/AwsError';
import { pageSize, paginate } from '../../server/paginate';
import {
  operation,
  operations,
  type Call,
  type Service,
} from '../../server/service';
import { SECRETS_KEY, type StoredSecret, type Vault } from './Vault';

const PRIMARY_REGION = REGIONS['aws-primary'];
const DR_REGION = REGIONS['aws-dr'];
const DAY_MS = 86_400_000;
const MADE_AT = new Date('2026-01-12T09:00:00Z');
const RESULTS = { min: 1, max: 100, standard: 100 };

/** Secrets Manager adds six characters of its own to a name. */
const suffix = (name: string) =>
  createHash('sha256').update(name).digest('hex').slice(0, 6);

const arn = ({ name }: StoredSecret, { region, accountId }: Call) =>
  `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-${suffix(
    name,
  )}`;

/** Secrets Manager: everything about the secrets but their values. */
export function secretsManagerService(vault: Vault): Service {
  const entry = (secret: StoredSecret, call: Call) => {
    const { name, rotationDays } = secret;
    const rotatedAt = vault.lastRotatedAt(secret);
    const deletedAt = vault.deleted.get(name);
    return {
      ARN: arn(secret, call),
      Name: name,
      KmsKeyId: SECRETS_KEY,
      CreatedDate: MADE_AT,
      LastChangedDate: new Date(
        call.region === PRIMARY_REGION ? secret.versionAt : secret.copiedAt,
      ),
      PrimaryRegion: PRIMARY_REGION,
      DeletedDate: deletedAt === undefined ? undefined : new Date(deletedAt),
      ...(rotationDays !== undefined && {
        RotationEnabled: true,
        RotationRules: { AutomaticallyAfterDays: rotationDays },
        LastRotatedDate: new Date(rotatedAt),
        NextRotationDate: new Date(rotatedAt + rotationDays * DAY_MS),
      }),
    };
  };

  const find = (wanted: string | undefined, call: Call): StoredSecret => {
    const found = vault.secrets.find(secret =>
      [secret.name, arn(secret, call)].includes(wanted ?? ''),
    );
    if (!found) {
      throw AwsError.modeled(
        ResourceNotFoundException$,
        "Secrets Manager can't find the specified secret.",
      );
    }
    return found;
  };

  return {
    signingName: 'secretsmanager',
    actionPrefix: 'secretsmanager',
    apiVersion: '2017-10-17',
    xmlNamespace: 'https://secretsmanager.amazonaws.com/doc/2017-10-17/',
    shapeNamespace: 'com.amazonaws.secretsmanager',
    targetPrefix: 'secretsmanager',
    protocols: ['json-1.1'],
    regions: region => [region],
    operations: operations([
      operation(ListSecretsCommand, (input, call) => {
        const chosen = vault.secrets.filter(
          secret =>
            (input.IncludePlannedDeletion || !vault.deleted.has(secret.name)) &&
            (input.Filters ?? []).every(filter => matches(secret, filter)),
        );
        const { items, next } = paginate(
          chosen,
          ({ name }) => name,
          pageSize(input.MaxResults, 'MaxResults', RESULTS),
          input.NextToken,
        );
        return {
          SecretList: items.map(secret => entry(secret, call)),
          NextToken: next,
        };
      }),

      operation(DescribeSecretCommand, ({ SecretId }, call) => {
        const secret = find(SecretId, call);
        const { status, message } = vault.copyStatus(secret);
        return {
          ...entry(secret, call),
          ...(call.region === PRIMARY_REGION && {
            ReplicationStatus: [
              { Region: DR_REGION, Status: status, StatusMessage: message },
            ],
          }),
        };
      }),

      operation(RotateSecretCommand, ({ SecretId }, call) => {
        const secret = find(SecretId, call);
        if (call.region !== PRIMARY_REGION) {
          throw AwsError.modeled(
            InvalidParameterException$,
            'Operation not permitted on a replica secret. Call must be made in primary secret’s region.',
          );
        }
        vault.rotate(secret);
        return { ARN: arn(secret, call), Name: secret.name };
      }),
    ]),
  };
}

function matches({ name }: StoredSecret, { Key, Values = [] }: Filter) {
  if (Key !== 'name') {
    throw AwsError.modeled(
      InvalidParameterException$,
      `The sandbox does not filter secrets by ${Key}.`,
    );
  }
  // A name is filtered by how it begins.
  return Values.some(value => name.startsWith(value));
}
