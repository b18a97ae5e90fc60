import type { Config } from '@backstage/config';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';

/** Stands for every signed-in user in a role's groups. */
export const EVERYONE = '*';

/** Stands for every permission whose action is `read` in a role's allow list. */
export const READ = 'read';

/**
 * What members of some groups may do.
 * @public
 */
export interface EstateRole {
  /** Full entity refs in lower case, or `*` for every signed-in user. */
  groups: string[];
  /** Permission names, `*` for any run of characters; `read` for all that only read. */
  allow: string[];
}

/**
 * Holds where `permission.estate.roles` is not configured: everybody reads,
 * officers and platform engineers ask sources again, have apps assessed and try the
 * alerting, engineers offer changes,
 * platform engineers keep the catalog.
 * @public
 */
export const DEFAULT_ROLES: readonly EstateRole[] = [
  { groups: [EVERYONE], allow: [READ] },
  {
    groups: ['group:default/dr-officers', 'group:default/platform-engineering'],
    allow: [
      'dr-status.source.refresh',
      'dr-status.resilience-hub.assess',
      'dr-status.alerting.test',
    ],
  },
  {
    groups: ['group:default/engineers', 'group:default/platform-engineering'],
    allow: [
      'scaffolder.action.execute',
      'scaffolder.task.create',
      'scaffolder.task.cancel',
      'scaffolder.template.dry-run',
    ],
  },
  {
    groups: ['group:default/platform-engineering'],
    allow: [
      'catalog.entity.*',
      'catalog.location.*',
      'scaffolder.template.management',
    ],
  },
];

function normaliseGroup(group: string, key: string): string {
  if (group === EVERYONE) {
    return group;
  }
  try {
    return stringifyEntityRef(parseEntityRef(group, { defaultKind: 'group' }));
  } catch (error) {
    throw new InputError(
      `${key} has "${group}", which is not an entity ref like group:default/engineers`,
    );
  }
}

/**
 * Reads `permission.estate.roles`; a mistake in it stops the permission
 * backend, because a policy that is half understood must not decide.
 */
export function readRoles(config: Config): readonly EstateRole[] {
  const configured = config.getOptionalConfigArray('permission.estate.roles');
  if (!configured) {
    return DEFAULT_ROLES;
  }
  return configured.map((role, index) => {
    const key = `permission.estate.roles[${index}]`;
    const allow = role.getStringArray('allow');
    if (allow.some(pattern => pattern.trim() === '')) {
      throw new InputError(`${key}.allow has an empty permission name`);
    }
    return {
      groups: role
        .getStringArray('groups')
        .map(group => normaliseGroup(group, `${key}.groups`)),
      allow,
    };
  });
}
