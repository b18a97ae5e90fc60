import {
  HostileServer,
  RecordedServer,
  TEST_SECRET,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { PagerDutyEvents, type PagerDutyAlert } from './PagerDutyEvents';

const ENQUEUE = 'POST /v2/enqueue';
const signal = () => AbortSignal.timeout(5_000);

const client = (url: string) =>
  new PagerDutyEvents({
    routingKey: TEST_SECRET,
    url,
    source: 'portal',
    timeoutSeconds: 1,
  });

const ALERT: PagerDutyAlert = {
  summary: 'The replica lags',
  severity: 'error',
  dedupKey: 'lag:replica',
  component: 'resource:default/replica',
  group: 'data',
  class: 'postgresql.replay',
  at: Date.parse('2026-11-23T12:00:00Z'),
  links: [{ href: 'https://portal.example.org/readiness', text: 'Portal' }],
  details: { lagSeconds: 700, site: 'dr' },
};

describe('PagerDutyEvents', () => {
  let server: RecordedServer;
  const events: any[] = [];

  beforeEach(async () => {
    server = await RecordedServer.start();
    events.length = 0;
    server.replies.set(ENQUEUE, (_, body) => {
      const event = JSON.parse(body);
      events.push(event);
      return {
        status: 202,
        body: {
          status: 'success',
          message: 'Event processed',
          dedup_key: event.dedup_key,
        },
      };
    });
  });
  afterEach(() => server.stop());

  it('triggers, acknowledges and resolves one alert by its key', async () => {
    const pager = client(server.url);
    await expect(pager.trigger(ALERT, signal())).resolves.toEqual({
      dedupKey: 'lag:replica',
    });
    await pager.acknowledge('lag:replica', signal());
    await pager.resolve('lag:replica', signal());
    await pager.close();
    expect(events).toEqual([
      {
        routing_key: TEST_SECRET,
        event_action: 'trigger',
        dedup_key: 'lag:replica',
        client: 'Twinshore',
        links: [
          { href: 'https://portal.example.org/readiness', text: 'Portal' },
        ],
        payload: {
          summary: 'The replica lags',
          severity: 'error',
          source: 'portal',
          timestamp: '2026-11-23T12:00:00.000Z',
          component: 'resource:default/replica',
          group: 'data',
          class: 'postgresql.replay',
          custom_details: { lagSeconds: 700, site: 'dr' },
        },
      },
      {
        routing_key: TEST_SECRET,
        event_action: 'acknowledge',
        dedup_key: 'lag:replica',
      },
      {
        routing_key: TEST_SECRET,
        event_action: 'resolve',
        dedup_key: 'lag:replica',
      },
    ]);
  });

  it('sends no more than PagerDuty takes', async () => {
    const pager = client(server.url);
    await pager.trigger(
      {
        ...ALERT,
        summary: 'x'.repeat(5_000),
        links: Array.from({ length: 50 }, () => ({ href: 'https://a.org' })),
        details: Object.fromEntries(
          Array.from({ length: 200 }, (_, index) => [
            `key${index}`,
            'y'.repeat(5_000),
          ]),
        ),
      },
      signal(),
    );
    await pager.close();
    const [{ payload, links }] = events;
    expect(payload.summary).toHaveLength(1024);
    expect(links).toHaveLength(10);
    expect(Object.keys(payload.custom_details)).toHaveLength(50);
    expect(payload.custom_details.key0).toHaveLength(1000);
  });

  it.each(['', 'k'.repeat(256)])(
    'sends no event under a key that PagerDuty would change',
    async key => {
      const pager = client(server.url);
      await expect(pager.resolve(key, signal())).rejects.toThrow(
        /1 to 255 characters/,
      );
      await pager.close();
      expect(events).toEqual([]);
    },
  );

  it.each([
    [
      'a wrong routing key',
      400,
      { status: 'invalid event', errors: [`${TEST_SECRET} is invalid`] },
      /^PagerDuty’s Events API answers with an error \(400\)\.$/,
    ],
    ['too many events', 429, {}, /asks to slow down/],
    ['its own failure', 500, {}, /error \(500\)/],
    ['no thanks', 202, { status: 'failure' }, /without saying that it took/],
    ['a page', 200, {}, /error \(200\)/],
  ])(
    'counts %s as not sent, tries once, and tells no secret',
    async (_, status, body, message) => {
      server.replies.set(ENQUEUE, { status, body });
      const pager = client(server.url);
      const failure = await pager.trigger(ALERT, signal()).then(
        () => undefined,
        error => error,
      );
      await pager.close();
      expect(failure).toMatchObject({
        name: 'SourceFailure',
        message: expect.stringMatching(message),
      });
      expect(`${failure.message} ${failure.hint}`).not.toContain(TEST_SECRET);
      expect(server.asked).toEqual([ENQUEUE]);
    },
  );

  it.each([
    'refused',
    'hung',
    'closed',
    'garbage',
    'truncated',
    'huge',
  ] as const)('is not held up by an end that is %s', async misbehaviour => {
    const hostile = await HostileServer.start(misbehaviour);
    const pager = client(hostile.url);
    await expect(pager.trigger(ALERT, signal())).rejects.toMatchObject({
      name: 'SourceFailure',
      message: expect.not.stringContaining(TEST_SECRET),
    });
    await pager.close();
    await hostile.close();
  });
});
