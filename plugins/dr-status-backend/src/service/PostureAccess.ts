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
/** Early: under a thousand open pages the permission backend has its turn late. */
const RENEW_MILLISECONDS = 1000;
const REMEMBERED_TOKENS = 10_000;

interface Trust {
  until: number;
  /** From here on it is checked anew, while it still stands. */
  renewFrom: number;
}

/**
 * Who may read the posture.
 *
 * Every request is checked. Verifying a signature and asking the permission
 * backend cost a hundred times what the answer costs, so the decision for a
 * token that was found good is relied upon for a few seconds: the very same
 * token, and never past its expiry. It is checked anew a little before that
 * ends, and once for all requests that wait for it, so that a thousand open
 * pages of one user neither queue up nor ask a thousand times.
 */
export class PostureAccess {
  readonly #httpAuth: HttpAuthService;
  readonly #permissions: PermissionsService;
  readonly #allow: Array<'user' | 'service' | 'none'>;
  readonly #now: () => number;
  readonly #trusted = new Map<string, Trust>();
  readonly #underWay = new Map<string, Promise<void>>();

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
    const trust = token === undefined ? undefined : this.#trusted.get(token);
    if (!trust) {
      return false;
    }
    const now = this.#now();
    if (now >= trust.until) {
      this.#trusted.delete(token!);
      return false;
    }
    if (now >= trust.renewFrom) {
      trust.renewFrom = Infinity;
      // A refusal ends the trust; a failure lets it run out.
      this.#check(request).catch(error => {
        if (
          error.name === 'NotAllowedError' ||
          error.name === 'AuthenticationError'
        ) {
          this.#trusted.delete(token!);
        }
      });
    }
    return true;
  }

  /** @throws AuthenticationError or NotAllowedError */
  async assertMayRead(request: AnyRequest): Promise<void> {
    if (this.isTrusted(request)) {
      return;
    }
    await this.#check(request);
  }

  #check(request: AnyRequest): Promise<void> {
    const token = request.headers.authorization;
    const underWay =
      token === undefined ? undefined : this.#underWay.get(token);
    if (underWay) {
      return underWay;
    }
    const check = this.assertAllowed(
      request,
      drStatusPostureReadPermission,
    ).then(credentials => this.#trust(token, credentials));
    if (token === undefined) {
      return check;
    }
    const forget = () => this.#underWay.delete(token);
    check.then(forget, forget);
    this.#underWay.set(token, check);
    return check;
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
    if (this.#trusted.size >= REMEMBERED_TOKENS) {
      this.#trusted.clear();
    }
    const now = this.#now();
    this.#trusted.set(token, {
      until: Math.min(
        now + TRUST_MILLISECONDS,
        credentials.expiresAt?.getTime() ?? Infinity,
      ),
      renewFrom: now + RENEW_MILLISECONDS,
    });
  }
}
