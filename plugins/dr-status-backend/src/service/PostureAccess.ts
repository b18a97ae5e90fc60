import type {
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type BasicPermission,
} from '@backstage/plugin-permission-common';
import { drStatusPostureReadPermission } from '@twinshore/plugin-dr-status-common';
import type { Request } from 'express';

/** Whatever its route, parameters and query. */
type AnyRequest = Request<any, any, any, any, any>;

/** A decision is relied upon for this long; a right that is withdrawn ends within it. */
const TRUST_MILLISECONDS = 5000;
const REMEMBERED_TOKENS = 10_000;

/**
 * Who may read the posture.
 *
 * Every request is checked. Verifying a signature and asking the permission
 * backend cost a hundred times what the answer costs, so the decision for a
 * token that was found good is relied upon for a few seconds: the very same
 * token, and never past its expiry.
 */
export class PostureAccess {
  readonly #httpAuth: HttpAuthService;
  readonly #permissions: PermissionsService;
  readonly #allow: Array<'user' | 'service' | 'none'>;
  readonly #now: () => number;
  readonly #trustedUntil = new Map<string, number>();

  constructor(options: {
    httpAuth: HttpAuthService;
    permissions: PermissionsService;
    /** As `backend.auth.dangerouslyDisableDefaultAuthPolicy` says. */
    allowUnauthenticated?: boolean;
    now?: () => number;
  }) {
    this.#httpAuth = options.httpAuth;
    this.#permissions = options.permissions;
    this.#allow = options.allowUnauthenticated
      ? ['user', 'service', 'none']
      : ['user', 'service'];
    this.#now = options.now ?? Date.now;
  }

  /** Whether the decision for the request's token still stands, without asking anybody. */
  isTrusted(request: AnyRequest): boolean {
    const token = request.headers.authorization;
    if (token === undefined) {
      return false;
    }
    const until = this.#trustedUntil.get(token);
    if (until === undefined) {
      return false;
    }
    if (until > this.#now()) {
      return true;
    }
    this.#trustedUntil.delete(token);
    return false;
  }

  /** @throws AuthenticationError or NotAllowedError */
  async assertMayRead(request: AnyRequest): Promise<void> {
    if (this.isTrusted(request)) {
      return;
    }
    const credentials = await this.assertAllowed(
      request,
      drStatusPostureReadPermission,
    );
    this.#trust(request.headers.authorization, credentials);
  }

  /**
   * Checks a permission anew.
   * @throws AuthenticationError or NotAllowedError
   */
  async assertAllowed(
    request: AnyRequest,
    permission: BasicPermission,
  ): Promise<BackstageCredentials> {
    const credentials = await this.#httpAuth.credentials(request, {
      allow: this.#allow,
    });
    const [decision] = await this.#permissions.authorize([{ permission }], {
      credentials,
    });
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(`This needs the permission ${permission.name}`);
    }
    return credentials;
  }

  #trust(token: string | undefined, credentials: BackstageCredentials): void {
    if (token === undefined) {
      return;
    }
    if (this.#trustedUntil.size >= REMEMBERED_TOKENS) {
      this.#trustedUntil.clear();
    }
    this.#trustedUntil.set(
      token,
      Math.min(
        this.#now() + TRUST_MILLISECONDS,
        credentials.expiresAt?.getTime() ?? Infinity,
      ),
    );
  }
}
