import { createHash, randomBytes } from 'node:crypto';
import type { SandboxContext } from '../part';
import type { AccessKey } from './server/Credentials';
import { AWS_SITES, type AwsSite } from './sites';

/** One of the account numbers that AWS keeps for examples. */
export const ACCOUNT_ID = '111122223333';

/** The user that the portal's keys belong to. */
export const USER_NAME = 'twinshore-portal';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The portal has one key for each site, so that each can be refused apart. */
export async function accessKeys(
  context: SandboxContext,
): Promise<Record<AwsSite, AccessKey>> {
  const keys = await Promise.all(
    AWS_SITES.map(async site => {
      const seed = await context.secret(`aws-access-key-${site}`);
      const secret = await context.secret(`aws-secret-key-${site}`);
      return [
        site,
        {
          accessKeyId: `AKIA${letters(`${site}:${seed}`, 16)}`,
          secretAccessKey: secret,
        },
      ] as const;
    }),
  );
  return Object.fromEntries(keys) as Record<AwsSite, AccessKey>;
}

export function anotherSecret(): string {
  return randomBytes(30).toString('base64');
}

function letters(seed: string, count: number): string {
  const bytes = createHash('sha256').update(seed).digest();
  return [...bytes.subarray(0, count)]
    .map(byte => ALPHABET[byte % 32])
    .join('');
}
