import { createBackendPlugin } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import {
  drStatusAlertingExtensionPoint,
  drStatusChecksExtensionPoint,
  drStatusSourcesExtensionPoint,
  type AlertChannel,
  type Check,
  type Source,
} from '@twinshore/plugin-dr-status-node';
import {
  RecordedServer,
  TEST_SECRET,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { OBSERVABILITY_SYSTEMS } from './systems';
import drStatusModuleObservability from './index';

/** What the module hands to a plugin that only collects it. */
async function startModule(data: JsonObject) {
  const sources: Source[] = [];
  const checks: Check[] = [];
  const channels: AlertChannel[] = [];
  const error = jest.fn();
  const backend = await startTestBackend({
    features: [
      createBackendPlugin({
        pluginId: 'dr-status',
        register(env) {
          env.registerExtensionPoint(drStatusSourcesExtensionPoint, {
            addSource: (...each) => void sources.push(...each),
            addMisconfigured: ({ message }) => {
              throw new Error(message);
            },
          });
          env.registerExtensionPoint(drStatusChecksExtensionPoint, {
            addCheck: (...each) => void checks.push(...each),
          });
          env.registerExtensionPoint(drStatusAlertingExtensionPoint, {
            addChannel: channel => void channels.push(channel),
          });
          env.registerInit({ deps: {}, async init() {} });
        },
      }),
      drStatusModuleObservability,
      mockServices.rootConfig.factory({ data }),
      mockServices.logger.mock({ error }).factory,
    ],
  });
  return { sources, checks, channels, error, stop: () => backend.stop() };
}

describe('drStatusModuleObservability', () => {
  it('adds the configured sources and every check once', async () => {
    const { sources, checks, channels, stop } = await startModule({
      drStatus: {
        sources: {
          observability: [
            {
              name: 'here',
              system: 'prometheus',
              entityRef: 'resource:default/metrics',
              url: 'http://127.0.0.1:9',
            },
          ],
        },
      },
    });
    expect(sources.map(({ id }) => id)).toEqual(['prometheus:here']);
    const ids = checks.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(
      OBSERVABILITY_SYSTEMS.flatMap(system => system.checks).length,
    );
    expect(channels).toEqual([]);
    await stop();
  });

  it('tries PagerDuty with an event that says that it is a test', async () => {
    const server = await RecordedServer.start();
    const events: any[] = [];
    server.replies.set('POST /v2/enqueue', (_, body) => {
      events.push(JSON.parse(body));
      const { dedup_key } = events[0];
      return { status: 202, body: { status: 'success', dedup_key } };
    });
    const { channels, stop } = await startModule({
      app: { baseUrl: 'https://portal.example.org' },
      drStatus: {
        alerting: { pagerduty: { routingKey: TEST_SECRET, url: server.url } },
      },
    });
    const { dedupKey } = await channels[0].sendTest({
      requestedBy: 'user:default/officer',
      signal: AbortSignal.timeout(5_000),
    });
    await stop();
    await server.stop();
    expect(dedupKey).toMatch(/^twinshore-test-[\w-]{36}$/);
    expect(events).toEqual([
      expect.objectContaining({
        routing_key: TEST_SECRET,
        event_action: 'trigger',
        dedup_key: dedupKey,
        links: [{ href: 'https://portal.example.org', text: 'Twinshore' }],
        payload: expect.objectContaining({
          summary: expect.stringMatching(/^TEST from Twinshore: no action/),
          severity: 'info',
          source: 'twinshore',
          custom_details: { test: true, requestedBy: 'user:default/officer' },
        }),
      }),
    ]);
  });

  it.each([
    [{}, /drStatus\.alerting\.pagerduty\.routingKey/],
    [{ routingKey: ' ' }, /pagerduty\.routingKey': it is empty/],
    [{ routingKey: TEST_SECRET, url: 'x' }, /pagerduty\.url'/],
  ])(
    'starts with a channel that cannot be used, and says why when it is tried',
    async (pagerduty, message) => {
      const { channels, checks, error, stop } = await startModule({
        drStatus: { alerting: { pagerduty } },
      });
      expect(checks.length).toBeGreaterThan(0);
      expect(error).toHaveBeenCalledWith(expect.stringMatching(message));
      const failure = await channels[0]
        .sendTest({ requestedBy: 'a', signal: AbortSignal.timeout(1_000) })
        .then(
          () => undefined,
          reason => reason,
        );
      expect(failure.message).toMatch(message);
      expect(failure.message).not.toContain(TEST_SECRET);
      await stop();
    },
  );
});
