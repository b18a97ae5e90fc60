import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  addFiles,
  commitAndPushBranch,
  createBranch,
  createTemplateAction,
} from '@backstage/plugin-scaffolder-node';
import type { ChangeRepository } from '../change/configuration';
import { CHECKOUT } from './change';

const BRANCH = /^[a-z0-9][a-z0-9-]*(\/[a-z0-9][a-z0-9-]*)*$/;

/** `twinshore:change:publish`: one commit on a branch of its own, for review. */
export function createPublishAction(repository: ChangeRepository) {
  return createTemplateAction({
    id: 'twinshore:change:publish',
    description: 'Commits the workspace to a branch of the estate repository.',
    schema: {
      input: {
        branch: z => z.string({ description: 'Branch to create' }),
        title: z =>
          z.string({ description: 'First line of the commit message' }),
        description: z =>
          z.string({ description: 'Body of the commit message, Markdown' }),
      },
      output: {
        commit: z => z.string(),
        commitShort: z => z.string(),
        commitUrl: z => z.string(),
        branch: z => z.string(),
      },
    },
    async handler(ctx) {
      // The task's own id makes the branch unique and a second run of a step find its own.
      const branch = `${ctx.input.branch}-${ctx.task.id.slice(0, 8)}`;
      if (!BRANCH.test(branch)) {
        throw new InputError(`branch: "${branch}" is not a plain branch name`);
      }
      const dir = resolveSafeChildPath(ctx.workspacePath, CHECKOUT);
      const auth = {
        username: repository.username,
        password: repository.password,
      };
      const hash = await ctx.checkpoint({
        key: `publish.${branch}`,
        fn: async () => {
          await createBranch({ dir, ref: branch, auth, logger: ctx.logger });
          await addFiles({ dir, filepath: '.', auth, logger: ctx.logger });
          const author = ctx.user?.entity?.spec?.profile;
          const { commitHash } = await commitAndPushBranch({
            dir,
            auth,
            logger: ctx.logger,
            commitMessage: message(
              ctx.input.title,
              ctx.input.description,
              ctx.user?.ref,
            ),
            gitAuthorInfo: {
              name: author?.displayName ?? 'Twinshore',
              email: author?.email ?? 'twinshore@localhost',
            },
            branch,
            remoteRef: branch,
          });
          return commitHash;
        },
      });
      ctx.logger.info(`Offered for review on ${branch}: ${hash}`);
      ctx.output('commit', hash);
      ctx.output('commitShort', hash.slice(0, 8));
      ctx.output('commitUrl', `${repository.webUrl}/commit/${hash}`);
      ctx.output('branch', branch);
    },
  });
}

function message(title: string, body: string, userRef?: string): string {
  const firstLine = title.replace(/\s+/g, ' ').trim();
  return `${firstLine}\n\n${body.trim()}\n${
    userRef ? `\nRequested-by: ${userRef}\n` : ''
  }`;
}
