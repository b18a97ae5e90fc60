import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBackendPlugin } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  drStatusChecksExtensionPoint,
  drStatusSourcesExtensionPoint,
  type Check,
  type Source,
} from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  testCheckContext,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import healthz, { HealthzSource, healthzWell } from './module';

const REF = 'component:default/shop';
const SETTINGS = {
  id: 'healthz:shop',
  kind: 'healthz',
  name: 'shop',
  title: 'Health of shop',
  key: 'drStatus.sources.healthz[0]',
  entityRefs: [REF],
  intervalSeconds: 10,
  timeoutSeconds: 1,
};
const create = (url: string) =>
  new HealthzSource(SETTINGS, { access: { url }, leastPrivilege: 'none' });

// It only looks at the status, so a page or an empty answer with 200 is one.
testMisbehaviour('the health page', ({ url }) => create(url), {
  protocol: 'http',
  except: ['garbage', 'empty'],
});

describeChecks('healthz', {
  all: [healthzWell],
  cases: [
    [
      healthzWell,
      [
        ['it is well', 'shop', true, 'met', /is well/],
        ['it is not', 'shop', false, 'breached', /not well/],
        ['nobody knows', 'shop', undefined, 'unknown', /no source/],
      ],
    ],
  ],
  judge(check, name, well: boolean | undefined) {
    const context = testCheckContext({
      entity: {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: { name, tags: ['healthz'] },
      },
      values: well === undefined ? {} : { [REF]: { 'healthz.well': well } },
    });
    return check.appliesTo(context.entity, context)
      ? check.evaluate(context)
      : undefined;
  },
});

describe('the module', () => {
  let server: Server;
  let status = 200;

  beforeAll(async () => {
    server = createServer((_, response) => response.writeHead(status).end());
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    await new Promise(resolve => server.close(resolve));
  });

  it('adds what the configuration lists, and reports what is wrong with it', async () => {
    const { port } = server.address() as AddressInfo;
    const sources: Source[] = [];
    const checks: Check[] = [];
    const wrong: string[] = [];
    const backend = await startTestBackend({
      features: [
        createBackendPlugin({
          pluginId: 'dr-status',
          register(env) {
            env.registerExtensionPoint(drStatusSourcesExtensionPoint, {
              addSource: (...more) => sources.push(...more),
              addMisconfigured: ({ message }) => wrong.push(message),
            });
            env.registerExtensionPoint(drStatusChecksExtensionPoint, {
              addCheck: (...more) => checks.push(...more),
            });
            env.registerInit({ deps: {}, async init() {} });
          },
        }),
        healthz,
        mockServices.rootConfig.factory({
          data: {
            drStatus: {
              sources: {
                healthz: [
                  {
                    name: 'shop',
                    entityRef: REF,
                    url: `http://127.0.0.1:${port}`,
                  },
                  { name: 'office', entityRef: REF, url: 'no url' },
                ],
              },
            },
          },
        }),
      ],
    });
    expect(checks).toEqual([healthzWell]);
    expect(wrong).toEqual([
      expect.stringContaining('drStatus.sources.healthz[1].url'),
    ]);
    const [source] = sources as HealthzSource[];
    const context = {
      signal: new AbortController().signal,
      logger: mockServices.logger.mock(),
      now: Date.now,
    };
    await expect(source.observe(context)).resolves.toMatchObject([
      { entityRef: REF, value: true },
    ]);
    status = 503;
    await expect(source.observe(context)).resolves.toMatchObject([
      { entityRef: REF, value: false },
    ]);
    await source.close();
    await backend.stop();
  });
});
