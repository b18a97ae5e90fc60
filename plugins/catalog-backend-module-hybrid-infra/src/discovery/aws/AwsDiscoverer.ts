import {
  boundAwsAnswers,
  toAwsFailure,
  type AwsClientWithAnswers,
} from '@twinshore/plugin-dr-status-node';
import type { Discoverer, FoundResource } from '../Discoverer';

/** Tag by which a resource names the entity that declares it. */
const ENTITY_TAG = 'twinshore.io/entity';

export interface Tag {
  Key?: string;
  Value?: string;
}

export function entityOfTags(tags: readonly Tag[] | undefined) {
  return tags?.find(({ Key }) => Key === ENTITY_TAG)?.Value;
}

/** What a client of the SDK is built with. */
export interface AwsClientSettings {
  region: string;
  credentials: any;
  endpoint?: string;
  maxAttempts: number;
  requestHandler: { connectionTimeout: number; requestTimeout: number };
}

export interface Asked {
  region: string;
  accountId: string;
  signal: AbortSignal;
}

/** One kind of resource of AWS: which client lists it, and how. */
export interface AwsFinder<C extends AwsClientWithAnswers = any> {
  /** As `types` of the configuration names it. */
  type: string;
  title: string;
  /** IAM actions that it needs. */
  actions: string[];
  /** Prefixes of the ARNs of all that it finds. */
  covers(where: { region: string; accountId: string }): string[];
  client(settings: AwsClientSettings): C & { destroy(): void };
  find(client: C, asked: Asked): Promise<FoundResource[]>;
}

/** Lists one kind of resource of one account and region. */
export class AwsDiscoverer implements Discoverer {
  readonly id: string;
  readonly title: string;
  readonly covers: string[];
  readonly leastPrivilege: string;
  readonly site?: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly owner: string;
  readonly ignore: readonly RegExp[];
  readonly #finder: AwsFinder;
  readonly #region: string;
  readonly #accountId: string;
  readonly #endpoint?: string;
  readonly #credentials: () => Promise<unknown>;
  #client?: ReturnType<AwsFinder['client']>;

  constructor(options: {
    name: string;
    finder: AwsFinder;
    region: string;
    accountId: string;
    endpoint?: string;
    site?: string;
    intervalSeconds: number;
    timeoutSeconds: number;
    owner: string;
    ignore: readonly RegExp[];
    credentials(): Promise<unknown>;
  }) {
    const { finder, region, accountId } = options;
    this.id = `aws:${options.name}:${finder.type}`;
    this.title = `${finder.title} in ${region}`;
    this.covers = finder.covers({ region, accountId });
    this.leastPrivilege = `IAM: ${finder.actions.join(', ')} on *.`;
    this.site = options.site;
    this.intervalSeconds = options.intervalSeconds;
    this.timeoutSeconds = options.timeoutSeconds;
    this.owner = options.owner;
    this.ignore = options.ignore;
    this.#finder = finder;
    this.#region = region;
    this.#accountId = accountId;
    this.#endpoint = options.endpoint;
    this.#credentials = options.credentials;
  }

  async discover(signal: AbortSignal): Promise<FoundResource[]> {
    try {
      this.#client ??= await this.#connect();
      return await this.#finder.find(this.#client, {
        region: this.#region,
        accountId: this.#accountId,
        signal,
      });
    } catch (error) {
      throw toAwsFailure(
        error,
        {
          name: this.title,
          endpoint: this.#endpoint,
          timeoutSeconds: this.timeoutSeconds,
        },
        signal.aborted,
      );
    }
  }

  async close(): Promise<void> {
    this.#client?.destroy();
    this.#client = undefined;
  }

  async #connect() {
    const milliseconds = this.timeoutSeconds * 1000;
    const client = this.#finder.client({
      region: this.#region,
      credentials: await this.#credentials(),
      endpoint: this.#endpoint,
      maxAttempts: 2,
      requestHandler: {
        connectionTimeout: milliseconds,
        requestTimeout: milliseconds,
      },
    });
    boundAwsAnswers(client);
    return client;
  }
}
