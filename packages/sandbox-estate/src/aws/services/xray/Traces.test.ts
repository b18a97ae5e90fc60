import { EstateModel, type TrafficCount } from '../../../model';
import { Traces } from './Traces';

const MINUTE = 60_000;

describe('Traces', () => {
  it('counts what was answered between two moments', () => {
    let now = 0;
    let requests = 100;
    const model = new EstateModel();
    model.traffic.set(
      'aws-dr',
      (): TrafficCount => ({ requests, faults: 0, errors: 0, seconds: 0 }),
    );
    const traces = new Traces(model, { now: () => now });
    const between = (from: number, to: number) =>
      traces.between('aws-dr', from * MINUTE, to * MINUTE).requests;
    for (let minute = 1; minute <= 90; minute++) {
      now = minute * MINUTE;
      requests += 10;
      traces.sample();
    }
    requests += 3;
    // Up to the present, with what came after the last sample.
    expect(between(85, 90)).toBe(53);
    expect(between(80, 85)).toBe(50);
    // No more than it remembers: an hour.
    expect(between(0, 90)).toBe(603);
    // A site without an application was never traced.
    expect(traces.between('aws-primary', 0, now).requests).toBe(0);
    // An application that was started anew counts from the beginning.
    requests = 5;
    expect(between(85, 90)).toBe(0);
  });
});
