import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { planDrTwin } from '../drTwin/plan';
import { terraformRoot } from '../drTwin/render';
import { readEstate } from './estate';

/** `twinshore:dr-twin:plan`: decides addresses and sizes; writes nothing. */
export function createPlanDrTwinAction(catalog: CatalogService) {
  return createTemplateAction({
    id: 'twinshore:dr-twin:plan',
    description:
      'Decides the addresses and sizes of a DR twin from the catalog.',
    supportsDryRun: true,
    schema: {
      input: {
        name: z =>
          z.string({ description: 'Name of the twin and of its network' }),
        tier: z => z.enum(['edge', 'application', 'data']),
        workload: z => z.string({ description: 'Entity ref of the component' }),
        site: z => z.string({ description: 'Entity ref of the recovery site' }),
        productionSite: z =>
          z.string({ description: 'Entity ref of the site it twins' }),
        cidr: z =>
          z
            .string({
              description: 'Address block; the first free one when empty',
            })
            .optional(),
        replicas: z => z.number({ description: 'Replicas in warm standby' }),
      },
      output: {
        plan: z => z.record(z.any()),
        terraformRoot: z => z.string(),
        site: z => z.string(),
        workload: z => z.string(),
        cidr: z => z.string(),
      },
    },
    async handler(ctx) {
      const entities = await readEstate(
        catalog,
        await ctx.getInitiatorCredentials(),
      );
      const plan = planDrTwin(
        { ...ctx.input, cidr: ctx.input.cidr || undefined },
        entities,
      );
      ctx.logger.info(
        `${plan.name}: ${plan.cidr} on ${plan.site}, ${plan.subnets.length} zones, ${plan.workload.replicas} replicas of ${plan.workload.name}`,
      );
      ctx.output('plan', plan as unknown as Record<string, unknown>);
      ctx.output('terraformRoot', terraformRoot(plan));
      ctx.output('site', plan.site);
      ctx.output('workload', plan.workload.name);
      ctx.output('cidr', plan.cidr);
    },
  });
}
