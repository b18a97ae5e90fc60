import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { FaultDefinition, SandboxPart } from '../part';
import { HttpServer } from '../systems/HttpServer';
import { createGitHandler } from './handler';
import { MainBranch } from './MainBranch';
import { ensureRepository } from './repository';

const USERNAME = 'twinshore';

/** The repository that holds the estate: Terraform and Argo CD in one place. */
export const ESTATE_REPOSITORY = 'mis-estate';

/**
 * A real Git server over HTTP: Git's own `http-backend` behind basic
 * authentication, and a read-only page for each commit.
 */
export const gitPart: SandboxPart = {
  name: 'git',
  async start(context) {
    const folder = path.join(context.dir, 'git');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const bare = path.join(folder, `${ESTATE_REPOSITORY}.git`);
    await ensureRepository(bare);
    const { model } = context;
    const main = await MainBranch.open(bare, () => model.changed('git'));
    model.git = main;
    model.changed('git');

    const password = await context.secret('git');
    const port = await context.port('git');
    const state = { refusing: false };
    const server = new HttpServer(
      port,
      createGitHandler({
        folder,
        username: USERNAME,
        password,
        state,
        onPush: () => {
          main.refresh().catch(error => context.log(String(error)));
        },
      }),
    );
    await server.open();
    const { url } = server;
    context.log(`Git at ${url}/${ESTATE_REPOSITORY}`);

    const refuse: FaultDefinition = {
      id: 'refuse-git',
      title: 'Git refuses every credential',
      description: 'The Git server answers 401 to every fetch and push.',
      targets: () => [],
      async inject() {
        state.refusing = true;
        main.setReachable(false);
        return async () => {
          state.refusing = false;
          main.setReachable(true);
        };
      },
    };

    const unreachable: FaultDefinition = {
      id: 'git-unreachable',
      title: 'Git cannot be reached',
      description: 'The Git server refuses connections; its mirror is there.',
      targets: () => [],
      async inject() {
        await server.close();
        main.setReachable(false);
        return async () => {
          await server.open();
          main.setReachable(true);
        };
      },
    };

    return {
      describe: () => ({
        git: {
          url,
          repository: `${url}/${ESTATE_REPOSITORY}.git`,
          webUrl: `${url}/${ESTATE_REPOSITORY}`,
          username: USERNAME,
          password,
        },
      }),
      faults: [refuse, unreachable],
      async stop() {
        model.git = undefined;
        await server.close();
      },
    };
  },
};
