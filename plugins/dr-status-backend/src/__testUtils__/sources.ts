import type { Check, Source } from '@twinshore/plugin-dr-status-node';

/** A source that answers with what a test puts into it. */
export class TestSource {
  readonly source: Source;
  calls = 0;
  running = 0;
  mostAtOnce = 0;
  behaviour: (signal: AbortSignal) => Promise<number | undefined>;

  constructor(
    id: string,
    entityRef: string,
    options: {
      intervalSeconds?: number;
      timeoutSeconds?: number;
      signal?: string;
    } = {},
  ) {
    this.behaviour = async () => 1;
    this.source = {
      id,
      kind: id.split(':')[0],
      title: `Source ${id}`,
      entityRefs: [entityRef],
      intervalSeconds: options.intervalSeconds ?? 0.05,
      timeoutSeconds: options.timeoutSeconds ?? 0.2,
      leastPrivilege: 'none',
      observe: async ({ signal }) => {
        this.calls += 1;
        this.running += 1;
        this.mostAtOnce = Math.max(this.mostAtOnce, this.running);
        try {
          const value = await this.behaviour(signal);
          return [
            {
              entityRef,
              signal: options.signal ?? 'test.value',
              value: value as number,
              unit: '1',
            },
          ];
        } finally {
          this.running -= 1;
        }
      },
    };
  }
}

/** Met while the value is above zero. */
export function testCheck(
  options: Partial<Check> & { signal?: string } = {},
): Check {
  const { signal = 'test.value', ...more } = options;
  return {
    id: 'test.works',
    title: 'It works',
    description: 'The value is above zero.',
    gate: true,
    weight: 1,
    threshold: { text: '> 0', origin: 'test' },
    signals: [signal],
    remediation: 'Raise the value.',
    appliesTo: entity =>
      entity.spec?.type === 'database' &&
      !entity.metadata.name.startsWith('cluster'),
    evaluate({ read }) {
      const reading = read(signal, 'Value');
      const value = reading.evidence.value as number;
      return {
        verdict: value > 0 ? 'met' : 'breached',
        reason: `The value is ${value}.`,
        readings: [reading],
      };
    },
    ...more,
  };
}
