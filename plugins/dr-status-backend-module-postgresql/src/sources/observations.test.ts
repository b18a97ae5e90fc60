import { heartbeatAge, replayAge } from './observations';
import type { StandbyRow } from './queries';

const STANDBY: StandbyRow = {
  caught_up: true,
  lag_bytes: 0,
  commit_age_s: 5000,
  pause_state: 'not paused',
  receiver_running: true,
  receiver_status: 'streaming',
  received_tli: 1,
  message_age_s: 1,
};

describe('replayAge', () => {
  it.each<[string, Partial<StandbyRow>, number | null, number | null, string]>([
    ['idle, caught up and in contact', {}, 1, 0, 'live'],
    ['caught up, silent for long', {}, 31, 31, 'exposure'],
    [
      'caught up with what it got before the primary died',
      { receiver_running: false, receiver_status: null },
      12,
      12,
      'exposure',
    ],
    [
      'the same, and no contact was ever seen',
      { receiver_running: false, receiver_status: null },
      null,
      5000,
      'bound',
    ],
    ['behind', { caught_up: false, commit_age_s: 70 }, 1, 70, 'measured'],
    [
      'behind, without a replayed commit',
      { caught_up: false, commit_age_s: null },
      1,
      null,
      'unknown',
    ],
    [
      'nothing received, nothing replayed',
      { caught_up: null, commit_age_s: null },
      null,
      null,
      'unknown',
    ],
  ])('%s', (...[, change, contactAge, ageSeconds, ageKind]) => {
    expect(replayAge({ ...STANDBY, ...change }, contactAge)).toEqual({
      ageSeconds,
      ageKind,
    });
  });
});

describe('heartbeatAge', () => {
  const beat = { beatAt: '2026-11-23T12:00:00Z', sequence: '1' };
  it.each([
    [3, 5, 5],
    [5, 3, 5],
    [-2, -1, 0],
  ])('of %d s by the portal and %d s by the server is %d s', (a, b, age) => {
    expect(
      heartbeatAge({ ...beat, ageByPortalSeconds: a, ageByServerSeconds: b }),
    ).toBe(age);
  });
});
