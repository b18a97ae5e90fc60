import type { Config } from '@backstage/config';
import {
  AuthorizeResult,
  type Permission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import { EVERYONE, READ, readRoles, type EstateRole } from './roles';

interface CompiledRole {
  groups: readonly string[];
  allows(permission: Permission): boolean;
}

function compilePattern(pattern: string): (permission: Permission) => boolean {
  if (pattern === READ) {
    return permission => permission.attributes.action === 'read';
  }
  const source = pattern
    .split('*')
    .map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  const expression = new RegExp(`^${source}$`);
  return permission => expression.test(permission.name);
}

function compileRole(role: EstateRole): CompiledRole {
  const patterns = role.allow.map(compilePattern);
  return {
    groups: role.groups,
    allows: permission => patterns.some(matches => matches(permission)),
  };
}

/**
 * Allows what a role of the user's groups names, and denies everything else,
 * permissions that nobody has thought of yet included. Requests without a user
 * are denied; calls between backend plugins never reach a policy.
 * @public
 */
export class EstatePermissionPolicy implements PermissionPolicy {
  readonly #roles: readonly CompiledRole[];

  static fromConfig(config: Config): EstatePermissionPolicy {
    return new EstatePermissionPolicy(readRoles(config));
  }

  private constructor(roles: readonly EstateRole[]) {
    this.#roles = roles.map(compileRole);
  }

  async handle(
    request: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    const allowed =
      user !== undefined &&
      this.#roles.some(
        role =>
          this.#isMember(role, user.info.ownershipEntityRefs) &&
          role.allows(request.permission),
      );
    return { result: allowed ? AuthorizeResult.ALLOW : AuthorizeResult.DENY };
  }

  #isMember(role: CompiledRole, ownershipEntityRefs: string[]): boolean {
    return role.groups.some(
      group =>
        group === EVERYONE ||
        ownershipEntityRefs.some(
          ref => ref.toLocaleLowerCase('en-US') === group,
        ),
    );
  }
}
