import { parseEntityRef } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import {
  DefaultAwsCredentialsManager,
  type AwsCredentialsManager,
} from '@backstage/integration-aws-node';
import {
  readEntityRef,
  type SourceFamily,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { AwsClients, type AwsAccess } from './clients';
import { RdsSource } from './RdsSource';
import { Route53Source } from './Route53Source';

const SERVICES: Record<string, string> = {
  rds: 'RDS',
  route53: 'Route 53',
};

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

function readInstances(settings: SourceSettings, item: Config) {
  const named = new Map<string, string>();
  (item.getOptionalConfigArray('instances') ?? []).forEach((each, index) => {
    const ref = readEntityRef(
      each.getString('entityRef'),
      `${settings.key}.instances[${index}].entityRef`,
    );
    if (!settings.entityRefs.includes(ref)) {
      throw new Error(
        `Invalid value at '${settings.key}.instances[${index}].entityRef': ${ref} is not among the source's entityRefs`,
      );
    }
    named.set(ref, each.getString('identifier'));
  });
  return settings.entityRefs.map(entityRef => ({
    entityRef,
    identifier: named.get(entityRef) ?? parseEntityRef(entityRef).name,
  }));
}

/** How `drStatus.sources.aws` is read. */
export function awsFamily(root: Config): SourceFamily {
  let manager: AwsCredentialsManager | undefined;
  return {
    family: 'aws',
    kind: item => {
      const service = item.getString('service');
      return service in SERVICES ? `aws-${service}` : 'aws';
    },
    title: ({ name, kind }) =>
      `${SERVICES[kind.replace(/^aws-/, '')] ?? 'AWS'} ${name}`,
    defaults: { intervalSeconds: 30, timeoutSeconds: 10 },
    create: (settings, item) => {
      const service = item.getString('service');
      if (!(service in SERVICES)) {
        throw new Error(
          `Invalid value at '${
            settings.key
          }.service': "${service}" is none of ${Object.keys(SERVICES).join(
            ', ',
          )}`,
        );
      }
      const access = readAccess(item, settings.key);
      const clients = new AwsClients({
        access,
        manager: () =>
          (manager ??= DefaultAwsCredentialsManager.fromConfig(root)),
        timeoutSeconds: settings.timeoutSeconds,
      });
      const common = { ...settings, clients, endpoint: access.endpoint };
      if (service === 'rds') {
        return new RdsSource({
          ...common,
          region: item.getString('region'),
          instances: readInstances(settings, item),
        });
      }
      const normal = (name: string) => name.replace(/\.$/, '').toLowerCase();
      return new Route53Source({
        ...common,
        hostedZone: normal(item.getString('hostedZone')),
        records: item.getOptionalStringArray('records')?.map(normal),
      });
    },
  };
}
