import type { Config } from '@backstage/config';

/** Where changes go: one Git repository that holds the estate. */
export interface ChangeRepository {
  /** HTTP address that Git clones from and pushes to. */
  url: string;
  /** Address for people; commits stand under `<webUrl>/commit/<hash>`. */
  webUrl: string;
  username: string;
  password: string;
  /** Branch that the estate follows. */
  branch: string;
}

/** Reads `twinshore.changes.git`; undefined when changes are not set up. */
export function readChangeRepository(
  config: Config,
): ChangeRepository | undefined {
  const git = config.getOptionalConfig('twinshore.changes.git');
  if (!git) return undefined;
  const url = git.getString('repository');
  return {
    url,
    webUrl: git.getOptionalString('webUrl') ?? url.replace(/\.git$/, ''),
    username: git.getString('username'),
    password: git.getString('password'),
    branch: git.getOptionalString('branch') ?? 'main',
  };
}
