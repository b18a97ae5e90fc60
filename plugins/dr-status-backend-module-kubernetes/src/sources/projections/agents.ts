import type { V1DaemonSet } from '@kubernetes/client-node';
import type { PolicyAgent } from '../../signals';

/** What enforces policies on nodes, by the image of its container. */
const ENGINES: Array<[engine: string, image: RegExp, argument?: RegExp]> = [
  ['Cilium', /(^|\/)cilium(-ci)?[:@]/],
  ['Calico', /(^|\/)(calico\/node|calico-node)[:@]/],
  ['Antrea', /(^|\/)antrea-(agent|ubuntu|ubi|agent-ubuntu)[:@]/],
  ['kube-router', /(^|\/)kube-router[:@]/],
  // Amazon's agent is there on every node, and enforces when it is told to.
  [
    'VPC CNI',
    /(^|\/)aws-network-policy-agent[:@]/,
    /^--enable-network-policy=true$/,
  ],
];

/** Carries the traffic of a mesh without sidecars. */
const AMBIENT: [string, RegExp] = ['Istio ambient', /(^|\/)ztunnel[:@]/];

function engineOf(daemonSet: V1DaemonSet): PolicyAgent['engine'] | undefined {
  for (const container of daemonSet.spec?.template?.spec?.containers ?? []) {
    const image = container.image ?? '';
    const found = ENGINES.find(
      ([, pattern, argument]) =>
        pattern.test(image) &&
        (!argument || (container.args ?? []).some(each => argument.test(each))),
    );
    if (found) {
      return found[0];
    }
    if (AMBIENT[1].test(image)) {
      return AMBIENT[0];
    }
  }
  return undefined;
}

/** DaemonSets of networks that enforce policies; of others nothing is kept. */
export function projectAgent(daemonSet: V1DaemonSet): PolicyAgent | undefined {
  const engine = engineOf(daemonSet);
  const { metadata, status } = daemonSet;
  return engine === undefined
    ? undefined
    : {
        engine,
        namespace: metadata?.namespace ?? '',
        name: metadata?.name ?? '',
        desired: status?.desiredNumberScheduled ?? 0,
        ready: status?.numberReady ?? 0,
        upToDate:
          (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0),
      };
}
