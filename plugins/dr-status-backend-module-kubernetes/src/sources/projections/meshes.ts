import type { V1Namespace } from '@kubernetes/client-node';

export interface NamespaceState {
  name: string;
  /** The mesh that its labels or annotations put it in. */
  mesh: '' | 'istio-sidecar' | 'istio-ambient' | 'linkerd';
  /** Linkerd refuses whoever is not authenticated. */
  linkerdAuthenticates: boolean;
}

const AUTHENTICATING = ['all-authenticated', 'cluster-authenticated'];

export function projectNamespace(namespace: V1Namespace): NamespaceState {
  const { name = '', labels = {}, annotations = {} } = namespace.metadata ?? {};
  let mesh: NamespaceState['mesh'] = '';
  if (labels['istio.io/dataplane-mode'] === 'ambient') {
    mesh = 'istio-ambient';
  } else if (
    labels['istio-injection'] === 'enabled' ||
    labels['istio.io/rev']
  ) {
    mesh = 'istio-sidecar';
  } else if (annotations['linkerd.io/inject'] === 'enabled') {
    mesh = 'linkerd';
  }
  return {
    name,
    mesh,
    linkerdAuthenticates: AUTHENTICATING.includes(
      annotations['config.linkerd.io/default-inbound-policy'] ?? '',
    ),
  };
}

export interface PeerAuthenticationState {
  namespace: string;
  /** It is for some of the pods only. */
  selective: boolean;
  mode: string;
  /** Ports for which it asks for less. */
  openPorts: number;
}

/** security.istio.io */
export function projectPeerAuthentication(
  policy: any,
): PeerAuthenticationState {
  const spec = policy.spec ?? {};
  const ports = Object.values<any>(spec.portLevelMtls ?? {});
  return {
    namespace: policy.metadata?.namespace ?? '',
    selective: Object.keys(spec.selector?.matchLabels ?? {}).length > 0,
    mode: spec.mtls?.mode ?? 'UNSET',
    openPorts: ports.filter(({ mode } = {}) => mode !== 'STRICT').length,
  };
}
