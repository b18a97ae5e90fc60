import type { Check } from '@twinshore/plugin-dr-status-node';
import { clusterAdmins, portalReadOnly, rbacParity } from './accessControl';
import { applicationsSynced } from './applications';
import { siteAutoscalers, workloadAutoscaler } from './autoscalers';
import { controlPlane } from './controlPlane';
import { disruptionBudget } from './disruptionBudget';
import {
  ingressAddressed,
  ingressRedundant,
  ingressSupported,
} from './ingress';
import { mutualTls } from './mutualTls';
import { defaultDeny, policiesEnforced } from './networkPolicies';
import { nodesReady, zoneNodes } from './nodesReady';
import { revisionParity } from './revisionParity';
import { rolloutsHealthy } from './rollouts';
import { sitesAvailable } from './sitesAvailable';
import { runningImagesScanned } from './vulnerabilities';
import { workloadAvailable } from './workloadAvailable';
import { zoneSpread } from './zoneSpread';

export const kubernetesChecks: Check[] = [
  controlPlane,
  nodesReady,
  zoneNodes,
  workloadAvailable,
  sitesAvailable,
  zoneSpread,
  workloadAutoscaler,
  siteAutoscalers,
  disruptionBudget,
  ingressRedundant,
  ingressSupported,
  ingressAddressed,
  defaultDeny,
  policiesEnforced,
  clusterAdmins,
  portalReadOnly,
  rbacParity,
  mutualTls,
  applicationsSynced,
  revisionParity,
  rolloutsHealthy,
  runningImagesScanned,
];
