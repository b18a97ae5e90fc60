import {
  systemFamily,
  type Check,
  type SystemKind,
} from '@twinshore/plugin-dr-status-node';
import { argocd } from './argocd';
import { git } from './git';
import { harbor } from './harbor';
import { jenkins } from './jenkins';
import { nexus } from './nexus';
import { sonarqube } from './sonarqube';
import { hcpTerraform, terraform } from './terraform';
import { trivy } from './trivy';

/** All that can be asked; each is a folder of its own. */
export const deliverySystems: SystemKind[] = [
  jenkins,
  sonarqube,
  trivy,
  harbor,
  nexus,
  terraform,
  hcpTerraform,
  git,
  argocd,
];

/** The items of `drStatus.sources.delivery`. */
export const deliveryFamily = systemFamily({
  family: 'delivery',
  systems: deliverySystems,
  defaults: { intervalSeconds: 30, timeoutSeconds: 10 },
});

/** All rules over what they say. */
export const deliveryChecks: Check[] = deliverySystems.flatMap(
  ({ checks }) => checks,
);
