import type { EstateModel } from '../../../model';
import type { Clock } from '../../clock';
import type { KeyAlias, KeyRing } from '../kms/KeyRing';

const DAY_MS = 86_400_000;
/** How long Secrets Manager tries to copy a version before it says that it failed. */
const PATIENCE_MS = 60_000;
const LINK = 'inter-region';
/** Encrypts the secrets, in each region by its own related key. */
export const SECRETS_KEY: KeyAlias = 'alias/mis-secrets';
const KEY_REFUSES =
  'Replication failed: Access to the KMS key in the replica Region is denied.';

export const SECRET_NAMES = [
  'mis/cache-auth',
  'mis/database',
  'mis/partner-api',
  'mis/session-key',
] as const;
export type SecretName = (typeof SECRET_NAMES)[number];

export interface StoredSecret {
  name: SecretName;
  /** Days between rotations; absent where people rotate it. */
  rotationDays?: number;
  lastRotatedAt: number;
  /** When its newest version was written at the primary. */
  versionAt: number;
  /** When the version was written that the DR region has. */
  copiedAt: number;
}

export interface CopyStatus {
  status: 'InSync' | 'InProgress' | 'Failed';
  message?: string;
}

/**
 * Secrets of the account: written in the primary region, copied to the DR
 * region over the link between them. A version that is written while the link
 * is cut waits, then fails; once the link is back it is copied. A version that
 * the replica's key refuses fails at once.
 */
export class Vault {
  readonly secrets: StoredSecret[];
  readonly replicationFails = new Set<SecretName>();
  readonly rotationOverdue = new Set<SecretName>();
  /** When each was marked, milliseconds since the epoch. */
  readonly deleted = new Map<SecretName, number>();
  readonly #model: EstateModel;
  readonly #keys: KeyRing;
  readonly #clock: Clock;

  constructor(model: EstateModel, keys: KeyRing, clock: Clock) {
    this.#model = model;
    this.#keys = keys;
    this.#clock = clock;
    const rotated = (days: number) => clock.now() - days * DAY_MS;
    const secret = (
      name: SecretName,
      daysAgo: number,
      rotationDays?: number,
    ): StoredSecret => ({
      name,
      rotationDays,
      lastRotatedAt: rotated(daysAgo),
      versionAt: rotated(daysAgo),
      copiedAt: rotated(daysAgo),
    });
    this.secrets = [
      secret('mis/cache-auth', 9, 30),
      secret('mis/database', 12, 30),
      // The partner gives a new one each year.
      secret('mis/partner-api', 140),
      secret('mis/session-key', 3, 7),
    ];
  }

  delete(name: SecretName): () => void {
    this.deleted.set(name, this.#clock.now());
    return () => {
      this.deleted.delete(name);
    };
  }

  /** Writes a new version. */
  rotate(secret: StoredSecret): void {
    secret.lastRotatedAt = this.#clock.now();
    secret.versionAt = secret.lastRotatedAt;
  }

  lastRotatedAt(secret: StoredSecret): number {
    const { name, lastRotatedAt, rotationDays = 0 } = secret;
    return this.rotationOverdue.has(name)
      ? lastRotatedAt - (rotationDays + 10) * DAY_MS
      : lastRotatedAt;
  }

  copyStatus(secret: StoredSecret): CopyStatus {
    if (this.replicationFails.has(secret.name)) {
      return { status: 'Failed', message: KEY_REFUSES };
    }
    const usable = this.#keys.state('aws-dr', SECRETS_KEY) === 'Enabled';
    if (usable && this.#model.links.get(LINK)?.up !== false) {
      secret.copiedAt = secret.versionAt;
    }
    if (secret.copiedAt === secret.versionAt) return { status: 'InSync' };
    if (!usable) return { status: 'Failed', message: KEY_REFUSES };
    return this.#clock.now() - secret.versionAt < PATIENCE_MS
      ? { status: 'InProgress' }
      : {
          status: 'Failed',
          message: 'Replication failed: The replica Region did not answer.',
        };
  }
}
