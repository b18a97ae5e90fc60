import type {
  AuthService,
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type BasicPermission,
} from '@backstage/plugin-permission-common';
import type { Request } from 'express';

/** Who may read the hub, and who may have an app assessed. */
export class ResilienceHubAccess {
  readonly #auth: AuthService;
  readonly #httpAuth: HttpAuthService;
  readonly #permissions: PermissionsService;
  readonly #allow: Array<'user' | 'service' | 'none'>;

  constructor(options: {
    auth: AuthService;
    httpAuth: HttpAuthService;
    permissions: PermissionsService;
    /** As `backend.auth.dangerouslyDisableDefaultAuthPolicy` says. */
    allowUnauthenticated?: boolean;
  }) {
    this.#auth = options.auth;
    this.#httpAuth = options.httpAuth;
    this.#permissions = options.permissions;
    this.#allow = options.allowUnauthenticated
      ? ['user', 'service', 'none']
      : ['user', 'service'];
  }

  /**
   * @returns who asks: an entity ref, or the name of a service
   * @throws AuthenticationError or NotAllowedError
   */
  async assertAllowed(
    request: Request<any, any, any, any, any>,
    permission: BasicPermission,
  ): Promise<string> {
    const credentials = await this.#httpAuth.credentials(request, {
      allow: this.#allow,
    });
    const [decision] = await this.#permissions.authorize([{ permission }], {
      credentials,
    });
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(`This needs the permission ${permission.name}`);
    }
    return this.#nameOf(credentials);
  }

  #nameOf(credentials: BackstageCredentials): string {
    if (this.#auth.isPrincipal(credentials, 'user')) {
      return credentials.principal.userEntityRef;
    }
    return this.#auth.isPrincipal(credentials, 'service')
      ? credentials.principal.subject
      : 'unknown';
  }
}
