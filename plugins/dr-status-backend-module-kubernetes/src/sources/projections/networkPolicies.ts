/**
 * What is kept of policies of the three kinds that enforcing networks know. A
 * pod is isolated in a direction as soon as one policy selects it there; what
 * is kept is whether a policy does that for every pod of its namespaces.
 */

export interface PolicyState {
  /** Empty for a policy of the whole cluster. */
  namespace: string;
  /** It isolates all pods, and allows nothing by itself. */
  denies: { ingress: boolean; egress: boolean };
  /** It allows everything to all pods, whatever others deny. */
  opens: { ingress: boolean; egress: boolean };
  /** Rules that let somebody in. */
  ingressRules: number;
  /** Those of them that demand that the caller is authenticated (Cilium). */
  authenticatedIngressRules: number;
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'object' && Object.keys(value).length === 0);

const listOf = (value: unknown): any[] => (Array.isArray(value) ? value : []);

const selectsAll = (selector: any): boolean =>
  isEmpty(selector?.matchLabels) && isEmpty(selector?.matchExpressions);

/** A rule that names neither whom nor which ports it allows. */
const allowsAll = (peers: unknown, ports: unknown): boolean =>
  isEmpty(peers) && isEmpty(ports);

/** networking.k8s.io/v1 */
export function projectNetworkPolicy(policy: any): PolicyState {
  const spec = policy.spec ?? {};
  const types: string[] = listOf(spec.policyTypes);
  const ingress = listOf(spec.ingress);
  const egress = listOf(spec.egress);
  const all = selectsAll(spec.podSelector);
  return {
    namespace: policy.metadata?.namespace ?? '',
    denies: {
      // Without types a policy is for what comes in.
      ingress:
        all &&
        ingress.length === 0 &&
        (types.length === 0 || types.includes('Ingress')),
      egress: all && egress.length === 0 && types.includes('Egress'),
    },
    opens: {
      ingress:
        all &&
        (types.length === 0 || types.includes('Ingress')) &&
        ingress.some(({ from, ports }) => allowsAll(from, ports)),
      egress:
        all &&
        (types.length === 0 || types.includes('Egress')) &&
        egress.some(({ to, ports }) => allowsAll(to, ports)),
    },
    ingressRules: ingress.length,
    authenticatedIngressRules: 0,
  };
}

/**
 * cilium.io/v2, of a namespace or of the cluster. A direction is isolated by
 * any rule for it; an empty rule allows nothing. `enableDefaultDeny` says it
 * outright.
 */
export function projectCiliumPolicy(policy: any): PolicyState {
  const specs: any[] = [policy.spec, ...listOf(policy.specs)].filter(Boolean);
  const denies = (direction: 'ingress' | 'egress') =>
    specs.some(spec => {
      const rules = listOf(spec[direction]);
      const isolates =
        spec.enableDefaultDeny?.[direction] ??
        (rules.length > 0 || listOf(spec[`${direction}Deny`]).length > 0);
      return (
        isolates === true &&
        // A selector of nodes is for hosts, not for pods.
        spec.endpointSelector !== undefined &&
        selectsAll(spec.endpointSelector) &&
        rules.every(isEmpty)
      );
    });
  const opens = (direction: 'ingress' | 'egress', entities: string) =>
    specs.some(
      spec =>
        spec.endpointSelector !== undefined &&
        selectsAll(spec.endpointSelector) &&
        listOf(spec[direction]).some(
          rule =>
            listOf(rule[entities]).includes('all') &&
            allowsAll(undefined, rule.toPorts),
        ),
    );
  const ingress = specs
    .flatMap(spec => listOf(spec.ingress))
    .filter(rule => !isEmpty(rule));
  return {
    namespace: policy.metadata?.namespace ?? '',
    denies: { ingress: denies('ingress'), egress: denies('egress') },
    opens: {
      ingress: opens('ingress', 'fromEntities'),
      egress: opens('egress', 'toEntities'),
    },
    ingressRules: ingress.length,
    authenticatedIngressRules: ingress.filter(
      rule => rule.authentication?.mode === 'required',
    ).length,
  };
}

const CALICO_ALL = /^\s*(all\(\s*\))?\s*$/;

/** crd.projectcalico.org/v1, of a namespace or global. */
export function projectCalicoPolicy(policy: any): PolicyState {
  const spec = policy.spec ?? {};
  const types: string[] = listOf(spec.types);
  const ingress = listOf(spec.ingress);
  const egress = listOf(spec.egress);
  const all =
    CALICO_ALL.test(spec.selector ?? '') &&
    CALICO_ALL.test(spec.namespaceSelector ?? '') &&
    CALICO_ALL.test(spec.serviceAccountSelector ?? '');
  const opens = (rules: any[]) =>
    all &&
    rules.some(
      ({ action, source, destination, protocol, notProtocol }) =>
        action === 'Allow' &&
        allowsAll(source, destination) &&
        allowsAll(protocol, notProtocol),
    );
  const allows = (rules: any[]) =>
    rules.filter(({ action }) => action === 'Allow' || action === 'Pass');
  return {
    namespace: policy.metadata?.namespace ?? '',
    denies: {
      ingress:
        all &&
        allows(ingress).length === 0 &&
        (types.length === 0
          ? ingress.length > 0 || egress.length === 0
          : types.includes('Ingress')),
      egress:
        all &&
        allows(egress).length === 0 &&
        (types.length === 0 ? egress.length > 0 : types.includes('Egress')),
    },
    opens: { ingress: opens(ingress), egress: opens(egress) },
    ingressRules: allows(ingress).length,
    authenticatedIngressRules: 0,
  };
}
