import type { Config } from '@backstage/config';
import {
  findClusterConnection,
  readClusterConnection,
  type SourceFamily,
} from '@twinshore/plugin-dr-status-node';
import { KubernetesSource } from './KubernetesSource';

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
          `Invalid value at '${settings.key}': give either cluster, the name of a cluster in kubernetes.clusterLocatorMethods, or connection`,
        );
      }
      return new KubernetesSource({
        ...settings,
        namespaces: item.getOptionalStringArray('namespaces'),
        connection: connection
          ? readClusterConnection(connection, `${settings.key}.connection`)
          : findClusterConnection(root, cluster!, `${settings.key}.cluster`),
      });
    },
  };
}
