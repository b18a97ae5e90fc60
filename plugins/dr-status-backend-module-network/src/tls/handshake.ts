import { isIP } from 'node:net';
import {
  checkServerIdentity,
  connect,
  rootCertificates,
  type TLSSocket,
} from 'node:tls';
import type { TlsCertificate, TlsVersion } from './signals';

export interface TlsTarget {
  name: string;
  host: string;
  port: number;
  /** Name that the certificate must carry, and that is asked for. */
  servername: string;
  /** Certificates of authorities to trust here alone, as PEM. */
  ca?: string;
}

export type HandshakeResult =
  /** The certificate is null where the endpoint wanted one of the client, and ended it. */
  | { outcome: 'accepted'; certificate: TlsCertificate | null }
  /** The endpoint does not speak this version. */
  | { outcome: 'refused'; code: string }
  /** It did not come to a handshake at all. */
  | { outcome: 'failed'; code: string };

/** How a server, or OpenSSL here, says that the two have no version or cipher in common. */
const REFUSED =
  /^ERR_SSL_(TLSV1_ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|(SSL\/TLS|SSLV3|TLSV1)_ALERT_HANDSHAKE_FAILURE|NO_PROTOCOLS_AVAILABLE|VERSION_TOO_LOW|LEGACY_SIGALG.*|TLSV1_ALERT_INSUFFICIENT_SECURITY)$/;

function certificateOf(socket: TLSSocket, servername: string): TlsCertificate {
  const peer = socket.getPeerCertificate();
  const text = (value: string | string[] | undefined) =>
    [value].flat().join(', ');
  return {
    subject: text(peer.subject?.CN) || (peer.subjectaltname ?? ''),
    issuer: text(peer.issuer?.CN) || text(peer.issuer?.O),
    validTo: new Date(peer.valid_to).toISOString(),
    mistrust: socket.authorized
      ? null
      : String(
          (socket.authorizationError as Error & { code?: string })?.code ??
            socket.authorizationError,
        ),
    nameMatches: checkServerIdentity(servername, peer) === undefined,
  };
}

/**
 * One handshake in exactly one version. Nothing is sent over the connection.
 * It is completed even with a certificate that clients would refuse, to see
 * which one it is.
 */
export function handshake(
  target: TlsTarget,
  version: TlsVersion,
  options: { ca?: string; signal: AbortSignal },
): Promise<HandshakeResult> {
  const { host, port, servername } = target;
  const own = [options.ca, target.ca].filter(
    (each): each is string => each !== undefined && each !== '',
  );
  return new Promise(resolve => {
    const socket = connect({
      host,
      port,
      minVersion: version,
      maxVersion: version,
      // An address must not stand in the server name extension (RFC 6066).
      ...(!isIP(servername) && { servername }),
      ca: own.length > 0 ? [...rootCertificates, ...own] : undefined,
      // Whether it is trusted is read afterwards, and the name is checked apart.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      // OpenSSL itself would refuse old versions at its usual security level.
      ...(version !== 'TLSv1.3' && { ciphers: 'DEFAULT@SECLEVEL=0' }),
    });
    const end = (result: HandshakeResult) => {
      options.signal.removeEventListener('abort', onAbort);
      socket.destroy();
      resolve(result);
    };
    function onAbort() {
      end({ outcome: 'failed', code: 'ETIMEDOUT' });
    }
    options.signal.addEventListener('abort', onAbort, { once: true });
    if (options.signal.aborted) {
      onAbort();
      return;
    }
    // Keys exist as soon as both have agreed on the version. An endpoint that
    // then asks for a certificate of the client ends it with the same alert as
    // one that refuses the version. What the event carries is not looked at.
    let agreed = false;
    socket.on('keylog', () => {
      agreed = true;
    });
    socket.on('secureConnect', () => {
      try {
        end({
          outcome: 'accepted',
          certificate: certificateOf(socket, servername),
        });
      } catch {
        end({ outcome: 'failed', code: 'ERR_CERTIFICATE_UNREADABLE' });
      }
    });
    socket.on('error', (error: Error & { code?: string }) => {
      const code = error.code ?? error.name;
      if (agreed) {
        end({ outcome: 'accepted', certificate: null });
      } else {
        end({ outcome: REFUSED.test(code) ? 'refused' : 'failed', code });
      }
    });
    socket.on('close', () => end({ outcome: 'failed', code: 'ECONNRESET' }));
  });
}
