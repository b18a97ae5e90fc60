import { createBackendPlugin } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  drStatusChecksExtensionPoint,
  drStatusSourcesExtensionPoint,
  type Check,
} from '@twinshore/plugin-dr-status-node';
import { deliveryChecks } from './systems';
import drStatusModuleDelivery from './index';

it('adds what is configured and every check, and says what is wrong', async () => {
  const sources: string[] = [];
  const wrong: object[] = [];
  const checks: Check[] = [];
  const data = {
    drStatus: {
      sources: {
        delivery: [
          { name: 'a', system: 'trivy', entityRef: 'x', url: 'https://a' },
          {
            name: 'b',
            system: 'trivy',
            entityRef: 'resource:default/y',
            url: 'b',
          },
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
      drStatusModuleDelivery,
      mockServices.rootConfig.factory({ data }),
    ],
  });
  expect(sources).toEqual(['trivy:a']);
  expect(wrong).toEqual([
    expect.objectContaining({
      id: 'trivy:b',
      entityRefs: ['resource:default/y'],
      message: expect.stringContaining('drStatus.sources.delivery[1].url'),
    }),
  ]);
  expect(checks).toEqual(deliveryChecks);
  expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  await backend.stop();
});
