import { DescribeClusterCommand } from '@aws-sdk/client-eks';
import {
  GetRoleCommand,
  ListOpenIDConnectProvidersCommand,
  type IAMClient,
} from '@aws-sdk/client-iam';
import {
  SourceFailure,
  type ObservationInput,
  type SourceContext,
} from '@twinshore/plugin-dr-status-node';
import { AwsSource, type AwsSourceSettings } from '../aws/AwsSource';
import { concurrently } from '../aws/concurrently';
import { malformed, toSourceFailure, type AskedService } from '../aws/failures';
import { IRSA, type Irsa, type IrsaRole } from './signals';
import { readTrustPolicy } from './trustPolicy';

export interface WatchedIdentities {
  /** Name of the EKS cluster in the source's region. */
  cluster: string;
  roles: Array<{ name: string; serviceAccount: string | null }>;
}

/** IAM is global: it signs for this region. */
const GLOBAL_REGION = 'us-east-1';
export const IAM_ACTIONS = [
  'iam:GetRole',
  'iam:ListOpenIDConnectProviders',
  'eks:DescribeCluster',
] as const;
const CALLS_AT_ONCE = 4;

/** Asks IAM which issuers the roles of the workloads trust, and EKS which one the cluster has. */
export class IamSource extends AwsSource {
  readonly #watched: WatchedIdentities;

  constructor(settings: AwsSourceSettings, watched: WatchedIdentities) {
    super(settings, 'IAM', IAM_ACTIONS);
    this.#watched = watched;
  }

  protected async ask(
    context: SourceContext,
    asked: AskedService,
  ): Promise<ObservationInput[]> {
    const { cluster, roles } = this.#watched;
    const client = await this.clients.get('iam', GLOBAL_REGION);
    const options = { abortSignal: context.signal };
    const providers = await client.send(
      new ListOpenIDConnectProvidersCommand({}),
      options,
    );
    if (!Array.isArray(providers.OpenIDConnectProviderList)) {
      throw malformed(asked, 'without a list of OpenID Connect providers');
    }
    const issuer = await this.#issuer(context, asked);
    const value: Irsa = {
      cluster,
      region: this.region,
      issuer,
      registered: providers.OpenIDConnectProviderList.some(
        ({ Arn }) => issuer && Arn?.endsWith(`:oidc-provider/${issuer}`),
      ),
      roles: await concurrently(roles, CALLS_AT_ONCE, role =>
        this.#role(client, role, context, asked),
      ),
    };
    return [{ entityRef: this.entityRefs[0], signal: IRSA, value }];
  }

  async #issuer(
    context: SourceContext,
    asked: AskedService,
  ): Promise<string | null> {
    const { region, key } = this;
    const { cluster } = this.#watched;
    const eks = { ...asked, name: `EKS in ${region}` };
    const client = await this.clients.get('eks', region);
    try {
      const answer = await client.send(
        new DescribeClusterCommand({ name: cluster }),
        { abortSignal: context.signal },
      );
      if (!answer.cluster) {
        throw malformed(eks, 'without the cluster that was asked for');
      }
      const issuer = answer.cluster.identity?.oidc?.issuer;
      return issuer?.replace(/^https:\/\//, '').replace(/\/$/, '') ?? null;
    } catch (error) {
      if ((error as Error).name === 'ResourceNotFoundException') {
        throw new SourceFailure(
          'misconfigured',
          `${eks.name} has no cluster called ${cluster}.`,
          `Correct ${key}.cluster or ${key}.region.`,
        );
      }
      throw toSourceFailure(error, eks, context.signal.aborted);
    }
  }

  async #role(
    client: IAMClient,
    { name, serviceAccount }: WatchedIdentities['roles'][number],
    context: SourceContext,
    asked: AskedService,
  ): Promise<IrsaRole> {
    try {
      const { Role } = await client.send(
        new GetRoleCommand({ RoleName: name }),
        { abortSignal: context.signal },
      );
      if (!Role?.AssumeRolePolicyDocument) {
        throw malformed(asked, 'without the trust policy of a role');
      }
      return {
        name,
        serviceAccount,
        missing: false,
        ...readTrustPolicy(Role.AssumeRolePolicyDocument),
      };
    } catch (error) {
      if (/^NoSuchEntity(Exception)?$/.test((error as Error).name)) {
        return {
          name,
          serviceAccount,
          missing: true,
          trust: [],
          notUnderstood: null,
        };
      }
      throw error;
    }
  }
}
