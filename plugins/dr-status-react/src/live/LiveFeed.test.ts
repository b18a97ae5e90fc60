import { DR_STATUS_SIGNAL_CHANNEL } from '@twinshore/plugin-dr-status-common';
import { DrStatusError } from '../api/DrStatusError';
import { FakeSignalApi } from '../testUtils';
import { LiveFeed } from './LiveFeed';

interface Value {
  revision: number;
}

function setUp(options: { signals?: FakeSignalApi } = {}) {
  const load = jest.fn<Promise<Value>, []>();
  const feed = new LiveFeed<Value>({
    load,
    revisionOf: value => value.revision,
    signals: options.signals,
  });
  return { load, feed };
}

async function passSeconds(seconds: number) {
  await jest.advanceTimersByTimeAsync(seconds * 1000);
}

describe('LiveFeed', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('asks once for all who listen, and stops when the last has left', async () => {
    const signals = new FakeSignalApi();
    const { load, feed } = setUp({ signals });
    load.mockResolvedValue({ revision: 1 });
    const leaveFirst = feed.subscribe(() => {});
    const leaveSecond = feed.subscribe(() => {});
    await passSeconds(0);

    expect(load).toHaveBeenCalledTimes(1);
    expect(signals.subscriberCount(DR_STATUS_SIGNAL_CHANNEL)).toBe(1);
    expect(feed.getState()).toMatchObject({
      value: { revision: 1 },
      loading: false,
      connected: true,
    });

    leaveFirst();
    leaveSecond();
    expect(signals.subscriberCount(DR_STATUS_SIGNAL_CHANNEL)).toBe(0);
    await passSeconds(120);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('asks again on a signal, but not for a revision that it has', async () => {
    const signals = new FakeSignalApi();
    const { load, feed } = setUp({ signals });
    load.mockResolvedValue({ revision: 1 });
    feed.subscribe(() => {});
    await passSeconds(1);

    signals.send(DR_STATUS_SIGNAL_CHANNEL, { revision: 1, entityRefs: [] });
    await passSeconds(10);
    expect(load).toHaveBeenCalledTimes(1);

    load.mockResolvedValue({ revision: 2 });
    signals.send(DR_STATUS_SIGNAL_CHANNEL, { revision: 2, entityRefs: [] });
    await passSeconds(0);
    expect(feed.getState().value).toEqual({ revision: 2 });
  });

  it('looks often until the first signal, for who knows when the socket opens', async () => {
    const signals = new FakeSignalApi();
    const { load, feed } = setUp({ signals });
    load.mockResolvedValue({ revision: 1 });
    feed.subscribe(() => {});
    await passSeconds(3);
    load.mockResolvedValue({ revision: 2 });
    await passSeconds(1);
    expect(feed.getState().value).toEqual({ revision: 2 });

    // Not for ever: an estate in which nothing happens sends no signal.
    await passSeconds(20);
    const before = load.mock.calls.length;
    expect(before).toBeGreaterThan(8);
    await passSeconds(29);
    expect(load.mock.calls.length).toBeLessThanOrEqual(before + 3);
  });

  it('asks at most once a second in a burst of signals, and ends up with the last', async () => {
    const signals = new FakeSignalApi();
    const { load, feed } = setUp({ signals });
    let revision = 1;
    load.mockImplementation(async () => ({ revision }));
    feed.subscribe(() => {});
    await passSeconds(5);
    const before = load.mock.calls.length;

    for (; revision < 40; revision += 1) {
      signals.send(DR_STATUS_SIGNAL_CHANNEL, { revision, entityRefs: [] });
      await passSeconds(0.05);
    }
    signals.send(DR_STATUS_SIGNAL_CHANNEL, { revision, entityRefs: [] });
    await passSeconds(2);

    expect(load.mock.calls.length - before).toBeLessThanOrEqual(4);
    expect(feed.getState().value).toEqual({ revision: 40 });
  });

  it('polls every ten seconds where there are no signals, and says so', async () => {
    const { load, feed } = setUp();
    load.mockResolvedValue({ revision: 1 });
    feed.subscribe(() => {});
    await passSeconds(31);
    expect(load).toHaveBeenCalledTimes(4);
    expect(feed.getState().connected).toBe(false);
  });

  it('finds out by a poll that signals do not arrive, polls faster, and takes it back', async () => {
    const signals = new FakeSignalApi();
    const { load, feed } = setUp({ signals });
    load.mockResolvedValue({ revision: 1 });
    feed.subscribe(() => {});
    await passSeconds(1);
    expect(feed.getState().connected).toBe(true);

    // Changed, and no signal has said so.
    load.mockResolvedValue({ revision: 2 });
    await passSeconds(34);
    expect(feed.getState()).toMatchObject({
      value: { revision: 2 },
      connected: false,
    });
    const before = load.mock.calls.length;
    await passSeconds(31);
    expect(load.mock.calls.length - before).toBeGreaterThanOrEqual(3);

    signals.send(DR_STATUS_SIGNAL_CHANNEL, { revision: 3, entityRefs: [] });
    expect(feed.getState().connected).toBe(true);
  });

  it('keeps the last value and its time while requests fail, and recovers', async () => {
    const { load, feed } = setUp({ signals: new FakeSignalApi() });
    load.mockResolvedValue({ revision: 1 });
    feed.subscribe(() => {});
    await passSeconds(1);
    const { lastUpdatedAt } = feed.getState();

    load.mockRejectedValue(new DrStatusError('unreachable', 'Gone.'));
    await passSeconds(31);
    expect(feed.getState()).toMatchObject({
      value: { revision: 1 },
      error: { kind: 'unreachable' },
      connected: false,
      lastUpdatedAt,
    });

    load.mockResolvedValue({ revision: 1 });
    await passSeconds(6);
    expect(feed.getState()).toMatchObject({
      error: undefined,
      connected: true,
    });
    expect(feed.getState().lastUpdatedAt).toBeGreaterThan(lastUpdatedAt!);
  });

  it('does not ask often what is refused', async () => {
    const { load, feed } = setUp();
    load.mockRejectedValue(new DrStatusError('forbidden', 'No.'));
    feed.subscribe(() => {});
    await passSeconds(29);
    expect(load).toHaveBeenCalledTimes(1);
    expect(feed.getState()).toMatchObject({
      error: { kind: 'forbidden' },
      loading: false,
    });
  });

  it('asks at once when the tab comes back into view', async () => {
    const { load, feed } = setUp();
    load.mockResolvedValue({ revision: 1 });
    feed.subscribe(() => {});
    await passSeconds(3);
    document.dispatchEvent(new Event('visibilitychange'));
    await passSeconds(0);
    expect(load).toHaveBeenCalledTimes(2);
  });
});
