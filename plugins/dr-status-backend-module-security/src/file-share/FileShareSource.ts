import {
  abortAfter,
  ConfiguredSource,
  SourceFailure,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { lookAt, type Look, type Looked } from './look';
import {
  FILE_SHARE,
  type FileShareCanary,
  type FileShareValue,
} from './signals';

const DENIED = /^(EACCES|EPERM)$/;
const GONE =
  /^(ENOENT|ENOTDIR|ESTALE|EIO|ENOTCONN|EHOSTDOWN|EHOSTUNREACH|ENODEV)$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z/;

export function readCanary(text: string | null): FileShareCanary {
  if (text === null) {
    return { state: 'missing' };
  }
  const [written] = TIME.exec(text.trim()) ?? [];
  const time = Date.parse(written ?? '');
  return Number.isNaN(time)
    ? { state: 'garbled' }
    : { state: 'read', writtenAt: new Date(time).toISOString() };
}

/** A share of a network file system, by where it is mounted at the portal. */
export class FileShareSource extends ConfiguredSource {
  readonly leastPrivilege =
    'The share mounted read-only at the portal, and read on the canary file.';
  readonly #path: string;
  readonly #canary: string;
  readonly #key: string;
  #last?: Look;

  constructor(
    settings: SourceSettings,
    options: { path: string; canary: string },
  ) {
    super(settings);
    this.#path = options.path;
    this.#canary = options.canary;
    this.#key = settings.key;
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    // One process at a time waits for a server that hangs, and no more.
    if (this.#last?.hangs()) {
      throw this.#hung();
    }
    const limit = AbortSignal.any([
      signal,
      abortAfter(this.timeoutSeconds * 0.9),
    ]);
    this.#last = lookAt(this.#path, this.#canary, limit);
    const found = await this.#last.found;
    if (limit.aborted) {
      throw this.#hung();
    }
    const value = this.#describe(found);
    return [
      {
        entityRef: this.entityRefs[0],
        signal: FILE_SHARE,
        value: { ...value, canary: { ...value.canary } },
      },
    ];
  }

  #hung(): SourceFailure {
    return new SourceFailure(
      'timed-out',
      `The share at ${this.#path} did not answer within ${
        this.timeoutSeconds
      } s.`,
      'Check the file server and the network to it. Mounts with the option soft fail instead of hanging.',
    );
  }

  #describe(found: Looked | undefined): FileShareValue {
    if (!found) {
      throw new SourceFailure(
        'failed',
        `The process that looks at the share at ${
          this.#path
        } ended without an answer.`,
      );
    }
    if ('code' in found) {
      const { code } = found;
      if (DENIED.test(code)) {
        throw new SourceFailure(
          'unauthorized',
          `The portal may not read the share at ${this.#path} (${code}).`,
          `Let the portal’s user read the folder and the file ${this.#canary}.`,
        );
      }
      throw new SourceFailure(
        GONE.test(code) ? 'unreachable' : 'failed',
        `The share at ${this.#path} cannot be read (${code}).`,
        `Check that it is mounted, and ${this.#key}.path.`,
      );
    }
    const { bsize, blocks, bavail, files, ffree } = found;
    return {
      totalBytes: bsize * blocks,
      availableBytes: bsize * bavail,
      totalFiles: files,
      availableFiles: ffree,
      canary: readCanary(found.canary),
    };
  }
}
