import type { EstateModel } from '../model';
import type { FaultDefinition } from '../part';
import type { Clock } from './clock';
import type { Service } from './server/service';
import { autoScalingService } from './services/autoscaling';
import type { MetricSource } from './services/cloudwatch/Sampler';
import { Clusters, eksService } from './services/eks';
import { eksFaults } from './services/eks/faults';
import {
  Caches,
  elastiCacheMetrics,
  elastiCacheService,
} from './services/elasticache';
import { elastiCacheFaults } from './services/elasticache/faults';
import { Buckets, s3Metrics, s3Service } from './services/s3';
import { s3Faults } from './services/s3/faults';

/** Clusters with their nodes, caches and documents of the account. */
export function platformServices(
  model: EstateModel,
  clock: Clock,
): {
  services: Service[];
  faults: FaultDefinition[];
  metrics: MetricSource[];
  /** Puts back what was changed through the services. */
  restore(): void;
} {
  const buckets = new Buckets(model, clock);
  const caches = new Caches(model);
  const clusters = new Clusters(model);
  return {
    services: [
      s3Service(buckets),
      elastiCacheService(caches),
      eksService(clusters, clock),
      autoScalingService(clusters),
    ],
    faults: [
      ...s3Faults(buckets),
      ...elastiCacheFaults(caches),
      ...eksFaults(clusters, model),
    ],
    metrics: [s3Metrics(buckets), elastiCacheMetrics(caches)],
    restore() {
      buckets.restore();
      caches.restore();
    },
  };
}
