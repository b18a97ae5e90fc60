import type { AwsService } from '../aws/services';
import { secretsReadable, secretsReplicated } from './secretCopies';
import { secretRotation } from './secretRotation';
import {
  SECRETS_MANAGER_ACTIONS,
  SecretsManagerSource,
} from './SecretsManagerSource';

/** AWS Secrets Manager: how the secrets of one account and region are kept. */
export const secretsmanager: AwsService = {
  id: 'secretsmanager',
  title: 'Secrets Manager',
  actions: SECRETS_MANAGER_ACTIONS,
  checks: [secretsReplicated, secretsReadable, secretRotation],
  create: (settings, item) =>
    new SecretsManagerSource(settings, item.getOptionalString('prefix')),
};
