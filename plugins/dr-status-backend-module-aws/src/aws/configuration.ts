import type { Config } from '@backstage/config';
import {
  DefaultAwsCredentialsManager,
  type AwsCredentialsManager,
} from '@backstage/integration-aws-node';
import {
  readAwsAccess,
  type SourceFamily,
} from '@twinshore/plugin-dr-status-node';
import { AwsClients } from './clients';
import { awsServices } from './services';

const find = (id: string) => awsServices.find(service => service.id === id);

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
      const access = readAwsAccess(item, settings.key);
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
