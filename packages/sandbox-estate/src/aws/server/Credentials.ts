/** An access key of the account, as the portal is given it. */
export interface AccessKey {
  accessKeyId: string;
  secretAccessKey: string;
}

/** The access keys that the account's endpoints know. */
export class Credentials {
  readonly #secrets = new Map<string, string>();

  constructor(keys: Iterable<AccessKey>) {
    for (const key of keys) {
      this.#secrets.set(key.accessKeyId, key.secretAccessKey);
    }
  }

  secretOf(accessKeyId: string): string | undefined {
    return this.#secrets.get(accessKeyId);
  }

  /** Replaces the secret of a key: whoever signs with the one before is refused. */
  rotate(accessKeyId: string, secretAccessKey: string): void {
    this.#secrets.set(accessKeyId, secretAccessKey);
  }
}
