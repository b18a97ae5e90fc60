import {
  basicAuthorization,
  bearerAuthorization,
  ConfiguredSource,
  HttpEndpoint,
  SourceFailure,
  type HttpAccess,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { readAdvertisement } from './advertisement';
import {
  GIT_REPOSITORIES,
  type GitCopy,
  type GitRepositories,
} from './signals';

/** Share of the source's time for one copy, so that one that hangs does not silence the others. */
const SHARE_OF_TIME = 0.8;
const LEAST_PRIVILEGE = 'to read (clone) the repository over HTTPS';

export interface GitCopyAccess {
  name: string;
  /** Configuration key, for messages. */
  key: string;
  access: HttpAccess;
}

export interface GitOptions {
  branch: string;
  copies: GitCopyAccess[];
}

/** Asks Git servers by smart HTTP, as `git ls-remote` does, at which commit a branch is. */
export class GitSource extends ConfiguredSource {
  readonly leastPrivilege = LEAST_PRIVILEGE;
  readonly #branch: string;
  readonly #copies: Array<{ name: string; endpoint: HttpEndpoint }>;
  readonly #seen = new Map<string, { revision: string; since: string }>();

  constructor(settings: SourceSettings, options: GitOptions) {
    super(settings);
    this.#branch = options.branch;
    this.#copies = options.copies.map(({ name, key, access }, index) => ({
      name,
      endpoint: new HttpEndpoint({
        name: index === 0 ? settings.title : `${settings.title}, ${name},`,
        url: access.url,
        ca: access.ca,
        key,
        timeoutSeconds: settings.timeoutSeconds * SHARE_OF_TIME,
        headers: {
          accept: '*/*',
          ...bearerAuthorization(access),
          ...basicAuthorization(access),
        },
        leastPrivilege: LEAST_PRIVILEGE,
      }),
    }));
  }

  async observe(context: SourceContext): Promise<ObservationInput[]> {
    const failures: SourceFailure[] = [];
    const copies = await Promise.all(
      this.#copies.map(async ({ name, endpoint }): Promise<GitCopy> => {
        try {
          const revision = await this.#ask(endpoint, context.signal);
          const seenSince = revision && this.#note(name, revision, context);
          return { name, revision, seenSince, cause: null };
        } catch (error) {
          if (!(error instanceof SourceFailure)) {
            throw error;
          }
          failures.push(error);
          return {
            name,
            revision: null,
            seenSince: null,
            cause: error.message,
          };
        }
      }),
    );
    if (failures.length === copies.length) {
      throw failures[0];
    }
    const value: GitRepositories = { branch: this.#branch, copies };
    return [{ entityRef: this.entityRefs[0], signal: GIT_REPOSITORIES, value }];
  }

  async close(): Promise<void> {
    await Promise.all(this.#copies.map(({ endpoint }) => endpoint.close()));
  }

  async #ask(
    endpoint: HttpEndpoint,
    signal: AbortSignal,
  ): Promise<string | null> {
    const { text } = await endpoint.get('/info/refs?service=git-upload-pack', {
      signal,
    });
    const references = readAdvertisement(text);
    if (!references) {
      throw endpoint.malformed('with something that is no list of Git refs');
    }
    return references.get(`refs/heads/${this.#branch}`) ?? null;
  }

  #note(name: string, revision: string, { now }: SourceContext): string {
    const known = this.#seen.get(name);
    if (known?.revision === revision) {
      return known.since;
    }
    const since = new Date(now()).toISOString();
    this.#seen.set(name, { revision, since });
    return since;
  }
}
