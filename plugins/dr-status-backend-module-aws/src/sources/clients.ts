import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { RDSClient } from '@aws-sdk/client-rds';
import { Route53Client } from '@aws-sdk/client-route-53';
import type { AwsCredentialsManager } from '@backstage/integration-aws-node';

export interface AwsAccess {
  accountId?: string;
  credentials?: {
    accessKeyId: string;
    secretAccessKey: string;
    sessionToken?: string;
  };
  endpoint?: string;
}

interface ClientConfiguration {
  region: string;
  credentials: Awaited<
    ReturnType<AwsCredentialsManager['getCredentialProvider']>
  >['sdkCredentialProvider'];
  endpoint?: string;
  maxAttempts: number;
  requestHandler: { connectionTimeout: number; requestTimeout: number };
}

type ClientClass = new (configuration: ClientConfiguration) => {
  destroy(): void;
};

const CLASSES = {
  rds: RDSClient,
  route53: Route53Client,
  cloudwatch: CloudWatchClient,
} satisfies Record<string, ClientClass>;

type Clients = {
  [K in keyof typeof CLASSES]: InstanceType<(typeof CLASSES)[K]>;
};

/**
 * SDK clients of one source, made when they are first needed. They try at most
 * twice: waiting longer is the collector's business.
 */
export class AwsClients {
  readonly #access: AwsAccess;
  readonly #manager: () => AwsCredentialsManager;
  readonly #timeoutSeconds: number;
  readonly #made = new Map<string, { destroy(): void }>();

  constructor(options: {
    access: AwsAccess;
    /** Asked only when the source brings no credentials of its own. */
    manager: () => AwsCredentialsManager;
    timeoutSeconds: number;
  }) {
    this.#access = options.access;
    this.#manager = options.manager;
    this.#timeoutSeconds = options.timeoutSeconds;
  }

  async get<K extends keyof Clients>(
    service: K,
    region: string,
  ): Promise<Clients[K]> {
    const key = `${service} ${region}`;
    const known = this.#made.get(key);
    if (known) {
      return known as Clients[K];
    }
    const { endpoint } = this.#access;
    const milliseconds = this.#timeoutSeconds * 1000;
    const client = new (CLASSES[service] as ClientClass)({
      region,
      credentials: await this.#credentials(),
      ...(endpoint && { endpoint }),
      maxAttempts: 2,
      requestHandler: {
        connectionTimeout: milliseconds,
        requestTimeout: milliseconds,
      },
    });
    this.#made.set(key, client);
    return client as Clients[K];
  }

  async #credentials(): Promise<ClientConfiguration['credentials']> {
    const { credentials, accountId } = this.#access;
    if (credentials) {
      return async () => credentials;
    }
    const provider = await this.#manager().getCredentialProvider({ accountId });
    return provider.sdkCredentialProvider;
  }

  destroy(): void {
    for (const client of this.#made.values()) {
      client.destroy();
    }
    this.#made.clear();
  }
}
