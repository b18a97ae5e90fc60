import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import permissionPlugin from '@backstage/plugin-permission-backend';
import { drStatusSourceRefreshPermission } from '@twinshore/plugin-dr-status-common';
import request from 'supertest';
import permissionModuleEstate from './index';

describe('permissionModuleEstate', () => {
  it.each([
    ['DENY', []],
    ['ALLOW', ['group:default/dr-officers']],
  ])('answers %s to a user of %j', async (result, groups) => {
    const { server } = await startTestBackend({
      features: [
        permissionPlugin,
        permissionModuleEstate,
        mockServices.rootConfig.factory({
          data: { permission: { enabled: true } },
        }),
        createServiceFactory({
          service: coreServices.userInfo,
          deps: {},
          factory: () => mockServices.userInfo({ ownershipEntityRefs: groups }),
        }),
      ],
    });
    const response = await request(server)
      .post('/api/permission/authorize')
      .set('Authorization', mockCredentials.user.header('user:default/guest'))
      .send({
        items: [{ id: '1', permission: drStatusSourceRefreshPermission }],
      });
    expect(response.body).toEqual({ items: [{ id: '1', result }] });
  });
});
