import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { Summary } from '@twinshore/plugin-dr-status-common';
import {
  drStatusChecksExtensionPoint,
  drStatusSourcesExtensionPoint,
} from '@twinshore/plugin-dr-status-node';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import request from 'supertest';
import drStatusPlugin from './index';
import { spec } from './schema/openapi';
import { TEST_ESTATE } from './testing/estate';
import { testCheck, TestSource } from './testing/sources';
import { until } from './testing/until';

const HERE = 'resource:default/database-here';
const THERE = 'resource:default/database-there';

function schemaCheck(name: keyof (typeof spec)['components']['schemas']) {
  const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
  ajv.addSchema(spec, 'api');
  const validate = ajv.getSchema(`api#/components/schemas/${name}`)!;
  return (body: unknown) => {
    expect(validate(body) ? [] : validate.errors).toEqual([]);
  };
}

async function start(
  sources: TestSource[],
  options: {
    allow?: boolean;
    misconfigured?: boolean;
    config?: object;
    features?: any[];
  } = {},
) {
  const permissions = mockServices.permissions.mock({
    authorize: async requests =>
      requests.map(() => ({
        result:
          options.allow === false
            ? AuthorizeResult.DENY
            : AuthorizeResult.ALLOW,
      })),
  });
  const auditor = mockServices.auditor.mock({
    createEvent: jest.fn(async () => ({
      success: jest.fn(async () => {}),
      fail: jest.fn(async () => {}),
    })),
  });
  const backend = await startTestBackend({
    features: [
      drStatusPlugin,
      createBackendModule({
        pluginId: 'dr-status',
        moduleId: 'test',
        register(env) {
          env.registerInit({
            deps: {
              points: drStatusSourcesExtensionPoint,
              checks: drStatusChecksExtensionPoint,
            },
            async init({ points, checks }) {
              points.addSource(...sources.map(({ source }) => source));
              checks.addCheck(testCheck());
              if (options.misconfigured) {
                points.addMisconfigured({
                  id: 'test:wrong',
                  kind: 'test',
                  title: 'Wrong',
                  entityRefs: [THERE],
                  message: 'drStatus.sources.test[0].host is missing',
                });
              }
            },
          });
        },
      }),
      catalogServiceMock.factory({ entities: TEST_ESTATE }),
      permissions.factory,
      auditor.factory,
      mockServices.rootConfig.factory({
        data: {
          drStatus: {
            collector: { warmUp: '500ms', estateInterval: '1s' },
            ...options.config,
          },
        },
      }),
      ...(options.features ?? []),
    ],
  });
  const get = (path: string) =>
    request(backend.server)
      .get(`/api/dr-status/v1${path}`)
      .set('Authorization', mockCredentials.user.header());
  const summary = async (): Promise<Summary> => (await get('/summary')).body;
  const entity = async (ref: string) =>
    (await get(`/entities/${ref.replace(':', '/')}`)).body;
  return { backend, get, summary, entity, auditor, permissions };
}

describe('dr-status', () => {
  it('collects, evaluates and serves', async () => {
    const here = new TestSource('test:here', HERE);
    const there = new TestSource('test:there', THERE);
    const { backend, get, summary, entity } = await start([here, there]);

    await until(async () => (await summary()).headline.verdict === 'met');
    const body = await summary();
    schemaCheck('Summary')(body);
    expect(body.headline.sentence).toBe('Yes: all 2 gates are met.');
    expect(body.coverage).toEqual({ fresh: 2, all: 2 });
    expect(body.sites.map(site => site.name)).toEqual(['here', 'there']);
    const unwatched = body.matrix.find(cell => cell.tier === 'platform');
    expect(unwatched).toMatchObject({ verdict: 'unknown', unwatched: 1 });

    const detail = await entity(HERE);
    schemaCheck('EntityPostureDetail')(detail);
    expect(detail.checks[0]).toMatchObject({
      verdict: 'met',
      evidence: [{ value: 1, state: 'fresh', sourceId: 'test:here' }],
    });
    expect(detail.history).toHaveLength(1);

    schemaCheck('SourcePage')((await get('/sources')).body);
    schemaCheck('CheckPage')((await get('/checks')).body);
    const history = await get('/history?limit=1');
    schemaCheck('HistoryPage')(history.body);
    expect(history.body.totalItems).toBe(2);
    const next = await get(
      `/history?limit=1&cursor=${history.body.nextCursor}`,
    );
    expect(next.body.items[0].entityRef).not.toBe(
      history.body.items[0].entityRef,
    );
    expect(next.body.nextCursor).toBeUndefined();

    here.behaviour = async () => 0;
    await until(async () => (await summary()).headline.verdict === 'breached');
    const breached = await summary();
    expect(breached.headline.sentence).toMatch(/^No: The database-here/);
    expect(breached.transitions[0]).toMatchObject({
      from: 'met',
      to: 'breached',
    });

    const missing = await get('/entities/resource/default/nobody');
    expect(missing.status).toBe(404);
    schemaCheck('Error')(missing.body);
    expect((await get('/history?cursor=nonsense')).status).toBe(400);
    expect((await get('/history?limit=0')).status).toBe(400);
    expect((await get('/history?since=yesterday')).status).toBe(400);
    expect(
      (
        await request(backend.server)
          .get('/api/dr-status/v1/summary')
          .set('Authorization', mockCredentials.none.header())
      ).status,
    ).toBe(401);
    await backend.stop();
  });
});
