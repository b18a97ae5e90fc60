import {
  sayList,
  isTagged,
  judgeReading,
  sayDuration,
  worstFinding,
  type Check,
  type CheckContext,
  type Finding,
} from '@twinshore/plugin-dr-status-node';
import { isOrAre, isSilent, type SilentUnit } from '../units/units';
import { SERVERS, type LdapServer, type LdapServersValue } from './signals';

const isDirectory = isTagged('directory', 'ldap');

type Answering = Exclude<LdapServer, SilentUnit>;

const answeringOf = ({ servers }: LdapServersValue): Answering[] =>
  servers.flatMap(server => (isSilent(server) ? [] : [server]));

/** What is met by those that answer, is not known of those that do not. */
function unlessSilent({ servers }: LdapServersValue, finding: Finding) {
  const silent = servers.find(isSilent);
  return silent && finding.verdict === 'met'
    ? {
        verdict: 'unknown' as const,
        reason: `${finding.reason} Of ${silent.name} it is unknown: ${silent.error}`,
      }
    : finding;
}

const judgeServers = (
  context: CheckContext,
  judge: (value: LdapServersValue) => Finding,
) => judgeReading(context, SERVERS, 'The state of the servers', judge);

export const ldapServersUp: Check = {
  id: 'ldap.servers-up',
  title: 'Directory servers answer',
  description:
    'Every server lets the portal log in, and there is more than one. Without a directory nobody signs in, and no role is known.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'All servers answer, at least 2 (one that is down is at risk)',
    origin: 'design 4.1, 6.1',
  },
  signals: [SERVERS],
  remediation:
    'Start the server that is down. Clients should know the others too.',
  appliesTo: isDirectory,
  evaluate: context =>
    judgeServers(context, value => {
      const { servers } = value;
      const answering = answeringOf(value);
      const down = servers.filter(({ state }) => state === 'down');
      const unreadable = servers
        .filter(isSilent)
        .find(({ state }) => state === 'unreadable');
      const said = `${answering.length} of ${servers.length} servers ${
        answering.length === 1 ? 'answers' : 'answer'
      }`;
      if (down.length > 0) {
        return {
          verdict: 'at-risk',
          reason: `${said}; ${sayList(down.map(({ name }) => name))} ${isOrAre(
            down,
          )} down.`,
        };
      }
      if (unreadable) {
        return { verdict: 'unknown', reason: `${said}: ${unreadable.error}` };
      }
      return {
        verdict: answering.length > 1 ? 'met' : 'at-risk',
        reason:
          answering.length > 1
            ? `${said}.`
            : 'There is one server: when it is lost, nobody signs in.',
      };
    }),
};

const APART_LIMIT_SECONDS = 60;

function judgeChanges(answering: Answering[]): Finding {
  const without = answering.find(
    ({ newestChanges }) => Object.keys(newestChanges).length === 0,
  );
  if (without) {
    return {
      verdict: 'unknown',
      reason: `${without.name} does not show how far it has come (contextCSN): the overlay syncprov is missing there, or the right to read it.`,
    };
  }
  const behind = answering.filter(({ lacking }) => lacking.length > 0);
  const findings = behind.map(
    ({ name, lacking, behindSeconds }): Finding => ({
      verdict: behindSeconds > APART_LIMIT_SECONDS ? 'at-risk' : 'met',
      reason: `${name} lacks changes of server ${sayList(
        lacking,
      )}, for at least ${sayDuration(behindSeconds)} (${sayDuration(
        APART_LIMIT_SECONDS,
      )} allowed).`,
    }),
  );
  const counts = answering.filter(({ entries }) => entries !== null);
  const apart =
    new Set(counts.map(({ entries }) => entries)).size > 1 &&
    behind.length === 0;
  if (apart) {
    findings.push({
      verdict: 'at-risk',
      reason: `The servers have the same changes, but not as many entries: ${sayList(
        counts.map(({ name, entries }) => `${name} ${entries}`),
      )}.`,
    });
  }
  return worstFinding(
    findings,
    behind.length > 0
      ? findings[0].reason
      : `${answering.length} servers have the same changes${
          counts.length > 0 ? ` and ${counts[0].entries} entries` : ''
        }.`,
  );
}

function judgeControllers(answering: Answering[]): Finding {
  const findings = answering.flatMap((server): Finding[] => {
    const { name, synchronized, globalCatalogReady } = server;
    if (synchronized === false) {
      return [
        {
          verdict: 'at-risk',
          reason: `${name} is not synchronized with its partners.`,
        },
      ];
    }
    if (synchronized === null || globalCatalogReady === null) {
      return [
        {
          verdict: 'unknown',
          reason: `${name} does not say whether it is synchronized and serves the global catalogue.`,
        },
      ];
    }
    return globalCatalogReady
      ? []
      : [
          {
            verdict: 'at-risk',
            reason: `${name} does not serve the global catalogue yet.`,
          },
        ];
  });
  return worstFinding(
    findings,
    `${answering.length} domain controllers are synchronized.`,
  );
}

export const ldapInSync: Check = {
  id: 'ldap.in-sync',
  title: 'Directory servers agree',
  description:
    'All servers have the same changes. One that is left behind lets in who was locked out, and keeps out who was let in.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Equal contextCSN (Active Directory: synchronized); more than 60 s apart is at risk',
    origin: 'design 6.1',
  },
  signals: [SERVERS],
  remediation:
    'Read the log of the server that is behind (syncrepl): a refused login at its provider, a certificate, a clock that is off.',
  appliesTo: isDirectory,
  evaluate: context =>
    judgeServers(context, value => {
      const answering = answeringOf(value);
      if (answering.length < 2) {
        return {
          verdict: 'unknown',
          reason: `Only ${
            answering[0]?.name ?? 'no server'
          } answers: there is nothing to compare it with.`,
        };
      }
      return unlessSilent(
        value,
        value.directory === 'active-directory'
          ? judgeControllers(answering)
          : judgeChanges(answering),
      );
    }),
};

export const ldapTls: Check = {
  id: 'ldap.tls',
  title: 'Directory logins are encrypted',
  description:
    'Each server was logged in to over TLS 1.3, with a certificate that is trusted. Passwords travel in every login.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'TLS 1.3 with every server (1.2 is at risk, none breached)',
    origin: 'design 6.2',
  },
  signals: [SERVERS],
  remediation:
    'Give the server a certificate and a minimum of TLS 1.3 (olcTLSProtocolMin 3.4), and the clients ldaps URLs or StartTLS.',
  appliesTo: isDirectory,
  evaluate: context =>
    judgeServers(context, value => {
      const answering = answeringOf(value);
      const found = worstFinding(
        answering.flatMap(({ name, tls }): Finding[] => {
          if (tls === 'TLSv1.3') {
            return [];
          }
          return [
            tls === null
              ? {
                  verdict: 'breached',
                  reason: `${name} was logged in to without TLS.`,
                }
              : {
                  verdict: 'at-risk',
                  reason: `${name} agreed on ${tls}.`,
                },
          ];
        }),
        `Every server that answers (${answering.length}) was logged in to over TLSv1.3.`,
      );
      return unlessSilent(value, found);
    }),
};
