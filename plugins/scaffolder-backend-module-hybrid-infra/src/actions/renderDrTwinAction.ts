import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { ChangeRepository } from '../change/configuration';
import { renderDrTwin } from '../drTwin/render';
import { CHECKOUT, planFrom } from './change';

/** `twinshore:dr-twin:render`: writes the files that carry values. */
export function createRenderDrTwinAction(repository: ChangeRepository) {
  return createTemplateAction({
    id: 'twinshore:dr-twin:render',
    description:
      'Writes the values, overlay and Argo CD application of a DR twin.',
    supportsDryRun: true,
    schema: {
      input: {
        plan: z => z.record(z.any(), { description: 'Output of the plan' }),
      },
      output: { files: z => z.array(z.string()) },
    },
    async handler(ctx) {
      const dir = resolveSafeChildPath(ctx.workspacePath, CHECKOUT);
      const files = renderDrTwin(planFrom(ctx.input.plan), {
        url: repository.url,
        revision: repository.branch,
      });
      for (const [file, content] of files) {
        const target = resolveSafeChildPath(dir, file);
        await mkdir(path.dirname(target), { recursive: true });
        await writeFile(target, content);
        ctx.logger.info(`Wrote ${file}`);
      }
      ctx.output('files', [...files.keys()]);
    },
  });
}
