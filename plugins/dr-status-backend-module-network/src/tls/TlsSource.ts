import {
  abortAfter,
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
const AT_ONCE = 16;
/** Share of the source's time in which all must be tried, so that one that hangs does not silence the others. */
const SHARE_OF_TIME = 0.8;
/** Handshakes of one endpoint that follow each other: the newest version, then all others. */
const IN_TURN = 2;

/** Nothing was met there that could refuse a version. */
const ABSENT =
  /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|EADDRNOTAVAIL|ETIMEDOUT)$/;
/** The other end has closed the connection, as some do instead of sending an alert. */
const CLOSED = /^(ECONNRESET|EPIPE)$/;

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
    if (first.outcome === 'failed' && ABSENT.test(first.code)) {
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
    const certificates = [...results.values()].flatMap(result =>
      result.outcome === 'accepted' ? [result.certificate] : [],
    );
    if (first.outcome !== 'accepted' && certificates.length === 0) {
      return this.#failure(target, first.code);
    }
    return {
      name: target.name,
      cause: null,
      certificate: certificates.find(each => each !== null) ?? null,
      versions: Object.fromEntries(
        [...results].map(([version, result]) => [version, this.#told(result)]),
      ),
    };
  }

  #shake(target: TlsTarget, version: TlsVersion, signal: AbortSignal) {
    const rounds = Math.ceil(this.#options.endpoints.length / AT_ONCE);
    const seconds = (this.timeoutSeconds * SHARE_OF_TIME) / (rounds * IN_TURN);
    return handshake(target, version, {
      ca: this.#options.ca,
      signal: AbortSignal.any([signal, abortAfter(seconds)]),
    });
  }

  /** What a result says of a version, at an endpoint that accepts another one. */
  #told(result: HandshakeResult): 'accepted' | 'refused' | 'not-told' {
    if (result.outcome !== 'failed') {
      return result.outcome;
    }
    return CLOSED.test(result.code) ? 'refused' : 'not-told';
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
    if (ABSENT.test(code) || CLOSED.test(code)) {
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
