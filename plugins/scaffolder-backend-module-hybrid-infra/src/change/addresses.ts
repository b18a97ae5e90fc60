import type { Entity } from '@backstage/catalog-model';
import { planDrTwin, type DrTwinPlan } from '../drTwin/plan';
import type { CheckFinding } from './check';

/** The block is still free: the catalog is asked again at the last moment. */
export function checkAddresses(
  plan: DrTwinPlan,
  entities: readonly Entity[],
): CheckFinding {
  const check = 'Addresses collide with nothing';
  try {
    const again = planDrTwin(
      {
        name: plan.name,
        tier: plan.tier as 'application',
        workload: `component:default/${plan.workload.name}`,
        site: `resource:default/${plan.site}`,
        productionSite: `resource:default/${plan.productionSite}`,
        cidr: plan.cidr,
        replicas: plan.workload.replicas,
      },
      entities,
    );
    return {
      check,
      outcome: 'passed',
      detail: `${plan.cidr} against ${again.addressProof.length} declared blocks of every site`,
    };
  } catch (error) {
    return { check, outcome: 'failed', detail: (error as Error).message };
  }
}
