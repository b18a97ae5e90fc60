import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  drStatusChecksExtensionPoint,
  drStatusSourcesExtensionPoint,
  type Check,
  type Source,
} from '@twinshore/plugin-dr-status-node';
import type { Knex } from 'knex';
import request from 'supertest';
import { drStatusModuleResilienceHub } from '../module';

/** A backend with the module alone; the sources are asked by hand. */
export async function startModule(options: {
  items: JsonObject[];
  knex?: Knex;
  may?: (permission: string) => boolean;
}) {
  const sources: Source[] = [];
  const checks: Check[] = [];
  const misconfigured: string[] = [];
  const success = jest.fn(async () => {});
  const fail = jest.fn(async () => {});
  const createEvent = jest.fn(async () => ({ success, fail }));
  const permissions = mockServices.permissions.mock({
    authorize: async requests =>
      requests.map(({ permission }) => ({
        result:
          options.may?.(permission.name) ?? true
            ? AuthorizeResult.ALLOW
            : AuthorizeResult.DENY,
      })),
  });
  const backend = await startTestBackend({
    extensionPoints: [
      [
        drStatusSourcesExtensionPoint,
        {
          addSource: (...added: Source[]) => sources.push(...added),
          addMisconfigured: ({ message }: { message: string }) =>
            misconfigured.push(message),
        },
      ],
      [
        drStatusChecksExtensionPoint,
        { addCheck: (...added: Check[]) => checks.push(...added) },
      ],
    ],
    features: [
      drStatusModuleResilienceHub,
      permissions.factory,
      mockServices.auditor.mock({ createEvent }).factory,
      ...(options.knex
        ? [mockServices.database.factory({ knex: options.knex })]
        : []),
      mockServices.rootConfig.factory({
        data: {
          drStatus: {
            sources: { resilienceHub: options.items },
            resilienceHub: { assessments: { poll: '20ms', giveUp: '30s' } },
          },
        },
      }),
    ],
  });
  const send = (method: 'get' | 'post', path: string) =>
    request(backend.server)
      [method](`/api/dr-status/v1/resilience-hub${path}`)
      .set('Authorization', mockCredentials.user.header());
  return {
    sources,
    checks,
    misconfigured,
    audit: { createEvent, success, fail },
    server: backend.server,
    get: (path: string) => send('get', path),
    post: (path: string) => send('post', path),
    /** Asks all sources once. */
    observe: () =>
      Promise.all(
        sources.map(source =>
          'observe' in source
            ? source.observe({
                signal: AbortSignal.timeout(5000),
                logger: mockServices.logger.mock(),
                now: Date.now,
              })
            : undefined,
        ),
      ),
    async stop() {
      await Promise.all(sources.map(source => source.close?.()));
      await backend.stop();
    },
  };
}
