import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import {
  NETWORK_POLICIES,
  POLICY_AGENTS,
  WATCHED_NAMESPACES,
  type NetworkPolicies,
  type PolicyAgent,
} from '../signals';
import { CANNOT_ASK, checksIn, judge, type Situation } from '../testing/estate';
import * as module from './networkPolicies';

const { defaultDeny, policiesEnforced } = module;

const BOTH = { ingress: true, egress: true };
const NEITHER = { ingress: false, egress: false };

function policies(
  denies: { ingress: boolean; egress: boolean },
  more: Partial<NetworkPolicies> = {},
  opens = NEITHER,
): Situation {
  return {
    values: {
      [NETWORK_POLICIES]: {
        clusterWide: 0,
        denies: NEITHER,
        opens: NEITHER,
        namespaces: {
          mis: {
            policies: 4,
            denies,
            opens,
            ingressRules: 2,
            authenticatedIngressRules: 0,
          },
        },
        ...more,
      },
    },
  };
}

const agents = (...changes: Array<Partial<PolicyAgent>>): Situation => ({
  values: {
    [POLICY_AGENTS]: changes.map(change => ({
      engine: 'Cilium',
      namespace: 'kube-system',
      name: 'cilium',
      desired: 9,
      ready: 9,
      upToDate: true,
      ...change,
    })),
  },
});

describeChecks('checks of network policies', {
  all: checksIn(module),
  judge,
  cases: [
    [
      defaultDeny,
      [
        [
          'all pods are isolated',
          'policies',
          policies(BOTH),
          'met',
          /All pods in mis .* isolated, in and out/,
        ],
        [
          'the whole cluster is',
          'policies',
          policies(NEITHER, { denies: BOTH, clusterWide: 1 }),
          'met',
          /isolated/,
        ],
        [
          'one direction is open',
          'policies',
          policies({ ingress: true, egress: false }),
          'at-risk',
          /not isolated for egress/,
        ],
        [
          'both are open',
          'policies',
          policies(NEITHER),
          'breached',
          /ingress and egress .*4 policies/,
        ],
        [
          'all are isolated, and one policy lets everybody in',
          'policies',
          policies(BOTH, {}, { ingress: true, egress: false }),
          'at-risk',
          /not isolated for ingress .* one allows everything for ingress/,
        ],
        [
          'one policy of the whole cluster allows everything',
          'policies',
          policies(BOTH, { opens: BOTH }),
          'breached',
          /one allows everything for ingress and egress/,
        ],
        [
          'one lets everybody in, and others are hidden',
          'policies',
          {
            ...policies(NEITHER, {}, { ingress: true, egress: false }),
            collections: { 'ciliumnetworkpolicies.cilium.io': 'refused' },
          },
          'at-risk',
          /not isolated for ingress by default/,
        ],
        [
          'its namespace is not watched',
          'policies',
          {
            values: {
              ...policies(NEITHER).values,
              [WATCHED_NAMESPACES]: ['other'],
            },
          },
          'unknown',
          /does not watch that namespace/,
        ],
        [
          'there is no policy at all',
          'policies',
          policies(NEITHER, { namespaces: {} }),
          'breached',
          /0 policies/,
        ],
        [
          'policies of another network are hidden',
          'policies',
          {
            ...policies(NEITHER),
            collections: { 'ciliumnetworkpolicies.cilium.io': 'refused' },
          },
          'unknown',
          /may not read ciliumnetworkpolicies.cilium.io/,
        ],
        [
          'the policies are hidden',
          'policies',
          {
            collections: { 'networkpolicies.networking.k8s.io': 'refused' },
          },
          'unknown',
          /may not read networkpolicies.*get, list and watch/,
        ],
        [
          'no component says where it runs',
          'policies',
          {
            ...policies(BOTH),
            absent: ['api', 'unsized', 'standby', 'zero', 'umbrella'],
          },
          'unknown',
          /no component says/,
        ],
        CANNOT_ASK('policies'),
      ],
    ],
    [
      policiesEnforced,
      [
        [
          'the agent runs everywhere',
          'policies',
          agents({}),
          'met',
          /Cilium .*9 of 9 nodes/,
        ],
        [
          'it lacks on a node',
          'policies',
          agents({ ready: 8 }),
          'at-risk',
          /8 of 9/,
        ],
        [
          'it is not wanted on every node',
          'policies',
          agents({ desired: 6, ready: 6 }),
          'at-risk',
          /6 of 9/,
        ],
        [
          'it runs nowhere',
          'policies',
          agents({ ready: 0 }),
          'breached',
          /0 of 9/,
        ],
        ['there is none', 'policies', agents(), 'breached', /not in force/],
        [
          'there is only one of a mesh',
          'policies',
          agents({ engine: 'Istio ambient' }),
          'breached',
          /no agent/,
        ],
        [
          'it was just changed',
          'policies',
          agents({ upToDate: false }),
          'unknown',
          /newest specification/,
        ],
        [
          'the DaemonSets are hidden',
          'policies',
          { collections: { 'daemonsets.apps': 'refused' } },
          'unknown',
          /may not read daemonsets.apps/,
        ],
        CANNOT_ASK('policies'),
      ],
    ],
  ],
});
