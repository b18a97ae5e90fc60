import type { Config } from '@backstage/config';
import type { SourceFamily } from '@twinshore/plugin-dr-status-node';
import type { ClusterConnection } from './KubernetesApi';
import { KubernetesSource } from './KubernetesSource';

const LOCATORS = 'kubernetes.clusterLocatorMethods';

function readConnection(
  config: Config,
  at: string,
  options: { tokenNeeded: boolean },
): ClusterConnection {
  const url = config.getString('url');
  if (!/^https?:\/\/[^/]/.test(url)) {
    throw new Error(
      `Invalid value at '${at}.url': "${url}" is no http or https URL`,
    );
  }
  const caData = config.getOptionalString('caData');
  const token =
    config.getOptionalString('token') ??
    config.getOptionalString('serviceAccountToken');
  const tokenFile = config.getOptionalString('tokenFile');
  if (options.tokenNeeded && !token && !tokenFile) {
    throw new Error(
      `Missing required config value at '${at}.token': a token of a service account, or tokenFile`,
    );
  }
  return {
    url,
    token,
    tokenFile,
    ca: caData && Buffer.from(caData, 'base64').toString('utf8'),
    caFile: config.getOptionalString('caFile'),
    skipTLSVerify: config.getOptionalBoolean('skipTLSVerify') ?? false,
  };
}

/** A cluster that the portal's own Kubernetes plugin knows already. */
function findCluster(
  root: Config,
  name: string,
  at: string,
): ClusterConnection {
  const methods = root.getOptionalConfigArray(LOCATORS) ?? [];
  for (const [m, method] of methods.entries()) {
    if (method.getOptionalString('type') !== 'config') {
      continue;
    }
    const clusters = method.getOptionalConfigArray('clusters') ?? [];
    for (const [c, cluster] of clusters.entries()) {
      if (cluster.getOptionalString('name') === name) {
        const key = `${LOCATORS}[${m}].clusters[${c}]`;
        const provider =
          cluster.getOptionalString('authProvider') ?? 'serviceAccount';
        if (provider !== 'serviceAccount') {
          throw new Error(
            `Invalid value at '${key}.authProvider': "${provider}" signs in as a user or needs a cloud's keys; give the source a connection of its own with a token or tokenFile at '${at.replace(
              /\.cluster$/,
              '.connection',
            )}'`,
          );
        }
        return readConnection(cluster, key, { tokenNeeded: true });
      }
    }
  }
  throw new Error(
    `Invalid value at '${at}': there is no cluster called "${name}" in ${LOCATORS} of type config`,
  );
}

/** How `drStatus.sources.kubernetes` is read. */
export function kubernetesFamily(root: Config): SourceFamily {
  return {
    family: 'kubernetes',
    kind: 'kubernetes',
    title: ({ name }) => `Kubernetes ${name}`,
    defaults: { intervalSeconds: 5, timeoutSeconds: 5 },
    create: (settings, item) => {
      const cluster = item.getOptionalString('cluster');
      const connection = item.getOptionalConfig('connection');
      if ((cluster === undefined) === (connection === undefined)) {
        throw new Error(
          `Invalid value at '${settings.key}': give either cluster, the name of a cluster in ${LOCATORS}, or connection`,
        );
      }
      return new KubernetesSource({
        ...settings,
        namespaces: item.getOptionalStringArray('namespaces'),
        connection: connection
          ? readConnection(connection, `${settings.key}.connection`, {
              tokenNeeded: true,
            })
          : findCluster(root, cluster!, `${settings.key}.cluster`),
      });
    },
  };
}
