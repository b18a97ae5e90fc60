import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { git } from '../git/git';
import { createGitHandler } from '../git/handler';
import { ESTATE_REPOSITORY } from '../git/part';
import type { SandboxContext } from '../part';
import { HttpServer } from '../systems/HttpServer';

const USERNAME = 'twinshore';
/** The tree without a file, which every repository knows. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const MAIN = 'refs/heads/main';

/**
 * A real mirror of the estate's repository in the DR region, which follows
 * whenever something is pushed.
 */
export class GitMirror {
  readonly password: string;
  readonly username = USERNAME;
  readonly #bare: string;
  readonly #source: string;
  readonly #context: SandboxContext;
  readonly #server: HttpServer;
  #paused = false;
  /** What it does, one after the other. */
  #done: Promise<void> = Promise.resolve();

  private constructor(
    context: SandboxContext,
    folder: string,
    options: { port: number; password: string },
  ) {
    this.#context = context;
    this.#source = path.join(context.dir, 'git', `${ESTATE_REPOSITORY}.git`);
    this.#bare = path.join(folder, `${ESTATE_REPOSITORY}.git`);
    this.password = options.password;
    this.#server = new HttpServer(
      options.port,
      createGitHandler({
        folder,
        username: USERNAME,
        password: options.password,
        state: { refusing: false },
      }),
    );
  }

  /** Undefined where this sandbox has no Git to mirror. */
  static async start(context: SandboxContext): Promise<GitMirror | undefined> {
    if (!context.model.git) return undefined;
    const folder = path.join(context.dir, 'git-mirror');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const mirror = new GitMirror(context, folder, {
      port: await context.port('delivery/git-mirror'),
      password: await context.secret('delivery/git-mirror'),
    });
    if (!existsSync(path.join(mirror.#bare, 'HEAD'))) {
      await git(['init', '--quiet', '--bare', mirror.#bare], folder);
      await git(['symbolic-ref', 'HEAD', MAIN], mirror.#bare);
    }
    await mirror.#fetch();
    context.model.on('change', mirror.#onChange);
    context.model.siteReactions.add(mirror.#onSite);
    await mirror.#onSite();
    return mirror;
  }

  get url(): string {
    return `${this.#server.url}/${ESTATE_REPOSITORY}.git`;
  }

  /** Lets it stay behind, at a commit that the repository does not have. */
  async setBehind(behind: boolean): Promise<void> {
    this.#paused = behind;
    await this.#after(async () => {
      if (!behind) {
        await this.#fetch();
        return;
      }
      const other = await git(
        ['commit-tree', EMPTY_TREE, '-m', 'An older state'],
        this.#bare,
      );
      await git(['update-ref', MAIN, other.trim()], this.#bare);
    });
  }

  async stop(): Promise<void> {
    this.#context.model.off('change', this.#onChange);
    this.#context.model.siteReactions.delete(this.#onSite);
    await this.#done.catch(() => {});
    await this.#server.close();
  }

  readonly #onChange = (what: string) => {
    if (what !== 'git' || this.#paused) return;
    this.#after(() => this.#fetch()).catch(error =>
      this.#context.log(String(error)),
    );
  };

  readonly #onSite = async () => {
    if (this.#context.model.lostSites.has('aws-dr')) await this.#server.close();
    else await this.#server.open();
  };

  #after(step: () => Promise<void>): Promise<void> {
    this.#done = this.#done.catch(() => {}).then(step);
    return this.#done;
  }

  async #fetch(): Promise<void> {
    await git(
      ['fetch', '--quiet', '--prune', this.#source, '+refs/*:refs/*'],
      this.#bare,
    );
  }
}
