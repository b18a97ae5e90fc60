/** Names and shapes of what the TLS source reports on a set of endpoints. */

export const TLS_ENDPOINTS = 'network.tls.endpoints';

/** Versions that are tried, newest first. */
export const TLS_VERSIONS = ['TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1'] as const;
export type TlsVersion = (typeof TLS_VERSIONS)[number];

export type TlsCertificate = {
  subject: string;
  issuer: string;
  /** ISO 8601. */
  validTo: string;
  /** Why clients do not trust it, as OpenSSL names it; null when they do. */
  mistrust: string | null;
  /** Whether it is for the name that was asked. */
  nameMatches: boolean;
};

export type TlsEndpoint = {
  name: string;
  /** Why nothing can be said of it; null when a handshake was completed. */
  cause: string | null;
  /** What the endpoint made of a handshake in each version. */
  versions: Partial<Record<TlsVersion, 'accepted' | 'refused' | 'not-told'>>;
  certificate: TlsCertificate | null;
};
