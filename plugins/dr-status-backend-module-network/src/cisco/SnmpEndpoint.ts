import { SourceFailure } from '@twinshore/plugin-dr-status-node';
import snmp from 'net-snmp';

/** Protocols that an SNMPv3 user of authPriv may have; older ones are not offered. */
export const AUTH_PROTOCOLS = {
  sha: snmp.AuthProtocols.sha,
  sha256: snmp.AuthProtocols.sha256,
  sha512: snmp.AuthProtocols.sha512,
} as const;
export const PRIV_PROTOCOLS = {
  aes: snmp.PrivProtocols.aes,
  aes256: snmp.PrivProtocols.aes256r,
} as const;

export interface SnmpAccess {
  host: string;
  port: number;
  username: string;
  authProtocol: keyof typeof AUTH_PROTOCOLS;
  authKey: string;
  privProtocol: keyof typeof PRIV_PROTOCOLS;
  privKey: string;
}

export interface SnmpEndpointOptions {
  /** What is asked, for messages. */
  name: string;
  /** Configuration key of the item, for hints. */
  key: string;
  access: SnmpAccess;
  timeoutSeconds: number;
  leastPrivilege: string;
}

/** The library's time ends a little before the collector's, so that its words are heard. */
const SHARE_OF_TIME = 0.9;

/** An SNMPv3 agent, asked with authentication and encryption; nothing is tried twice. */
export class SnmpEndpoint {
  readonly #options: SnmpEndpointOptions;

  constructor(options: SnmpEndpointOptions) {
    this.#options = options;
  }

  /** The values of the objects, all of which must be whole numbers. */
  async getIntegers(oids: string[], signal: AbortSignal): Promise<number[]> {
    const { access, timeoutSeconds } = this.#options;
    signal.throwIfAborted();
    // A session knows the agent's clock; a new one finds it out by itself.
    const session = snmp.createV3Session(
      access.host,
      {
        name: access.username,
        level: snmp.SecurityLevel.authPriv,
        authProtocol: AUTH_PROTOCOLS[access.authProtocol],
        authKey: access.authKey,
        privProtocol: PRIV_PROTOCOLS[access.privProtocol],
        privKey: access.privKey,
      },
      {
        port: access.port,
        transport: access.host.includes(':') ? 'udp6' : 'udp4',
        timeout: timeoutSeconds * SHARE_OF_TIME * 1000,
        retries: 0,
      },
    );
    const end = () => session.close();
    signal.addEventListener('abort', end, { once: true });
    try {
      return await new Promise<number[]>((resolve, reject) => {
        session.on('error', error => reject(this.#failure(error)));
        signal.addEventListener('abort', () => reject(this.#timedOut()), {
          once: true,
        });
        session.get(oids, (error, varbinds) => {
          if (error) {
            reject(this.#failure(error));
            return;
          }
          const values = (varbinds ?? []).map(varbind =>
            snmp.isVarbindError(varbind) ? undefined : varbind.value,
          );
          const numbers = values.filter(
            (value): value is number => typeof value === 'number',
          );
          if (numbers.length === oids.length) {
            resolve(numbers);
          } else {
            reject(this.#missing());
          }
        });
      });
    } finally {
      signal.removeEventListener('abort', end);
      session.close();
    }
  }

  #missing(): SourceFailure {
    const { name, key, leastPrivilege } = this.#options;
    return new SourceFailure(
      'malformed',
      `${name} has no such object, or hides it.`,
      `Check that ${key}.host is an ASA with fail-over, and that the view of ${key}.username holds it: ${leastPrivilege}`,
    );
  }

  #timedOut(): SourceFailure {
    const { name, key, timeoutSeconds } = this.#options;
    return new SourceFailure(
      'timed-out',
      `${name} did not answer within ${timeoutSeconds} s.`,
      `Check ${key}.host and ${key}.port, and that the agent lets the portal's address in: an agent does not answer whom it does not know.`,
    );
  }

  #failure(error: Error & { code?: unknown }): SourceFailure {
    const { name, key, leastPrivilege, access } = this.#options;
    if (error.name === 'RequestTimedOutError') {
      return this.#timedOut();
    }
    if (
      error.name === 'ResponseInvalidError' &&
      error.code === snmp.ResponseInvalidCode.EAuthFailure
    ) {
      return new SourceFailure(
        'unauthorized',
        `${name} refuses the user ${access.username}.`,
        `Correct ${key}.username, .authKey, .privKey and their protocols. It needs ${leastPrivilege}.`,
      );
    }
    if (typeof error.code === 'string') {
      return new SourceFailure(
        'unreachable',
        `${name} cannot be reached (${error.code}).`,
        `Check ${key}.host and the network between it and the portal.`,
      );
    }
    if (error.name === 'RequestFailedError') {
      return new SourceFailure(
        'failed',
        `${name} answers with an error (${String(
          (error as { status?: unknown }).status,
        )}).`,
        `Check the view of ${key}.username: ${leastPrivilege}`,
      );
    }
    return new SourceFailure(
      'malformed',
      `${name} answered with something that is no SNMPv3.`,
      `Check ${key}.host and ${key}.port.`,
    );
  }
}
