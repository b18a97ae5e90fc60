import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import request from 'supertest';
import hybridInfraPlugin from './index';

const ARN = 'arn:aws:rds:eu-central-1:111122223333:db:';

function resource(
  name: string,
  annotations: Record<string, string>,
  spec: Entity['spec'] = { type: 'database' },
  namespace = 'default',
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name, namespace, annotations },
    spec,
  };
}

const ENTITIES = [
  resource(
    'scope',
    {
      'twinshore.io/discovered-by': 'aws:a:rds',
      'twinshore.io/discovered-at': new Date().toISOString(),
    },
    {
      type: 'discovery-scope',
      discovery: { covers: [ARN], intervalSeconds: 300, found: 2 },
    },
    'discovered',
  ),
  resource('orders', { 'twinshore.io/resource-id': `${ARN}orders` }),
  resource('gone', { 'twinshore.io/resource-id': `${ARN}gone` }),
  ...['orders', 'x1', 'x2'].map(name =>
    resource(
      `${name}-found`,
      {
        'twinshore.io/resource-id': `${ARN}${name}`,
        'twinshore.io/discovered-by': 'aws:a:rds',
      },
      { type: 'aws-rds-instance' },
      'discovered',
    ),
  ),
];

async function start(result: AuthorizeResult.ALLOW | AuthorizeResult.DENY) {
  const { server } = await startTestBackend({
    features: [
      hybridInfraPlugin,
      catalogServiceMock.factory({ entities: ENTITIES }),
      mockServices.permissions.mock({
        authorize: async asked => asked.map(() => ({ result })),
      }).factory,
    ],
  });
  return (path: string) =>
    request(server)
      .get(`/api/hybrid-infra/v1${path}`)
      .set('Authorization', mockCredentials.user.header());
}

describe('GET /v1/drift', () => {
  it('tells what is missing and what nobody declares', async () => {
    const get = await start(AuthorizeResult.ALLOW);
    const { status, body } = await get('/drift');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      scopes: [{ id: 'aws:a:rds', stale: false, found: 2 }],
      matched: { totalItems: 1 },
      missing: {
        totalItems: 1,
        items: [{ entityRef: 'resource:default/gone', scope: 'aws:a:rds' }],
      },
      undeclared: {
        totalItems: 2,
        items: [{ resourceId: `${ARN}x1` }, { resourceId: `${ARN}x2` }],
      },
      unknown: { totalItems: 0 },
    });
  });

  it('cuts lists where it is told to, and says how long they are', async () => {
    const get = await start(AuthorizeResult.ALLOW);
    const { body } = await get('/drift?limit=1');
    expect(body.undeclared.items).toHaveLength(1);
    expect(body.undeclared.totalItems).toBe(2);
    expect((await get('/drift?limit=0')).status).toBe(400);
  });

  it('is for those who may', async () => {
    const get = await start(AuthorizeResult.DENY);
    const { status, body } = await get('/drift');
    expect(status).toBe(403);
    expect(body.error.message).toContain('hybrid-infra.drift.read');
  });
});
