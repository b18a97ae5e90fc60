import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import {
  cloneRepo,
  createTemplateAction,
} from '@backstage/plugin-scaffolder-node';
import type { ChangeRepository } from '../change/configuration';
import { CHECKOUT } from './change';

/** `twinshore:change:checkout`: the estate repository as it is now. */
export function createCheckoutAction(repository: ChangeRepository) {
  return createTemplateAction({
    id: 'twinshore:change:checkout',
    description: 'Fetches the estate repository into the workspace.',
    async handler(ctx) {
      const dir = resolveSafeChildPath(ctx.workspacePath, CHECKOUT);
      try {
        await cloneRepo({
          url: repository.url,
          dir,
          auth: {
            username: repository.username,
            password: repository.password,
          },
          logger: ctx.logger,
          ref: repository.branch,
          depth: 1,
        });
      } catch (error) {
        throw new Error(
          `The estate repository ${repository.webUrl} could not be fetched: ${
            (error as Error).message
          }. Check twinshore.changes.git in the configuration.`,
        );
      }
    },
  });
}
