import type { Config } from '@backstage/config';

/** How one account of AWS is asked, and where. @public */
export interface AwsAccess {
  /** Account whose credentials Backstage's `aws.accounts` gives. */
  accountId?: string;
  /** Credentials of the item's own. */
  credentials?: {
    accessKeyId: string;
    secretAccessKey: string;
    sessionToken?: string;
  };
  /** An endpoint other than AWS's own. */
  endpoint?: string;
}

/**
 * Reads `accountId` or `credentials`, and `endpoint`, of a configured item.
 * @param at - configuration key of the item, for messages
 * @public
 */
export function readAwsAccess(item: Config, at: string): AwsAccess {
  const own = item.getOptionalConfig('credentials');
  const accountId = item.getOptionalString('accountId');
  if (!own && !accountId) {
    throw new Error(
      `Missing required config value at '${at}.accountId': the account whose credentials aws.accounts gives`,
    );
  }
  if (accountId !== undefined && !/^\d{12}$/.test(accountId)) {
    throw new Error(
      `Invalid value at '${at}.accountId': an account id has 12 digits; put it in quotes`,
    );
  }
  const endpoint = item.getOptionalString('endpoint');
  if (endpoint !== undefined && !/^https?:\/\/[^/]/.test(endpoint)) {
    throw new Error(
      `Invalid value at '${at}.endpoint': "${endpoint}" is no http or https URL`,
    );
  }
  return {
    accountId,
    credentials: own && {
      accessKeyId: own.getString('accessKeyId'),
      secretAccessKey: own.getString('secretAccessKey'),
      sessionToken: own.getOptionalString('sessionToken'),
    },
    endpoint,
  };
}
