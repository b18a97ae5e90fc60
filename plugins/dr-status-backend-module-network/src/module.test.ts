import { createBackendPlugin } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  drStatusChecksExtensionPoint,
  drStatusSourcesExtensionPoint,
  type Check,
} from '@twinshore/plugin-dr-status-node';
import { networkChecks } from './systems';
import drStatusModuleNetwork from './index';

it('adds what is configured and every check, and says what is wrong', async () => {
  const sources: string[] = [];
  const wrong: object[] = [];
  const checks: Check[] = [];
  const data = {
    drStatus: {
      sources: {
        network: [
          {
            name: 'a',
            system: 'tls',
            entityRef: 'x',
            endpoints: [{ host: 'a' }],
          },
          { name: 'b', system: 'tls', entityRef: 'resource:default/y' },
        ],
      },
    },
  };
  const backend = await startTestBackend({
    features: [
      createBackendPlugin({
        pluginId: 'dr-status',
        register(env) {
          env.registerExtensionPoint(drStatusSourcesExtensionPoint, {
            addSource: (...each) =>
              void sources.push(...each.map(({ id }) => id)),
            addMisconfigured: each => void wrong.push(each),
          });
          env.registerExtensionPoint(drStatusChecksExtensionPoint, {
            addCheck: (...each) => void checks.push(...each),
          });
          env.registerInit({ deps: {}, async init() {} });
        },
      }),
      drStatusModuleNetwork,
      mockServices.rootConfig.factory({ data }),
    ],
  });
  expect(sources).toEqual(['tls:a']);
  expect(wrong).toEqual([
    expect.objectContaining({
      id: 'tls:b',
      entityRefs: ['resource:default/y'],
      message: expect.stringContaining('drStatus.sources.network[1].endpoints'),
    }),
  ]);
  expect(checks).toEqual(networkChecks);
  expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  await backend.stop();
});
