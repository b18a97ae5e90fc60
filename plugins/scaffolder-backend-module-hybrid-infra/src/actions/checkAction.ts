import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { checkAddresses } from '../change/addresses';
import { readChange } from '../change/check';
import { checkManifests } from '../change/manifests';
import { writeProof } from '../change/proof';
import { checkFormat, checkSyntax, checkVariables } from '../change/terraform';
import { CHECKOUT, planFrom } from './change';
import { readEstate } from './estate';

/** `twinshore:change:check`: fails the run before anything is published. */
export function createCheckAction(catalog: CatalogService) {
  return createTemplateAction({
    id: 'twinshore:change:check',
    description:
      'Checks a change: Terraform syntax, variables and format, manifests, addresses.',
    supportsDryRun: true,
    schema: {
      input: {
        plan: z => z.record(z.any(), { description: 'Output of the plan' }),
      },
      output: {
        proof: z => z.string({ description: 'What was checked, as Markdown' }),
      },
    },
    async handler(ctx) {
      const dir = resolveSafeChildPath(ctx.workspacePath, CHECKOUT);
      const plan = planFrom(ctx.input.plan);
      const change = { dir, plan, files: await readChange(dir) };
      const entities = await readEstate(
        catalog,
        await ctx.getInitiatorCredentials(),
      );
      const syntax = await checkSyntax(change);
      const findings = [
        syntax,
        // What does not parse cannot be looked into.
        ...(syntax.outcome === 'passed' ? [await checkVariables(change)] : []),
        await checkFormat(change),
        await checkManifests(change),
        checkAddresses(plan, entities),
      ];
      for (const { check, outcome, detail } of findings) {
        ctx.logger.info(`${check}: ${outcome} (${detail})`);
      }
      const failed = findings.filter(({ outcome }) => outcome === 'failed');
      if (failed.length > 0) {
        throw new InputError(
          `Nothing was published. ${failed
            .map(({ check, detail }) => `${check}: no. ${detail}`)
            .join('. ')}`,
        );
      }
      ctx.output('proof', writeProof(plan, findings));
    },
  });
}
