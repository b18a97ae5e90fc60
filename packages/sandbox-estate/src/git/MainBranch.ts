import { parse } from 'yaml';
import type { GitControl } from '../model';
import { git } from './git';

const BRANCH = 'refs/heads/main';
const FOLDER = 'manifests';

/** What the main branch of a bare repository holds, for who follows it. */
export class MainBranch implements GitControl {
  readonly #bare: string;
  readonly #onChange: () => void;
  #revision = '';
  #reachable = true;
  #tags: Record<string, string> = {};

  private constructor(bare: string, onChange: () => void) {
    this.#bare = bare;
    this.#onChange = onChange;
  }

  static async open(bare: string, onChange: () => void): Promise<MainBranch> {
    const main = new MainBranch(bare, onChange);
    await main.#read();
    return main;
  }

  get revision(): string {
    return this.#revision;
  }

  get tags(): Record<string, string> {
    return this.#tags;
  }

  get reachable(): boolean {
    return this.#reachable;
  }

  /** To be called when its server no longer serves it, or does again. */
  setReachable(reachable: boolean): void {
    this.#reachable = reachable;
    this.#onChange();
  }

  /** To be called when somebody may have moved it. */
  async refresh(): Promise<void> {
    const before = this.#revision;
    await this.#read();
    if (this.#revision !== before) {
      this.#onChange();
    }
  }

  async commit(message: string): Promise<void> {
    const revision = await git(
      ['commit-tree', `${BRANCH}^{tree}`, '-p', BRANCH, '-m', message],
      this.#bare,
    );
    await git(['update-ref', BRANCH, revision.trim()], this.#bare);
    await this.refresh();
  }

  async #read(): Promise<void> {
    const revision = await git(['rev-parse', BRANCH], this.#bare);
    const folders = await git(
      ['ls-tree', '--name-only', BRANCH, `${FOLDER}/`],
      this.#bare,
    );
    const tags: Record<string, string> = {};
    for (const folder of folders.split('\n').filter(Boolean)) {
      const tag = await this.#tagOf(`${folder}/base/deployment.yaml`);
      if (tag) {
        tags[folder.slice(FOLDER.length + 1)] = tag;
      }
    }
    this.#tags = tags;
    this.#revision = revision.trim();
  }

  /** Undefined where the file is not there, or is no Deployment. */
  async #tagOf(file: string): Promise<string | undefined> {
    try {
      const text = await git(['show', `${BRANCH}:${file}`], this.#bare);
      const image = parse(text)?.spec?.template?.spec?.containers?.[0]?.image;
      return /:([^:/@]+)$/.exec(String(image))?.[1];
    } catch {
      return undefined;
    }
  }
}
