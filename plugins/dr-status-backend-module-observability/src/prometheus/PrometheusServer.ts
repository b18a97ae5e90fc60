import {
  SourceFailure,
  type HttpEndpoint,
} from '@twinshore/plugin-dr-status-node';
import type { ReplicaEndpoint } from '../endpoints';

/** One series of an instant query's answer. */
export interface Sample {
  labels: Record<string, string>;
  value: number;
}

/** Prometheus says what it dislikes of a query; a part of that is enough. */
const SAID_LENGTH = 200;

/** One Prometheus server, or something that speaks its HTTP interface. */
export class PrometheusServer {
  readonly host: string;
  readonly #endpoint: HttpEndpoint;
  readonly #key: string;

  /** @param key - configuration key of the item, for hints */
  constructor({ host, endpoint }: ReplicaEndpoint, key: string) {
    this.host = host;
    this.#endpoint = endpoint;
    this.#key = key;
  }

  /** Whether it says that it can serve; a server that starts says no. */
  async isReady(signal: AbortSignal): Promise<boolean> {
    const { status } = await this.#endpoint.get('/-/ready', {
      signal,
      accept: [200, 503],
    });
    return status === 200;
  }

  /** An instant query; series whose value is no number are left out. */
  async query(promql: string, signal: AbortSignal): Promise<Sample[]> {
    const answer = await this.#endpoint.get(
      `/api/v1/query?query=${encodeURIComponent(promql)}`,
      { signal, accept: [200, 400, 422] },
    );
    const { status, data, error } = this.#endpoint.parse(answer);
    if (answer.status !== 200) {
      throw new SourceFailure(
        'failed',
        `Prometheus does not take a query: ${String(
          error ?? 'it says not why',
        ).slice(0, SAID_LENGTH)}.`,
        `Correct the names and selectors at ${this.#key}.`,
      );
    }
    if (
      status !== 'success' ||
      data?.resultType !== 'vector' ||
      !Array.isArray(data.result)
    ) {
      throw this.#endpoint.malformed('without a vector of samples');
    }
    return data.result.flatMap((each: any): Sample[] => {
      const said = each?.value?.[1];
      // Null and an empty text would be read as 0; a histogram has no value.
      if (!each?.histogram && (typeof said !== 'string' || said === '')) {
        throw this.#endpoint.malformed('with a sample that has no value');
      }
      const value = Number(said);
      return Number.isNaN(value) ? [] : [{ labels: each.metric ?? {}, value }];
    });
  }

  /** The value of a query that has one series at most; undefined when it has none. */
  async queryNumber(
    promql: string,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    const [sample] = await this.query(promql, signal);
    return sample?.value;
  }

  /** The `data` of another part of its interface. */
  async data(path: string, signal: AbortSignal): Promise<any> {
    const { status, data } = await this.#endpoint.getJson(path, { signal });
    if (status !== 'success' || typeof data !== 'object' || data === null) {
      throw this.#endpoint.malformed('without data');
    }
    return data;
  }

  malformed(what: string): SourceFailure {
    return this.#endpoint.malformed(what);
  }

  close(): Promise<void> {
    return this.#endpoint.close();
  }
}
