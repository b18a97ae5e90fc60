import type { Config } from '@backstage/config';
import type { AwsCredentialsManager } from '@backstage/integration-aws-node';
import {
  readAwsAccess,
  type AwsAccess,
} from '@twinshore/plugin-dr-status-node';
import type { ResilienceHub } from './ResilienceHub';
import { ResilienceHubV1 } from './v1/ResilienceHubV1';

type Open = (options: {
  region: string;
  access: AwsAccess;
  manager: () => AwsCredentialsManager;
  timeoutSeconds: number;
}) => ResilienceHub;

/** The adapters, by the generation of the API that they speak. */
const ADAPTERS: Record<string, Open> = {
  v1: ({ manager, access, ...options }) =>
    new ResilienceHubV1({
      ...options,
      access,
      credentials: async () => {
        const { credentials, accountId } = access;
        if (credentials) {
          return async () => credentials;
        }
        const provider = await manager().getCredentialProvider({ accountId });
        return provider.sdkCredentialProvider;
      },
    }),
};

/** One region of one account, as a configured item says. */
export interface HubConfig {
  region: string;
  /** Reads only. */
  hub: ResilienceHub;
  /** May start assessments; absent where the configuration does not let it. */
  assessing?: ResilienceHub;
}

/** Opens the hub of an item; nothing is asked yet. */
export function openHub(
  item: Config,
  at: string,
  options: { manager: () => AwsCredentialsManager; timeoutSeconds: number },
): HubConfig {
  const region = item.getString('region');
  const api = item.getOptionalString('api') ?? 'v1';
  if (!Object.hasOwn(ADAPTERS, api)) {
    throw new Error(
      `Invalid value at '${at}.api': "${api}" is none of ${Object.keys(
        ADAPTERS,
      ).join(', ')}`,
    );
  }
  const access = readAwsAccess(item, at);
  const open = (as: AwsAccess) =>
    ADAPTERS[api]({ ...options, region, access: as });
  const assessing = item.getOptionalConfig('assessing');
  if (!assessing) {
    return { region, hub: open(access) };
  }
  const ownAccess = assessing.has('credentials') || assessing.has('accountId');
  return {
    region,
    hub: open(access),
    assessing: open(
      ownAccess
        ? {
            ...readAwsAccess(assessing, `${at}.assessing`),
            endpoint: access.endpoint,
          }
        : access,
    ),
  };
}
