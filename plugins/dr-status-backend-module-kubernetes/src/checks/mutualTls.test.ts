import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import {
  MESHES,
  NETWORK_POLICIES,
  POLICY_AGENTS,
  type Collections,
  type Meshes,
} from '../signals';
import { CANNOT_ASK, checksIn, judge, type Situation } from '../testing/estate';
import * as module from './mutualTls';

const { mutualTls } = module;

const ISTIO = 'peerauthentications.security.istio.io';
const CILIUM = 'ciliumnetworkpolicies.cilium.io';
const LINKERD = 'meshtlsauthentications.policy.linkerd.io';
const only = (...installed: string[]): Collections =>
  Object.fromEntries(
    [ISTIO, CILIUM, LINKERD].map(name => [
      name,
      installed.includes(name) ? 'listed' : 'not-installed',
    ]),
  );

const ZTUNNEL = {
  engine: 'Istio ambient',
  namespace: 'istio-system',
  name: 'ztunnel',
  desired: 9,
  ready: 9,
  upToDate: true,
};

function situation(
  collections: Collections,
  meshes: Partial<Meshes>,
  more: {
    rules?: [all: number, authenticated: number];
    isolated?: boolean;
    agents?: Array<typeof ZTUNNEL>;
  } = {},
): Situation {
  const [ingressRules, authenticatedIngressRules] = more.rules ?? [0, 0];
  return {
    collections,
    values: {
      [MESHES]: {
        namespaces: {},
        pods: { mis: { total: 4, meshed: 4 } },
        peerAuthentication: {},
        exceptions: {},
        ...meshes,
      },
      [NETWORK_POLICIES]: {
        clusterWide: 0,
        denies: { ingress: false, egress: false },
        opens: { ingress: false, egress: false },
        namespaces: {
          mis: {
            policies: 1,
            denies: { ingress: more.isolated ?? true, egress: true },
            opens: { ingress: false, egress: false },
            ingressRules,
            authenticatedIngressRules,
          },
        },
      },
      [POLICY_AGENTS]: more.agents ?? [ZTUNNEL],
    },
  };
}

const inMesh = (mesh: Meshes['namespaces'][string]['mesh'], strict = true) => ({
  namespaces: { mis: { mesh, linkerdAuthenticates: strict } },
});
const STRICT = { peerAuthentication: { 'istio-system': 'STRICT' } };

describeChecks('checks of meshes', {
  all: checksIn(module),
  judge,
  cases: [
    [
      mutualTls,
      [
        [
          'Istio in ambient mode, strict',
          'mesh',
          situation(only(ISTIO), { ...inMesh('istio-ambient'), ...STRICT }),
          'met',
          /STRICT, ambient/,
        ],
        [
          'its node agent lacks somewhere',
          'mesh',
          situation(
            only(ISTIO),
            { ...inMesh('istio-ambient'), ...STRICT },
            { agents: [{ ...ZTUNNEL, ready: 7 }] },
          ),
          'at-risk',
          /7 of 9 nodes/,
        ],
        [
          'its node agent is not there',
          'mesh',
          situation(
            only(ISTIO),
            { ...inMesh('istio-ambient'), ...STRICT },
            { agents: [] },
          ),
          'breached',
          /no ztunnel/,
        ],
        [
          'Istio is of a version that cannot be asked',
          'mesh',
          situation(only(CILIUM), { ...inMesh('istio-sidecar'), ...STRICT }),
          'unknown',
          /mis is in Istio, and the cluster has no peerauthentications/,
        ],
        [
          'Istio with sidecars, strict',
          'mesh',
          situation(only(ISTIO), { ...inMesh('istio-sidecar'), ...STRICT }),
          'met',
          /4 pods with a proxy/,
        ],
        [
          'a pod has no sidecar',
          'mesh',
          situation(only(ISTIO), {
            ...inMesh('istio-sidecar'),
            ...STRICT,
            pods: { mis: { total: 4, meshed: 3 } },
          }),
          'at-risk',
          /1 of 4 pods/,
        ],
        [
          'nothing is said, so Istio is permissive',
          'mesh',
          situation(only(ISTIO), inMesh('istio-ambient')),
          'at-risk',
          /PERMISSIVE/,
        ],
        [
          'the namespace is laxer than the mesh',
          'mesh',
          situation(only(ISTIO), {
            ...inMesh('istio-ambient'),
            peerAuthentication: {
              'istio-system': 'STRICT',
              mis: 'PERMISSIVE',
            },
          }),
          'at-risk',
          /PERMISSIVE/,
        ],
        [
          'there are exceptions',
          'mesh',
          situation(only(ISTIO), {
            ...inMesh('istio-ambient'),
            ...STRICT,
            exceptions: { mis: 2 },
          }),
          'at-risk',
          /2 exceptions/,
        ],
        [
          'every rule of Cilium demands it',
          'mesh',
          situation(only(CILIUM), {}, { rules: [2, 2] }),
          'met',
          /2 of 2 rules/,
        ],
        [
          'every rule of Cilium does, and not every pod has one',
          'mesh',
          situation(only(CILIUM), {}, { rules: [2, 2], isolated: false }),
          'at-risk',
          /nothing isolates all of them/,
        ],
        [
          'a rule does not',
          'mesh',
          situation(only(CILIUM), {}, { rules: [3, 1] }),
          'at-risk',
          /2 of 3 rules/,
        ],
        [
          'Cilium is there, and no rule demands it',
          'mesh',
          situation(only(CILIUM), {}, { rules: [3, 0] }),
          'breached',
          /Nothing asks callers of mis/,
        ],
        [
          'Linkerd takes authenticated callers only',
          'mesh',
          situation(only(LINKERD), inMesh('linkerd')),
          'met',
          /4 of 4 pods/,
        ],
        [
          'Linkerd takes everybody',
          'mesh',
          situation(only(LINKERD), inMesh('linkerd', false)),
          'at-risk',
          /default-inbound-policy/,
        ],
        [
          'a mesh is there, and the namespace is not in it',
          'mesh',
          situation(only(ISTIO), STRICT),
          'breached',
          /Nothing asks/,
        ],
        [
          'there is no mesh',
          'mesh',
          situation(only(), {}),
          'unknown',
          /no mesh that could be asked/,
        ],
        [
          'it is hidden',
          'mesh',
          situation({ ...only(), [ISTIO]: 'refused' }, {}),
          'unknown',
          /may not read peerauthentications/,
        ],
        CANNOT_ASK('mesh'),
      ],
    ],
  ],
});
