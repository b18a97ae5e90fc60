import type { JsonObject } from '@backstage/types';
import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  judgeAlone,
  type CheckCase,
  type Situation,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { sloAvailability } from './availability';
import { sloBurnRate, sloErrorRate, sloLatency } from './checks';
import { quarterOf } from './ErrorBudgetSource';
import { errorBudget, slo } from './index';
import * as signals from './signals';

const OBJECTIVES = {
  errorRate: 0.001,
  latencyP99Seconds: 0.2,
  availability: 0.999,
};
const entity = (objectives: JsonObject = OBJECTIVES) => ({
  type: 'objective',
  resilience: { site: 'global', objectives },
});

type Values = Exclude<Situation, 'failing'>;

const traffic = (requestsPerSecond: number | null = 20): Values => ({
  [signals.SLO_TRAFFIC]: { windowSeconds: 300, requestsPerSecond },
});
const errorRatio = (ratio: number): Values => ({
  ...traffic(),
  [signals.SLO_ERROR_RATIO]: ratio,
});
const fast = (share: number, withinSeconds = 0.2): Values => ({
  ...traffic(),
  [signals.SLO_FAST_SHARE]: { share, withinSeconds },
  [signals.SLO_LATENCY_P99]: 0.123,
});
const burning = (ratios: signals.ErrorRatios): Values => ({
  ...traffic(),
  [signals.SLO_ERROR_RATIOS]: { ...ratios },
});
const all = (ratio: number): signals.ErrorRatios =>
  Object.fromEntries(Object.keys(signals.WINDOWS).map(name => [name, ratio]));
const DAY = 86_400;
const available = (
  availability: number | undefined,
  change: Partial<signals.Period> = {},
): Values => ({
  [signals.SLO_PERIOD]: {
    kind: 'quarter',
    elapsedSeconds: 50 * DAY,
    lengthSeconds: 90 * DAY,
    measuredSeconds: 45 * DAY,
    ...change,
  },
  ...(availability !== undefined && {
    [signals.SLO_AVAILABILITY]: availability,
  }),
});

type Row = CheckCase<Situation>;
const row = (
  title: string,
  situation: Situation,
  verdict: Row[3],
  reason: RegExp,
): Row => [title, 'it', situation, verdict, reason];
const FAILING = row(
  'it cannot be asked',
  'failing',
  'unknown',
  /is unknown: It did not answer\.$/,
);

describeChecks<Situation>('checks of service levels', {
  all: [...slo.checks, ...errorBudget.checks],
  cases: [
    [
      sloErrorRate,
      [
        FAILING,
        row(
          'hardly any fails',
          errorRatio(0.0002),
          'met',
          /^0\.02 % of requests failed in the last 5 min, of 0\.1 % allowed/,
        ),
        row('half of it', errorRatio(0.0005), 'at-risk', /^0\.05 %/),
        row('all of it', errorRatio(0.001), 'breached', /^0\.1 %/),
        row(
          'there is no traffic',
          traffic(0),
          'unknown',
          /is unknown: there was no request in the last 5 min\.$/,
        ),
        row(
          'nothing is counted',
          traffic(null),
          'unknown',
          /no requests counted in 5 min by the configured metric/,
        ),
      ],
    ],
    [
      sloLatency,
      [
        FAILING,
        row(
          'nearly all are fast',
          fast(0.9995),
          'met',
          /^99\.95 % .* within 200 ms, of 99 % needed; .* about 123 ms\.$/,
        ),
        row('some are slow', fast(0.9949), 'at-risk', /^99\.49 %/),
        row('too many are slow', fast(0.9899), 'breached', /^98\.99 %/),
        row(
          'another time is measured than declared',
          fast(1, 0.5),
          'unknown',
          /within 0\.5 s is measured, but 0\.2 s are declared/,
        ),
        row('there is no traffic', traffic(0), 'unknown', /no request/),
        row(
          'the histogram has no such bucket',
          traffic(20),
          'unknown',
          /the bucket of the histogram\.$/,
        ),
      ],
    ],
    [
      sloBurnRate,
      [
        FAILING,
        row(
          'its slow windows are not measured',
          { ...burning({ '1h': 0.0001, '5m': 0.0001 }), ...traffic(3) },
          'unknown',
          /counts requests, but not what this needs/,
        ),
        row(
          'it burns slowly',
          burning(all(0.0005)),
          'met',
          /burns 0\.5 times over 1 h and 0\.5 times over 5 min, of 14\.4/,
        ),
        row(
          'fast, and still',
          burning({ ...all(0), '1h': 0.02, '5m': 0.015 }),
          'breached',
          /burns 20\.0 times over 1 h and 15\.0 times over 5 min/,
        ),
        row(
          'fast, but over',
          burning({ ...all(0), '1h': 0.02, '5m': 0 }),
          'met',
          /burns 20\.0 times over 1 h and 0\.0 times/,
        ),
        row(
          'for six hours',
          burning({ ...all(0), '6h': 0.006, '30m': 0.006 }),
          'breached',
          /6\.0 times over 6 h/,
        ),
        row(
          'for a day',
          burning({ ...all(0), '1d': 0.003, '2h': 0.003 }),
          'at-risk',
          /3\.0 times over 1 d/,
        ),
        row(
          'for three days',
          burning({ ...all(0), '3d': 0.001, '6h': 0.001 }),
          'at-risk',
          /1\.0 times over 3 d/,
        ),
        row(
          'nobody comes any more',
          { ...burning({ '1h': 0.0001 }), ...traffic(0) },
          'unknown',
          /no request in the last 5 min/,
        ),
      ],
    ],
    [
      sloAvailability,
      [
        FAILING,
        row(
          'it holds',
          available(0.9998),
          'met',
          /^99\.98 % .* the quarter .* of 99\.9 % needed; 12 min 58 s of its budget of 2 h 10 min are spent\.$/,
        ),
        row(
          'it is below, and the budget is not spent',
          available(0.9985, { measuredSeconds: 26 * DAY }),
          'at-risk',
          /^99\.85 %/,
        ),
        row(
          'the budget is spent',
          available(0.998),
          'breached',
          /2 h 10 min of its budget of 2 h 10 min are spent/,
        ),
        row(
          'little of the time is measured',
          available(1, { measuredSeconds: DAY }),
          'at-risk',
          /Only 1 d of the 50 d so far were measured/,
        ),
        row(
          'nothing is measured',
          available(undefined),
          'unknown',
          /has no requests of the quarter to date/,
        ),
        row(
          'of a period of its own',
          available(1, { kind: 'window' }),
          'met',
          /of the period to date/,
        ),
      ],
    ],
  ],
  judge: (check: Check, _, situation) => judgeAlone(check, entity(), situation),
});

it('judges only what declares the target', () => {
  const check = (each: Check, objectives: JsonObject) =>
    judgeAlone(each, entity(objectives), 'failing')?.verdict;
  expect(check(sloErrorRate, { errorRate: 0.01 })).toBe('unknown');
  expect(check(sloErrorRate, { availability: 0.99 })).toBeUndefined();
  expect(check(sloLatency, { errorRate: 0.01 })).toBeUndefined();
  expect(check(sloAvailability, { errorRate: 0.01 })).toBeUndefined();
});

it.each([
  ['2026-11-25T00:00:00Z', 55 * DAY, 92 * DAY],
  ['2026-01-01T00:00:00Z', 0, 90 * DAY],
  ['2028-03-31T12:00:00Z', 90.5 * DAY, 91 * DAY],
])('knows the quarter of %s', (now, elapsedSeconds, lengthSeconds) => {
  expect(quarterOf(Date.parse(now))).toEqual({ elapsedSeconds, lengthSeconds });
});
