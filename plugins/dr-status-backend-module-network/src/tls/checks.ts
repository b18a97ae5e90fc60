import {
  judgeReading,
  sayDuration,
  worstFinding,
  type Check,
  type CheckContext,
  type CheckOutcome,
  type Finding,
} from '@twinshore/plugin-dr-status-node';
import type { Entity } from '@backstage/catalog-model';
import { resilienceOf } from '@twinshore/plugin-dr-status-common';
import {
  TLS_ENDPOINTS,
  type TlsCertificate,
  type TlsEndpoint,
} from './signals';

const DAY_SECONDS = 86_400;
/** Renewal is due; what automates it usually acts from here on. */
const WARNING_DAYS = 30;
/** Too late to be left to automation. */
const LIMIT_DAYS = 7;

const areEndpoints = ({ kind, spec }: Entity) =>
  kind === 'Resource' && spec?.type === 'tls-endpoints';

function judgeEach(
  context: CheckContext,
  title: string,
  judge: (endpoint: TlsEndpoint) => Finding,
  allMet: (count: number) => string,
): CheckOutcome {
  return judgeReading<{ endpoints: TlsEndpoint[] }>(
    context,
    TLS_ENDPOINTS,
    title,
    ({ endpoints }) =>
      worstFinding(endpoints.map(judge), allMet(endpoints.length)),
  );
}

const silent = ({ name, cause }: TlsEndpoint): Finding => ({
  verdict: 'unknown',
  reason:
    cause === null
      ? `${name} shows its certificate only to who has one of its own.`
      : `An endpoint could not be tried: ${cause}`,
});

function judgeVersions(endpoint: TlsEndpoint): Finding {
  const { name, versions, cause } = endpoint;
  if (cause !== null) {
    return silent(endpoint);
  }
  const { 'TLSv1.3': newest, ...older } = versions;
  const named = (answer: string) =>
    Object.entries(older)
      .filter(([, value]) => value === answer)
      .map(([version]) => version);
  const accepted = named('accepted');
  if (newest === 'refused') {
    return {
      verdict: 'breached',
      reason: `${name} refuses TLSv1.3 and speaks ${accepted.join(', ')}.`,
    };
  }
  if (accepted.length > 0) {
    return {
      verdict: 'at-risk',
      reason: `${name} accepts ${accepted.join(' and ')}${
        newest === 'accepted'
          ? ' besides TLSv1.3: 1.3 is offered, not enforced.'
          : '; whether it speaks TLSv1.3 as well is not known.'
      }`,
    };
  }
  const open = named('not-told');
  return newest !== 'accepted' || open.length > 0
    ? {
        verdict: 'unknown',
        reason: `Whether ${name} refuses ${
          open.join(' and ') || 'older versions'
        } is not known: the handshake was not ended.`,
      }
    : { verdict: 'met', reason: `${name} speaks TLSv1.3 and nothing older.` };
}

export const protocol: Check = {
  id: 'network.tls.protocol',
  title: 'TLS 1.3 and nothing older',
  description:
    'Each endpoint is offered every version by itself: 1.3 must be accepted, 1.2 and older refused.',
  gate: false,
  weight: 3,
  threshold: {
    text: 'TLSv1.3 alone (older ones accepted is at risk, 1.3 refused is breached)',
    origin: 'design 6.2',
  },
  signals: [TLS_ENDPOINTS],
  remediation:
    'Set the minimum version of the endpoint to TLS 1.3: the listener policy, the client-ssl profile or ssl_protocols.',
  appliesTo: areEndpoints,
  evaluate: context =>
    judgeEach(
      context,
      'The protocol',
      judgeVersions,
      count => `All ${count} endpoints speak TLSv1.3 and nothing older.`,
    ),
};

function judgeExpiry(
  name: string,
  { validTo, subject }: TlsCertificate,
  now: number,
): Finding {
  const left = (Date.parse(validTo) - now) / 1000;
  const day = validTo.slice(0, 10);
  const what = `The certificate of ${name} (${subject})`;
  if (left <= 0) {
    return {
      verdict: 'breached',
      reason: `${what} expired ${sayDuration(-left)} ago, on ${day}.`,
    };
  }
  const said = `${what} ends in ${sayDuration(left)}, on ${day}`;
  if (left <= LIMIT_DAYS * DAY_SECONDS) {
    return {
      verdict: 'breached',
      reason: `${said}: less than the ${LIMIT_DAYS} days that a renewal by hand needs.`,
    };
  }
  return left <= WARNING_DAYS * DAY_SECONDS
    ? {
        verdict: 'at-risk',
        reason: `${said}: its renewal is due from ${WARNING_DAYS} days on.`,
      }
    : { verdict: 'met', reason: `${said}.` };
}

export const expiry: Check = {
  id: 'network.tls.expiry',
  title: 'Certificates are far from their end',
  description:
    'The certificate that each endpoint presents. An expired one keeps users out as surely as an outage, most of all at a standby that nobody uses.',
  // Not a gate at a site that may be lost; standbyTrusted is one.
  gate: false,
  weight: 4,
  threshold: {
    text: `More than ${WARNING_DAYS} days left (${WARNING_DAYS} or fewer is at risk, ${LIMIT_DAYS} or fewer is breached)`,
    origin: 'design 6.2',
  },
  signals: [TLS_ENDPOINTS],
  remediation: 'Renew the certificate, and install it at every endpoint.',
  appliesTo: areEndpoints,
  evaluate: context =>
    judgeEach(
      context,
      'The end of the certificates',
      endpoint =>
        endpoint.certificate
          ? judgeExpiry(endpoint.name, endpoint.certificate, context.now)
          : silent(endpoint),
      count =>
        `All ${count} certificates have more than ${WARNING_DAYS} days left.`,
    ),
};

const EXPIRED = 'CERT_HAS_EXPIRED';

function judgeTrust(endpoint: TlsEndpoint, now: number): Finding {
  const { name, certificate } = endpoint;
  if (!certificate) {
    return silent(endpoint);
  }
  const { subject, issuer, nameMatches, mistrust, validTo } = certificate;
  if (!nameMatches) {
    return {
      verdict: 'breached',
      reason: `The certificate of ${name} is for another name (${subject}).`,
    };
  }
  // That it has expired itself is for the rule of expiry to say; while it has
  // not, one of the chain above it has.
  const own = mistrust === EXPIRED && Date.parse(validTo) <= now;
  if (mistrust === EXPIRED && !own) {
    return {
      verdict: 'breached',
      reason: `Clients do not trust the certificate of ${name}: one of those that lead from it to ${issuer} and its authority has expired (${mistrust}).`,
    };
  }
  if (mistrust !== null && !own) {
    return {
      verdict: 'breached',
      reason: `Clients do not trust the certificate of ${name} from ${issuer} (${mistrust}).`,
    };
  }
  return {
    verdict: 'met',
    reason: `The certificate of ${name} is for its name and from ${issuer}, which is trusted.`,
  };
}

export const trust: Check = {
  id: 'network.tls.trust',
  title: 'Certificates are for their name and trusted',
  description:
    'The chain leads to a known authority, and the certificate carries the name by which users come.',
  gate: false,
  weight: 3,
  threshold: { text: 'Trusted chain, matching name', origin: 'design 6.2' },
  signals: [TLS_ENDPOINTS],
  remediation:
    'Install the whole chain at the endpoint, with a certificate for its name; give an authority of your own at the source’s ca.',
  appliesTo: areEndpoints,
  evaluate: context =>
    judgeEach(
      context,
      'The chain of trust',
      endpoint => judgeTrust(endpoint, context.now),
      count => `All ${count} certificates are trusted and for their names.`,
    ),
};

/** Whoever is to take over: its endpoints are the ones that a fail-over sends users to. */
const isStandby = (entity: Entity) =>
  areEndpoints(entity) && resilienceOf(entity)?.role === 'passive';

export const standbyTrusted: Check = {
  id: 'network.tls.standby-trusted',
  title: 'Users would trust the standby',
  description:
    'The certificates of the endpoints that a fail-over sends users to: not expired, for their names, from a known authority. Nobody sees it while nobody uses them.',
  gate: true,
  weight: 4,
  threshold: {
    text: `Trusted chain, matching name, more than ${WARNING_DAYS} days left (${WARNING_DAYS} or fewer is at risk, ${LIMIT_DAYS} or fewer is breached)`,
    origin: 'design 5.2, 6.2',
  },
  signals: [TLS_ENDPOINTS],
  remediation:
    'Renew or replace the certificate at the standby; renewal must not wait for a fail-over.',
  appliesTo: isStandby,
  evaluate: context =>
    judgeEach(
      context,
      'The trust in the standby',
      endpoint =>
        endpoint.certificate
          ? worstFinding(
              [
                judgeExpiry(endpoint.name, endpoint.certificate, context.now),
                judgeTrust(endpoint, context.now),
              ],
              '',
            )
          : silent(endpoint),
      count =>
        `All ${count} certificates are trusted, for their names, and have more than ${WARNING_DAYS} days left.`,
    ),
};

export const tlsChecks: Check[] = [protocol, expiry, trust, standbyTrusted];
