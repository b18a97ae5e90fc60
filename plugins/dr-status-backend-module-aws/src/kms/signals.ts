/** Name and shape of what the KMS source reports on key stores. */

export const KMS_KEYS = 'aws.kms.keys';

export type KmsKey =
  /** `name` as it is configured: an alias, an id or an ARN. */
  | { name: string; missing: true }
  | {
      name: string;
      missing: false;
      /** Related multi-Region keys share it; it begins with `mrk-`. */
      id: string;
      state: string;
      /** When a key that is pending deletion goes. */
      deletionDate: string | null;
      /** PRIMARY or REPLICA; null for a key of one region alone. */
      multiRegion: string | null;
      primaryRegion: string | null;
      replicaRegions: string[];
      /** Null where KMS does not rotate: no symmetric key with KMS's own material. */
      rotation: { enabled: boolean; periodDays: number | null } | null;
      /** Store outside of KMS that holds the key material. */
      customStore: { id: string; connection: string } | null;
    };

export type PresentKey = Extract<KmsKey, { missing: false }>;

export type KmsKeys = { region: string; keys: KmsKey[] };
