import {
  ARGO_APPLICATIONS,
  bearerAuthorization,
  ConfiguredSource,
  HttpEndpoint,
  MOST_ARGO_APPLICATIONS,
  readArgoApplication,
  SourceFailure,
  type ArgoApplication,
  type HttpAccess,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';

/** An application comes with all its resources, and the API has no pages. */
const MAX_BYTES = 32 * 2 ** 20;

export interface ArgoCdOptions {
  access: HttpAccess;
  /** Only applications of these projects; all that the token may see when absent. */
  projects?: string[];
}

/**
 * Asks an Argo CD for its applications. Never with `refresh`, which would make
 * it compare with Git anew. It reports what the Kubernetes source reads of the
 * custom resources, under the same signal, so that the same rules judge both.
 */
export class ArgoCdSource extends ConfiguredSource {
  readonly leastPrivilege =
    'an account with the apiKey capability and the policy "p, <account>, applications, get, */*, allow"';
  readonly #endpoint: HttpEndpoint;
  readonly #key: string;
  readonly #path: string;

  constructor(settings: SourceSettings, options: ArgoCdOptions) {
    super(settings);
    const { access, projects = [] } = options;
    this.#key = settings.key;
    this.#endpoint = new HttpEndpoint({
      name: settings.title,
      url: access.url,
      ca: access.ca,
      key: settings.key,
      timeoutSeconds: settings.timeoutSeconds,
      headers: bearerAuthorization(access),
      leastPrivilege: this.leastPrivilege,
      maxBytes: MAX_BYTES,
    });
    const query = new URLSearchParams(
      projects.map(project => ['projects', project]),
    );
    this.#path = `/api/v1/applications${
      projects.length > 0 ? `?${query}` : ''
    }`;
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    const { items } = await this.#endpoint.getJson(this.#path, { signal });
    // Without any, Argo CD says null.
    if (!Array.isArray(items) && items !== null) {
      throw this.#endpoint.malformed('without a list of applications');
    }
    const list: unknown[] = items ?? [];
    // It leaves out what the account may not see instead of refusing.
    if (list.length === 0) {
      throw new SourceFailure(
        'unauthorized',
        `${this.title} shows no application: there is none, or the account may not see any.`,
        `Correct ${this.#key}.projects, or grant ${this.leastPrivilege}.`,
      );
    }
    if (list.length > MOST_ARGO_APPLICATIONS) {
      throw new SourceFailure(
        'misconfigured',
        `${this.title} has ${list.length} applications, more than the ${MOST_ARGO_APPLICATIONS} that are watched.`,
        `Name the projects that matter in ${
          this.#key
        }.projects, or restrict the account’s policy.`,
      );
    }
    const value = list.map((object): ArgoApplication => {
      const application = readArgoApplication(object);
      if (!application) {
        throw this.#endpoint.malformed('with an application without a name');
      }
      return application;
    });
    return [
      { entityRef: this.entityRefs[0], signal: ARGO_APPLICATIONS, value },
    ];
  }

  async close(): Promise<void> {
    await this.#endpoint.close();
  }
}
