import {
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import type {
  EntityPostureDetail,
  SourceStatus,
  Summary,
} from '@twinshore/plugin-dr-status-common';
import {
  drStatusAlertingExtensionPoint,
  drStatusChecksExtensionPoint,
  drStatusSourcesExtensionPoint,
  type AlertChannel,
  type Source,
} from '@twinshore/plugin-dr-status-node';
import type { Knex } from 'knex';
import request from 'supertest';
import drStatusPlugin from '../index';
import { TEST_ESTATE } from './estate';
import { testCheck } from './sources';

/** A backend with the plugin, the test estate and the given sources. */
export async function startDrStatus(
  sources: Source[],
  options: {
    knex?: Knex;
    replica?: string;
    lease?: string;
    misconfigured?: boolean;
    channels?: AlertChannel[];
    mayRead?: () => boolean;
    mayRefresh?: () => boolean;
    resumeGrace?: string;
  } = {},
) {
  const permissions = mockServices.permissions.mock({
    authorize: async requests =>
      requests.map(({ permission }) => ({
        result:
          (permission.name === 'dr-status.posture.read'
            ? options.mayRead?.()
            : options.mayRefresh?.()) ?? true
            ? AuthorizeResult.ALLOW
            : AuthorizeResult.DENY,
      })),
  });
  const success = jest.fn(async () => {});
  const fail = jest.fn(async () => {});
  const createEvent = jest.fn(async () => ({ success, fail }));
  const publish = jest.fn(async () => {});
  const backend = await startTestBackend({
    features: [
      drStatusPlugin,
      createBackendModule({
        pluginId: 'dr-status',
        moduleId: 'test',
        register(env) {
          env.registerInit({
            deps: {
              alerting: drStatusAlertingExtensionPoint,
              points: drStatusSourcesExtensionPoint,
              checks: drStatusChecksExtensionPoint,
            },
            async init({ alerting, points, checks }) {
              options.channels?.forEach(each => alerting.addChannel(each));
              points.addSource(...sources);
              checks.addCheck(testCheck());
              if (options.misconfigured) {
                points.addMisconfigured({
                  id: 'test:wrong',
                  kind: 'test',
                  title: 'Wrong',
                  entityRefs: ['resource:default/database-there'],
                  message: 'drStatus.sources.test[0].host is missing',
                });
              }
            },
          });
        },
      }),
      catalogServiceMock.factory({ entities: TEST_ESTATE }),
      permissions.factory,
      mockServices.auditor.mock({ createEvent }).factory,
      createServiceFactory({
        service: signalsServiceRef,
        deps: {},
        factory: () => ({ publish }),
      }),
      ...(options.knex
        ? [mockServices.database.factory({ knex: options.knex })]
        : []),
      mockServices.rootConfig.factory({
        data: {
          drStatus: {
            collector: {
              warmUp: '500ms',
              estateInterval: '1s',
              replica: options.replica ?? 'a',
              lease: options.lease ?? '1s',
              maxBackoff: '1s',
            },
            history: { resumeGrace: options.resumeGrace ?? '30s' },
          },
        },
      }),
    ],
  });
  const send = (method: 'get' | 'post', path: string) =>
    request(backend.server)
      [method](`/api/dr-status/v1${path}`)
      .set('Authorization', mockCredentials.user.header());
  return {
    backend,
    audit: { createEvent, success, fail },
    publish,
    get: (path: string) => send('get', path),
    post: (path: string) => send('post', path),
    summary: async (): Promise<Summary> => (await send('get', '/summary')).body,
    entity: async (ref: string): Promise<EntityPostureDetail> =>
      (await send('get', `/entities/${ref.replace(':', '/')}`)).body,
    sources: async (): Promise<SourceStatus[]> =>
      (await send('get', '/sources')).body.items,
  };
}
