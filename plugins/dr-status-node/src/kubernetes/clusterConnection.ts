import type { Config } from '@backstage/config';

/** How the API of a cluster is reached. @public */
export interface ClusterConnection {
  url: string;
  token?: string;
  /** Read at each use: tokens in files are renewed by who put them there. */
  tokenFile?: string;
  /** PEM. */
  ca?: string;
  caFile?: string;
  skipTLSVerify: boolean;
}

const LOCATORS = 'kubernetes.clusterLocatorMethods';

/**
 * Reads `url`, `token` or `tokenFile`, `caData` or `caFile`, and
 * `skipTLSVerify` of a configured item.
 * @param at - configuration key of the item, for messages
 * @public
 */
export function readClusterConnection(
  config: Config,
  at: string,
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
  if (!token && !tokenFile) {
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

/**
 * A cluster that the portal's own Kubernetes plugin knows already.
 * @param at - configuration key that names it, for messages
 * @public
 */
export function findClusterConnection(
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
        return readClusterConnection(cluster, key);
      }
    }
  }
  throw new Error(
    `Invalid value at '${at}': there is no cluster called "${name}" in ${LOCATORS} of type config`,
  );
}
