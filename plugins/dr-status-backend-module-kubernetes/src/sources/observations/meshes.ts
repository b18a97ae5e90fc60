import type { Meshes } from '../../signals';
import type { ClusterItems } from '../collections';

/** Which namespaces are in a mesh, and what the mesh asks of who calls there. */
export function meshesOf(items: ClusterItems): Meshes {
  const summary: Meshes = {
    namespaces: {},
    pods: {},
    peerAuthentication: {},
    exceptions: {},
  };
  for (const { name, mesh, linkerdAuthenticates } of items.namespaces) {
    if (mesh) {
      summary.namespaces[name] = { mesh, linkerdAuthenticates };
    }
  }
  for (const { namespace, workload, meshed } of items.pods) {
    if (workload) {
      const counts = (summary.pods[namespace] ??= { total: 0, meshed: 0 });
      counts.total += 1;
      counts.meshed += meshed ? 1 : 0;
    }
  }
  for (const policy of items.peerAuthentications) {
    const { namespace, selective, mode, openPorts } = policy;
    if (!selective) {
      summary.peerAuthentication[namespace] = mode;
    }
    const lax =
      openPorts + (selective && mode !== 'STRICT' && mode !== 'UNSET' ? 1 : 0);
    if (lax > 0) {
      summary.exceptions[namespace] =
        (summary.exceptions[namespace] ?? 0) + lax;
    }
  }
  return summary;
}
