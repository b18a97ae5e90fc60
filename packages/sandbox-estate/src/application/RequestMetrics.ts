const BUCKETS_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5];

const labels = (pairs: Record<string, string>) =>
  `{${Object.entries(pairs)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',')}}`;

/** Counts requests by their code and their duration, for Prometheus to read. */
export class RequestMetrics {
  readonly #labels: Record<string, string>;
  readonly #byCode = new Map<string, number>();
  /** Requests by the first bucket that holds them; the last is for all longer ones. */
  readonly #byBucket = new Array<number>(BUCKETS_SECONDS.length + 1).fill(0);
  #sumSeconds = 0;

  constructor(fixedLabels: Record<string, string>) {
    this.#labels = fixedLabels;
  }

  count(code: string, seconds: number): void {
    this.#byCode.set(code, (this.#byCode.get(code) ?? 0) + 1);
    const bucket = BUCKETS_SECONDS.findIndex(limit => seconds <= limit);
    this.#byBucket[bucket < 0 ? BUCKETS_SECONDS.length : bucket] += 1;
    this.#sumSeconds += seconds;
  }

  /** Requests whose code satisfies the condition. */
  total(condition: (code: string) => boolean): number {
    return [...this.#byCode]
      .filter(([code]) => condition(code))
      .reduce((sum, [, count]) => sum + count, 0);
  }

  /** Prometheus' text format. */
  render(): string {
    const duration = 'http_request_duration_seconds';
    const lines = [
      '# HELP http_requests_total Requests by the code of their answer; code 0 is no answer.',
      '# TYPE http_requests_total counter',
      ...[...this.#byCode].map(
        ([code, count]) =>
          `http_requests_total${labels({ ...this.#labels, code })} ${count}`,
      ),
      `# HELP ${duration} Time until the answer.`,
      `# TYPE ${duration} histogram`,
    ];
    let cumulative = 0;
    for (const [index, count] of this.#byBucket.entries()) {
      cumulative += count;
      const le = String(BUCKETS_SECONDS[index] ?? '+Inf');
      lines.push(
        `${duration}_bucket${labels({ ...this.#labels, le })} ${cumulative}`,
      );
    }
    lines.push(
      `${duration}_sum${labels(this.#labels)} ${this.#sumSeconds}`,
      `${duration}_count${labels(this.#labels)} ${cumulative}`,
    );
    return `${lines.join('\n')}\n`;
  }
}
