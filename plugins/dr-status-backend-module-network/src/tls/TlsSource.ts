import {
  ConfiguredSource,
  SourceFailure,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { handshake, type HandshakeResult, type TlsTarget } from './handshake';
import {
  TLS_ENDPOINTS,
  TLS_VERSIONS,
  type TlsEndpoint,
  type TlsVersion,
} from './signals';

export interface TlsOptions {
  endpoints: TlsTarget[];
  /** Certificates of authorities to trust besides the well-known ones, as PEM. */
  ca?: string;
}

/** Endpoints that are tried at a time. */
const AT_ONCE = 8;
/** Share of the source's time for one endpoint's first handshake, and for the others. */
const SHARE_OF_TIME = 0.4;

const LOST =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|EADDRNOTAVAIL)$/;

/** Shakes hands with each endpoint in each version of TLS. */
export class TlsSource extends ConfiguredSource {
  readonly leastPrivilege = 'none: it connects, and sends nothing';
  readonly #key: string;
  readonly #options: TlsOptions;

  constructor(settings: SourceSettings, options: TlsOptions) {
    super(settings);
    this.#key = settings.key;
    this.#options = options;
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    const { endpoints } = this.#options;
    const found: TlsEndpoint[] = new Array(endpoints.length);
    const failures: SourceFailure[] = [];
    let next = 0;
    const work = async () => {
      while (next < endpoints.length) {
        const index = next;
        next += 1;
        const result = await this.#try(endpoints[index], signal);
        if (result instanceof SourceFailure) {
          failures.push(result);
          found[index] = {
            name: endpoints[index].name,
            cause: result.message,
            versions: {},
            certificate: null,
          };
        } else {
          found[index] = result;
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (failures.length === endpoints.length) {
      throw failures[0];
    }
    return [
      {
        entityRef: this.entityRefs[0],
        signal: TLS_ENDPOINTS,
        value: { endpoints: found },
      },
    ];
  }

  async #try(
    target: TlsTarget,
    signal: AbortSignal,
  ): Promise<TlsEndpoint | SourceFailure> {
    const [newest, ...older] = TLS_VERSIONS;
    const first = await this.#shake(target, newest, signal);
    // An endpoint that is not there is not tried in every version.
    if (
      first.outcome === 'failed' &&
      LOST.test(first.code) &&
      first.code !== 'ECONNRESET'
    ) {
      return this.#failure(target, first.code);
    }
    if (first.outcome === 'failed' && first.code === 'ETIMEDOUT') {
      return this.#failure(target, first.code);
    }
    const others = await Promise.all(
      older.map(version => this.#shake(target, version, signal)),
    );
    const results = new Map<TlsVersion, HandshakeResult>([
      [newest, first],
      ...older.map((version, index): [TlsVersion, HandshakeResult] => [
        version,
        others[index],
      ]),
    ]);
    const accepted = [...results.values()].find(
      result => result.outcome === 'accepted',
    );
    if (!accepted || accepted.outcome !== 'accepted') {
      return this.#failure(
        target,
        first.outcome === 'accepted' ? '' : first.code,
      );
    }
    return {
      name: target.name,
      cause: null,
      certificate: accepted.certificate,
      versions: Object.fromEntries(
        [...results].map(([version, result]) => [version, this.#told(result)]),
      ),
    };
  }

  #shake(target: TlsTarget, version: TlsVersion, signal: AbortSignal) {
    const milliseconds = Math.ceil(this.timeoutSeconds * SHARE_OF_TIME * 1000);
    return handshake(target, version, {
      ca: this.#options.ca,
      signal: AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]),
    });
  }

  /** What a result says of a version, at an endpoint that accepts another one. */
  #told(result: HandshakeResult): 'accepted' | 'refused' | 'not-told' {
    if (result.outcome !== 'failed') {
      return result.outcome;
    }
    // Some close the connection instead of sending an alert.
    return /^(ECONNRESET|EPIPE)$/.test(result.code) ? 'refused' : 'not-told';
  }

  #failure({ name, host, port }: TlsTarget, code: string): SourceFailure {
    const at = `${name} (${host}:${port})`;
    const check = `Check that something listens there, ${
      this.#key
    }.endpoints, and the network between it and the portal.`;
    if (code === 'ETIMEDOUT') {
      return new SourceFailure(
        'timed-out',
        `${at} did not complete a TLS handshake in time.`,
        check,
      );
    }
    if (LOST.test(code)) {
      return new SourceFailure(
        'unreachable',
        `${at} cannot be reached (${code}).`,
        check,
      );
    }
    return new SourceFailure(
      'malformed',
      `${at} completes no TLS handshake in any version (${code}).`,
      `Check that ${
        this.#key
      }.endpoints names a port that speaks TLS from the first byte on.`,
    );
  }
}
