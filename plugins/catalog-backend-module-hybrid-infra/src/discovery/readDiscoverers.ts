import { readDurationFromConfig, type Config } from '@backstage/config';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import { durationToMilliseconds } from '@backstage/types';
import {
  findClusterConnection,
  readAwsAccess,
} from '@twinshore/plugin-dr-status-node';
import { AwsDiscoverer } from './aws/AwsDiscoverer';
import { awsFinders } from './aws/finders';
import type { Discoverer } from './Discoverer';
import { KubernetesDiscoverer } from './kubernetes/KubernetesDiscoverer';

const ROOT = 'catalog.providers.twinshore';

function seconds(item: Config, key: string, at: string, fallback: number) {
  if (!item.has(key)) {
    return fallback;
  }
  try {
    const value =
      durationToMilliseconds(readDurationFromConfig(item, { key })) / 1000;
    if (value > 0) {
      return value;
    }
  } catch (error) {
    throw new Error(
      `Invalid value at '${at}.${key}': ${(error as Error).message}`,
    );
  }
  throw new Error(
    `Invalid value at '${at}.${key}': a duration above zero is needed`,
  );
}

function patterns(item: Config, at: string): RegExp[] {
  return (item.getOptionalStringArray('ignore') ?? []).map((text, index) => {
    try {
      return new RegExp(text);
    } catch (error) {
      throw new Error(
        `Invalid value at '${at}.ignore[${index}]': ${
          (error as Error).message
        }`,
      );
    }
  });
}

function readCommon(item: Config, at: string) {
  return {
    name: item.getString('name'),
    site: item.getOptionalString('site'),
    owner:
      item.getOptionalString('owner') ?? 'group:default/platform-engineering',
    intervalSeconds: seconds(item, 'interval', at, 300),
    timeoutSeconds: seconds(item, 'timeout', at, 30),
    ignore: patterns(item, at),
  };
}

function readAws(root: Config, item: Config, at: string): Discoverer[] {
  const access = readAwsAccess(item, at);
  const accountId = item.getString('accountId');
  const types = item.getOptionalStringArray('types');
  const known = awsFinders.map(({ type }) => type);
  types?.forEach((type, index) => {
    if (!known.includes(type)) {
      throw new Error(
        `Invalid value at '${at}.types[${index}]': "${type}" is none of ${known.join(
          ', ',
        )}`,
      );
    }
  });
  const common = {
    ...readCommon(item, at),
    region: item.getString('region'),
    accountId,
    endpoint: access.endpoint,
    async credentials() {
      const { credentials } = access;
      if (credentials) {
        return async () => credentials;
      }
      const manager = DefaultAwsCredentialsManager.fromConfig(root);
      return (await manager.getCredentialProvider({ accountId }))
        .sdkCredentialProvider;
    },
  };
  return awsFinders
    .filter(({ type }) => !types || types.includes(type))
    .map(finder => new AwsDiscoverer({ ...common, finder }));
}

function readKubernetes(root: Config, item: Config, at: string): Discoverer[] {
  const cluster = item.getString('cluster');
  return [
    new KubernetesDiscoverer({
      ...readCommon(item, at),
      cluster,
      connection: findClusterConnection(root, cluster, `${at}.cluster`),
      key: `${at}.cluster`,
      namespaces: item.getOptionalStringArray('namespaces'),
    }),
  ];
}

/**
 * Reads `catalog.providers.twinshore`. An item that is wrong is reported with
 * its key, and the others start all the same.
 */
export function readDiscoverers(
  root: Config,
  onWrong: (message: string) => void,
): Discoverer[] {
  const discoverers: Discoverer[] = [];
  const read = (
    kind: string,
    create: (root: Config, item: Config, at: string) => Discoverer[],
  ) => {
    let items: Config[];
    try {
      items = root.getOptionalConfigArray(`${ROOT}.${kind}`) ?? [];
    } catch (error) {
      onWrong((error as Error).message);
      return;
    }
    items.forEach((item, index) => {
      const at = `${ROOT}.${kind}[${index}]`;
      try {
        for (const discoverer of create(root, item, at)) {
          if (discoverers.some(({ id }) => id === discoverer.id)) {
            throw new Error(
              `Invalid value at '${at}.name': another item of ${kind} has this name already`,
            );
          }
          discoverers.push(discoverer);
        }
      } catch (error) {
        onWrong((error as Error).message);
      }
    });
  };
  read('aws', readAws);
  read('kubernetes', readKubernetes);
  return discoverers;
}
