import type { V1Ingress } from '@kubernetes/client-node';
import type { IngressState } from '../../signals';

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

export function projectIngress(ingress: V1Ingress): IngressState {
  const { metadata, spec, status } = ingress;
  return {
    namespace: metadata?.namespace ?? '',
    name: metadata?.name ?? '',
    class:
      spec?.ingressClassName ?? metadata?.annotations?.[CLASS_ANNOTATION] ?? '',
    hosts: (spec?.rules ?? []).map(({ host }) => host ?? '*'),
    addresses: (status?.loadBalancer?.ingress ?? []).flatMap(
      ({ hostname, ip }) => hostname || ip || [],
    ),
  };
}
