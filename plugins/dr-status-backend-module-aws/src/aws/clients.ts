import { ACMClient } from '@aws-sdk/client-acm';
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DirectConnectClient } from '@aws-sdk/client-direct-connect';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECRClient } from '@aws-sdk/client-ecr';
import { EKSClient } from '@aws-sdk/client-eks';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { RDSClient } from '@aws-sdk/client-rds';
import { Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { WAFV2Client } from '@aws-sdk/client-wafv2';
import { XRayClient } from '@aws-sdk/client-xray';
import type { AwsCredentialsManager } from '@backstage/integration-aws-node';
import {
  boundAwsAnswers,
  type AwsAccess,
  type AwsClientWithAnswers,
} from '@twinshore/plugin-dr-status-node';

interface ClientConfiguration {
  region: string;
  credentials: Awaited<
    ReturnType<AwsCredentialsManager['getCredentialProvider']>
  >['sdkCredentialProvider'];
  endpoint?: string;
  forcePathStyle?: boolean;
  maxAttempts: number;
  requestHandler: { connectionTimeout: number; requestTimeout: number };
}

type ClientClass = new (
  configuration: ClientConfiguration,
) => AwsClientWithAnswers & {
  destroy(): void;
};

const CLASSES = {
  cloudwatch: CloudWatchClient,
  rds: RDSClient,
  route53: Route53Client,
  acm: ACMClient,
  autoscaling: AutoScalingClient,
  directconnect: DirectConnectClient,
  ec2: EC2Client,
  ecr: ECRClient,
  eks: EKSClient,
  elasticache: ElastiCacheClient,
  elbv2: ElasticLoadBalancingV2Client,
  iam: IAMClient,
  kms: KMSClient,
  s3: S3Client,
  secretsmanager: SecretsManagerClient,
  wafv2: WAFV2Client,
  xray: XRayClient,
} satisfies Record<string, ClientClass>;

type Clients = {
  [K in keyof typeof CLASSES]: InstanceType<(typeof CLASSES)[K]>;
};

/**
 * SDK clients of one source, made when they are first needed. They try at most
 * twice: waiting longer is the collector's business. They read no answer
 * without end.
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
    const credentials = await this.#credentials();
    // Another call may have made it meanwhile: one that is replaced would never be closed.
    const made = this.#made.get(key);
    if (made) {
      return made as Clients[K];
    }
    const { endpoint } = this.#access;
    const milliseconds = this.#timeoutSeconds * 1000;
    const client = new (CLASSES[service] as ClientClass)({
      region,
      credentials,
      ...(endpoint && { endpoint }),
      // Only AWS itself has a host name for each bucket.
      ...(endpoint && service === 's3' && { forcePathStyle: true }),
      maxAttempts: 2,
      requestHandler: {
        connectionTimeout: milliseconds,
        requestTimeout: milliseconds,
      },
    });
    boundAwsAnswers(client);
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
