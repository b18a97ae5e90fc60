import type { EstateModel } from '../model';
import type { FaultDefinition } from '../part';
import type { Clock } from './clock';
import type { Service } from './server/service';
import type { MetricSource } from './services/cloudwatch/Sampler';
import { ecrService } from './services/ecr';
import { ecrFaults } from './services/ecr/faults';
import { Registry } from './services/ecr/Registry';
import { iamService } from './services/iam';
import { iamFaults } from './services/iam/faults';
import { Identities } from './services/iam/Identities';
import { kmsService } from './services/kms';
import { kmsFaults } from './services/kms/faults';
import { KeyRing } from './services/kms/KeyRing';
import { secretsManagerService } from './services/secretsmanager';
import { secretsManagerFaults } from './services/secretsmanager/faults';
import { Vault } from './services/secretsmanager/Vault';
import { xrayService } from './services/xray';
import { xrayFaults } from './services/xray/faults';
import { Traces } from './services/xray/Traces';

/** Keys, secrets, identities, images and traces of the account. */
export function securityServices(
  model: EstateModel,
  clock: Clock,
): {
  services: Service[];
  faults: FaultDefinition[];
  /** Of the registry: all images that the clusters run are in one of them. */
  repositories: string[];
  /** Gives no readings of its own; it lets traces be counted in step with metrics. */
  metrics: MetricSource;
} {
  const keys = new KeyRing();
  const vault = new Vault(model, keys, clock);
  const identities = new Identities();
  const registry = new Registry();
  const traces = new Traces(model, clock);
  return {
    repositories: registry.repositories,
    services: [
      kmsService(keys, clock),
      secretsManagerService(vault),
      iamService(identities),
      ecrService(registry),
      xrayService(traces),
    ],
    faults: [
      ...kmsFaults(keys, clock),
      ...secretsManagerFaults(vault),
      ...iamFaults(identities),
      ...ecrFaults(registry),
      ...xrayFaults(traces),
    ],
    metrics: () => {
      traces.sample();
      return [];
    },
  };
}
