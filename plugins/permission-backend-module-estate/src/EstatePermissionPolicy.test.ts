import { ConfigReader } from '@backstage/config';
import { mockCredentials } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  createPermission,
} from '@backstage/plugin-permission-common';
import {
  drStatusAlertingTestPermission,
  drStatusPostureReadPermission,
  drStatusResilienceHubAssessPermission,
  drStatusSourceRefreshPermission,
} from '@twinshore/plugin-dr-status-common';
import { EstatePermissionPolicy } from './EstatePermissionPolicy';

const { ALLOW, DENY } = AuthorizeResult;

const catalogRead = createPermission({
  name: 'catalog.entity.read',
  attributes: { action: 'read' },
  resourceType: 'catalog-entity',
});
const locationCreate = createPermission({
  name: 'catalog.location.create',
  attributes: { action: 'create' },
});
const entityDelete = createPermission({
  name: 'catalog.entity.delete',
  attributes: { action: 'delete' },
  resourceType: 'catalog-entity',
});
const taskCreate = createPermission({
  name: 'scaffolder.task.create',
  attributes: { action: 'create' },
});
const actionExecute = createPermission({
  name: 'scaffolder.action.execute',
  attributes: {},
  resourceType: 'scaffolder-action',
});
const unheardOf = createPermission({
  name: 'something.new.detonate',
  attributes: {},
});

const user = (...ownershipEntityRefs: string[]) => ({
  credentials: mockCredentials.user('user:default/somebody'),
  info: {
    userEntityRef: 'user:default/somebody',
    ownershipEntityRefs: ['user:default/somebody', ...ownershipEntityRefs],
  },
});
const nobodySpecial = user();
const officer = user('group:default/dr-officers');
const engineer = user('group:default/engineers');
const platform = user('group:default/platform-engineering');

describe('EstatePermissionPolicy', () => {
  describe('with the built-in roles', () => {
    const policy = EstatePermissionPolicy.fromConfig(new ConfigReader({}));

    it.each([
      [
        'anybody reads the posture',
        nobodySpecial,
        drStatusPostureReadPermission,
        ALLOW,
      ],
      ['anybody reads the catalog', nobodySpecial, catalogRead, ALLOW],
      [
        'nobody special refreshes no source',
        nobodySpecial,
        drStatusSourceRefreshPermission,
        DENY,
      ],
      [
        'an engineer refreshes no source',
        engineer,
        drStatusSourceRefreshPermission,
        DENY,
      ],
      [
        'an officer refreshes a source',
        officer,
        drStatusSourceRefreshPermission,
        ALLOW,
      ],
      [
        'platform engineers refresh a source',
        platform,
        drStatusSourceRefreshPermission,
        ALLOW,
      ],
      [
        'an engineer has no app assessed',
        engineer,
        drStatusResilienceHubAssessPermission,
        DENY,
      ],
      [
        'an officer has an app assessed',
        officer,
        drStatusResilienceHubAssessPermission,
        ALLOW,
      ],
      [
        'platform engineers have an app assessed',
        platform,
        drStatusResilienceHubAssessPermission,
        ALLOW,
      ],
      [
        'an engineer tries no alerting',
        engineer,
        drStatusAlertingTestPermission,
        DENY,
      ],
      [
        'an officer tries the alerting',
        officer,
        drStatusAlertingTestPermission,
        ALLOW,
      ],
      ['nobody special starts no task', nobodySpecial, taskCreate, DENY],
      ['an engineer starts a task', engineer, taskCreate, ALLOW],
      ['an engineer runs its actions', engineer, actionExecute, ALLOW],
      ['an engineer registers nothing', engineer, locationCreate, DENY],
      ['an officer unregisters nothing', officer, entityDelete, DENY],
      ['platform engineers register', platform, locationCreate, ALLOW],
      ['platform engineers unregister', platform, entityDelete, ALLOW],
      ['an unknown permission is denied', platform, unheardOf, DENY],
    ])('%s', async (_, who, permission, result) => {
      await expect(policy.handle({ permission }, who)).resolves.toEqual({
        result,
      });
    });

    it('denies requests without a user, even to read', async () => {
      await expect(
        policy.handle({ permission: drStatusPostureReadPermission }),
      ).resolves.toEqual({ result: DENY });
    });
  });

  describe('with configured roles', () => {
    const policyOf = (roles: Array<{ groups: string[]; allow: string[] }>) =>
      EstatePermissionPolicy.fromConfig(
        new ConfigReader({ permission: { estate: { roles } } }),
      );

    it('replaces the built-in roles as a whole', async () => {
      const policy = policyOf([{ groups: ['auditors'], allow: ['read'] }]);
      await expect(
        policy.handle({ permission: catalogRead }, engineer),
      ).resolves.toEqual({ result: DENY });
      await expect(
        policy.handle(
          { permission: catalogRead },
          user('group:default/auditors'),
        ),
      ).resolves.toEqual({ result: ALLOW });
    });

    it('takes a pattern literally but for its stars', async () => {
      const policy = policyOf([
        {
          groups: ['*'],
          allow: ['catalog.entity.*', 'something+new.detonate'],
        },
      ]);
      await expect(
        policy.handle({ permission: entityDelete }, nobodySpecial),
      ).resolves.toEqual({ result: ALLOW });
      await expect(
        policy.handle({ permission: locationCreate }, nobodySpecial),
      ).resolves.toEqual({ result: DENY });
      await expect(
        policy.handle({ permission: unheardOf }, nobodySpecial),
      ).resolves.toEqual({ result: DENY });
    });

    it('names the key of a group that is no entity ref', () => {
      expect(() =>
        policyOf([{ groups: ['group:default/'], allow: ['read'] }]),
      ).toThrow('permission.estate.roles[0].groups has "group:default/"');
    });
  });
});
