import { nextRun } from './cron';

describe('nextRun', () => {
  const after = new Date('2026-11-23T10:17:30Z');

  it.each([
    ['*/5 * * * *', '2026-11-23T10:20:00Z'],
    ['0 3 * * *', '2026-11-24T03:00:00Z'],
    ['30 10 1 * *', '2026-12-01T10:30:00Z'],
    ['0 0 * * 0', '2026-11-29T00:00:00Z'],
    ['0 0 * * 7', '2026-11-29T00:00:00Z'],
    ['15,45 9-17 * * 1-5', '2026-11-23T10:45:00Z'],
    ['@hourly', '2026-11-23T11:00:00Z'],
    // Either day of the month or day of the week, when both are given.
    ['0 0 13 * 2', '2026-11-24T00:00:00Z'],
  ])('%s is due at %s', (schedule, due) => {
    expect(nextRun(schedule, after)).toEqual(new Date(due));
  });

  it('refuses what is no schedule, or is never due', () => {
    expect(() => nextRun('* * *', after)).toThrow(/five fields/);
    expect(() => nextRun('x * * * *', after)).toThrow(/not a field/);
    expect(() => nextRun('0 0 31 2 *', after)).toThrow(/never due/);
  });
});
