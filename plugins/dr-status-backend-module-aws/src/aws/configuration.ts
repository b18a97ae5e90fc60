import type { Config } from '@backstage/config';
import {
  DefaultAwsCredentialsManager,
  type AwsCredentialsManager,
} from '@backstage/integration-aws-node';
import type { SourceFamily } from '@twinshore/plugin-dr-status-node';
import { AwsClients, type AwsAccess } from './clients';
import { awsServices } from './services';

const find = (id: string) => awsServices.find(service => service.id === id);

function readAccess(item: Config, at: string): AwsAccess {
  const own = item.getOptionalConfig('credentials');
  const accountId = item.getOptionalString('accountId');
  if (!own && !accountId) {
    throw new Error(
      `Missing required config value at '${at}.accountId': the account whose credentials aws.accounts gives`,
    );
  }
  if (accountId !== undefined && !/^\d{12}$/.test(accountId)) {
    throw new Error(
      `Invalid value at '${at}.accountId': an account id has 12 digits; put it in quotes`,
    );
  }
  const endpoint = item.getOptionalString('endpoint');
  if (endpoint !== undefined && !/^https?:\/\/[^/]/.test(endpoint)) {
    throw new Error(
      `Invalid value at '${at}.endpoint': "${endpoint}" is no http or https URL`,
    );
  }
  return {
    accountId,
    credentials: own && {
      accessKeyId: own.getString('accessKeyId'),
      secretAccessKey: own.getString('secretAccessKey'),
      sessionToken: own.getOptionalString('sessionToken'),
    },
    endpoint,
  };
}

/** How `drStatus.sources.aws` is read. */
export function awsFamily(root: Config): SourceFamily {
  let manager: AwsCredentialsManager | undefined;
  return {
    family: 'aws',
    kind: item => {
      const service = find(item.getString('service'));
      return service ? `aws-${service.id}` : 'aws';
    },
    title: ({ name, kind }) =>
      `${find(kind.replace(/^aws-/, ''))?.title ?? 'AWS'} ${name}`,
    defaults: { intervalSeconds: 30, timeoutSeconds: 10 },
    create: (settings, item) => {
      const id = item.getString('service');
      const service = find(id);
      if (!service) {
        throw new Error(
          `Invalid value at '${
            settings.key
          }.service': "${id}" is none of ${awsServices
            .map(each => each.id)
            .join(', ')}`,
        );
      }
      const access = readAccess(item, settings.key);
      const clients = new AwsClients({
        access,
        manager: () =>
          (manager ??= DefaultAwsCredentialsManager.fromConfig(root)),
        timeoutSeconds: settings.timeoutSeconds,
      });
      return service.create(
        {
          ...settings,
          clients,
          endpoint: access.endpoint,
          region: service.globalRegion ?? item.getString('region'),
        },
        item,
      );
    },
  };
}
