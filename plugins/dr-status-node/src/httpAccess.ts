import type { Config } from '@backstage/config';

/** Where an HTTP interface is, and how one logs in there. @public */
export interface HttpAccess {
  /** Without a slash at its end, and without credentials. */
  url: string;
  token?: string;
  username?: string;
  password?: string;
  /** Certificates of authorities to trust besides the well-known ones, as PEM. */
  ca?: string;
}

/**
 * Reads `url`, `token` or `username` with `password`, and `ca` of a configured
 * item or of a part of it.
 * @param at - configuration key of the item, for messages
 * @public
 */
export function readHttpAccess(item: Config, at: string): HttpAccess {
  const text = item.getString('url');
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Error(`Invalid value at '${at}.url': it is no URL`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Error(
      `Invalid value at '${at}.url': an http or https URL is needed`,
    );
  }
  if (url.username || url.password) {
    throw new Error(
      `Invalid value at '${at}.url': credentials do not belong in a URL; give ${at}.username and ${at}.password`,
    );
  }
  const username = item.getOptionalString('username');
  const password = item.getOptionalString('password');
  if ((username === undefined) !== (password === undefined)) {
    throw new Error(
      `Missing required config value at '${at}.${
        username === undefined ? 'username' : 'password'
      }': one of the two does nothing without the other`,
    );
  }
  return {
    url: text.replace(/\/+$/, ''),
    token: item.getOptionalString('token'),
    username,
    password,
    ca: item.getOptionalString('ca'),
  };
}

/** The header of HTTP basic authentication; none without a user name. @public */
export function basicAuthorization(
  access: Pick<HttpAccess, 'username' | 'password'>,
): Record<string, string> {
  const { username, password } = access;
  return username === undefined
    ? {}
    : {
        authorization: `Basic ${Buffer.from(
          `${username}:${password ?? ''}`,
        ).toString('base64')}`,
      };
}

/** The header of a bearer token; none without a token. @public */
export function bearerAuthorization(
  access: Pick<HttpAccess, 'token'>,
): Record<string, string> {
  return access.token === undefined
    ? {}
    : { authorization: `Bearer ${access.token}` };
}
