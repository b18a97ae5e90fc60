import type { Check } from '@twinshore/plugin-dr-status-node';
import { siteAutoscalers, workloadAutoscaler } from './autoscalers';
import { controlPlane } from './controlPlane';
import { disruptionBudget } from './disruptionBudget';
import { ingressRedundant, ingressSupported } from './ingress';
import { nodesReady, zoneNodes } from './nodesReady';
import { workloadAvailable } from './workloadAvailable';
import { zoneSpread } from './zoneSpread';

export const kubernetesChecks: Check[] = [
  controlPlane,
  nodesReady,
  zoneNodes,
  workloadAvailable,
  zoneSpread,
  workloadAutoscaler,
  siteAutoscalers,
  disruptionBudget,
  ingressRedundant,
  ingressSupported,
];
