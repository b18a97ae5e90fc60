import {
  growth,
  keyOf,
  Matcher,
  matches,
  quantile,
  SeriesStore,
  Vector,
  VectorSample,
} from './series';

/** What a part of a query gives at a moment. */
type Node = (store: SeriesStore, at: number) => Vector;

/** An instant query looks back this far. */
const LOOKBACK_MS = 300_000;
const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?(?![\d.smhdwy]))|([a-zA-Z_:][\w:]*)|("(?:[^"\\]|\\.)*")|(\[[^\]]*\])|(=~|!~|!=|[(){},=/>]))/y;

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match)
      throw new Error(`parse error at "${text.slice(from, from + 20)}"`);
    tokens.push(match[0].trim());
  }
  return tokens;
}

/**
 * A small part of PromQL: selectors, rate, increase, count_over_time over a
 * subquery, sum and count with `by`, histogram_quantile, label_replace of a
 * constant, vector, `/`, `>` and `or`. Enough for service levels; anything
 * else is refused.
 */
class Parser {
  readonly #tokens: string[];
  #position = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  parse(): Node {
    const node = this.#or();
    if (this.#position < this.#tokens.length) {
      throw new Error(`parse error at "${this.#peek()}"`);
    }
    return node;
  }

  #peek = () => this.#tokens[this.#position];

  #next(): string {
    const token = this.#tokens[this.#position];
    if (token === undefined) throw new Error('parse error at the end');
    this.#position += 1;
    return token;
  }

  #expect(token: string): void {
    const found = this.#next();
    if (found !== token) throw new Error(`parse error at "${found}"`);
  }

  #or(): Node {
    let left = this.#comparison();
    while (this.#peek() === 'or') {
      this.#next();
      const [first, second] = [left, this.#comparison()];
      left = (store, at) => {
        const found = first(store, at);
        const known = new Set(found.map(({ labels }) => keyOf(labels)));
        return [
          ...found,
          ...second(store, at).filter(
            ({ labels }) => !known.has(keyOf(labels)),
          ),
        ];
      };
    }
    return left;
  }

  #comparison(): Node {
    const left = this.#division();
    if (this.#peek() !== '>') return left;
    this.#next();
    const limit = Number(this.#next());
    return (store, at) => left(store, at).filter(({ value }) => value > limit);
  }

  #division(): Node {
    let left = this.#primary();
    while (this.#peek() === '/') {
      this.#next();
      const [dividend, divisor] = [left, this.#primary()];
      left = (store, at) => {
        const by = new Map(
          divisor(store, at).map(({ labels, value }) => [keyOf(labels), value]),
        );
        return dividend(store, at).flatMap(({ labels, value }) => {
          const other = by.get(keyOf(labels));
          return other === undefined ? [] : [{ labels, value: value / other }];
        });
      };
    }
    return left;
  }

  #primary(): Node {
    if (this.#peek() === '(') return this.#inParentheses(() => this.#or());
    const name = this.#next();
    switch (name) {
      case 'sum':
      case 'count':
        return this.#aggregation(name);
      case 'rate':
      case 'increase':
        return this.#growth(name);
      case 'count_over_time':
        return this.#countOverTime();
      case 'vector':
        return this.#inParentheses(() => {
          const value = Number(this.#next());
          return () => [{ labels: {}, value }];
        });
      case 'histogram_quantile':
        return this.#inParentheses(() => {
          const q = Number(this.#next());
          this.#expect(',');
          const buckets = this.#or();
          return (store, at) => {
            const found = buckets(store, at);
            return found.length === 0
              ? []
              : [{ labels: {}, value: quantile(q, found) }];
          };
        });
      case 'label_replace':
        return this.#labelReplace();
      default:
        return this.#selection(name);
    }
  }

  #inParentheses<T>(inner: () => T): T {
    this.#expect('(');
    const result = inner();
    this.#expect(')');
    return result;
  }

  #aggregation(name: 'sum' | 'count'): Node {
    let by: string[] = [];
    if (this.#peek() === 'by') {
      this.#next();
      by = this.#inParentheses(() => [this.#next()]);
    }
    const inner = this.#inParentheses(() => this.#or());
    return (store, at) => {
      const groups = new Map<string, VectorSample>();
      for (const { labels, value } of inner(store, at)) {
        const kept = Object.fromEntries(
          by.flatMap(label =>
            label in labels ? [[label, labels[label]]] : [],
          ),
        );
        const group = groups.get(keyOf(kept)) ?? { labels: kept, value: 0 };
        group.value += name === 'sum' ? value : 1;
        groups.set(keyOf(kept), group);
      }
      return [...groups.values()];
    };
  }

  #growth(name: 'rate' | 'increase'): Node {
    return this.#inParentheses(() => {
      const { metric, matchers } = this.#selector(this.#next());
      const [seconds] = this.#seconds(this.#next());
      return (store, at) =>
        store
          .series(metric)
          .filter(({ labels }) => matchers.every(each => matches(labels, each)))
          .flatMap(series => {
            const rate = growth(series, at - seconds * 1000, at);
            const value = name === 'rate' ? rate : rate && rate * seconds;
            return value === undefined
              ? []
              : [{ labels: series.labels, value }];
          });
    });
  }

  #countOverTime(): Node {
    return this.#inParentheses(() => {
      const inner = this.#or();
      const [seconds, step] = this.#seconds(this.#next());
      return (store, at) => {
        const from = Math.max(at - seconds * 1000, store.since);
        let count = 0;
        const first = Math.ceil(from / (step * 1000)) * step * 1000;
        for (let time = first; time <= at; time += step * 1000) {
          if (inner(store, time).length > 0) count += 1;
        }
        return count === 0 ? [] : [{ labels: {}, value: count }];
      };
    });
  }

  #labelReplace(): Node {
    return this.#inParentheses(() => {
      const inner = this.#or();
      const texts: string[] = [];
      while (this.#peek() === ',') {
        this.#next();
        texts.push(JSON.parse(this.#next()));
      }
      const [label, value] = texts;
      return (store, at) =>
        inner(store, at).map(sample => ({
          ...sample,
          labels: { ...sample.labels, [label]: value },
        }));
    });
  }

  #selection(name: string): Node {
    const { metric, matchers } = this.#selector(name);
    return (store, at) =>
      store
        .series(metric)
        .filter(({ labels }) => matchers.every(each => matches(labels, each)))
        .flatMap(({ labels, samples }) => {
          const last = samples.findLast(
            sample => sample.at <= at && sample.at > at - LOOKBACK_MS,
          );
          return last ? [{ labels, value: last.value }] : [];
        });
  }

  #selector(metric: string): { metric: string; matchers: Matcher[] } {
    if (!/^[a-zA-Z_:]/.test(metric)) {
      throw new Error(`parse error at "${metric}"`);
    }
    const matchers: Matcher[] = [];
    if (this.#peek() === '{') {
      this.#next();
      while (this.#peek() !== '}') {
        matchers.push({
          label: this.#next(),
          operator: this.#next(),
          value: JSON.parse(this.#next()),
        });
        if (this.#peek() === ',') this.#next();
      }
      this.#next();
    }
    return { metric, matchers };
  }

  /** `[300s]`, or `[300s:60s]`. */
  #seconds(range: string): number[] {
    const [, ...parts] = /^\[(\d+)s(?::(\d+)s)?\]$/.exec(range) ?? [];
    if (parts.length === 0) throw new Error(`parse error at "${range}"`);
    return parts.filter(Boolean).map(Number);
  }
}

/** @throws Error with a message when the query is not understood */
export function evaluate(
  query: string,
  store: SeriesStore,
  at: number,
): VectorSample[] {
  return new Parser(query).parse()(store, at);
}
