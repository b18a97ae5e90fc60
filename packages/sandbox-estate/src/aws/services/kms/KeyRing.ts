import { createHash } from 'node:crypto';
import { AWS_SITES, type AwsSite } from '../../sites';

/** Aliases of the keys that the data of the AWS sites is encrypted with. */
export const KEY_ALIASES = [
  'alias/mis-database',
  'alias/mis-documents',
  'alias/mis-secrets',
] as const;
export type KeyAlias = (typeof KEY_ALIASES)[number];

/** Site where the keys were made; the others hold replicas. */
export const PRIMARY_SITE: AwsSite = 'aws-primary';

/** Related keys of several regions have one id, which begins like this. */
export const keyId = (alias: KeyAlias) =>
  `mrk-${createHash('sha256').update(alias).digest('hex').slice(0, 32)}`;

export type KeyPlace = `${AwsSite}/${KeyAlias}`;

export const KEY_PLACES: KeyPlace[] = AWS_SITES.flatMap(site =>
  KEY_ALIASES.map((alias): KeyPlace => `${site}/${alias}`),
);

/** What has been done to the account's multi-Region keys. */
export class KeyRing {
  readonly disabled = new Set<KeyPlace>();
  /** When each goes, milliseconds since the epoch. */
  readonly pendingDeletion = new Map<KeyPlace, number>();
  /** Rotation is a property that all related keys share. */
  readonly notRotated = new Set<KeyAlias>();

  /** @param at - when the key goes for good */
  scheduleDeletion(place: KeyPlace, at: number): () => void {
    this.pendingDeletion.set(place, at);
    return () => {
      this.pendingDeletion.delete(place);
    };
  }

  state(site: AwsSite, alias: KeyAlias) {
    const place: KeyPlace = `${site}/${alias}`;
    if (this.pendingDeletion.has(place)) return 'PendingDeletion';
    return this.disabled.has(place) ? 'Disabled' : 'Enabled';
  }
}
