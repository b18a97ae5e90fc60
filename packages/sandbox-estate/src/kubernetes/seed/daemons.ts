/** A DaemonSet that runs on every node, whatever its taints. */
export function daemon(
  name: string,
  image: string,
  options: { namespace?: string; args?: string[] } = {},
) {
  const labels = { 'k8s-app': name };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: {
      name,
      namespace: options.namespace ?? 'kube-system',
      labels,
    },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          hostNetwork: true,
          priorityClassName: 'system-node-critical',
          tolerations: [{ operator: 'Exists' }],
          containers: [
            {
              name,
              image,
              ...(options.args && { args: options.args }),
              resources: { requests: { cpu: '25m', memory: '64Mi' } },
            },
          ],
        },
      },
    },
  };
}
