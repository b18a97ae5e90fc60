import type { Trust } from './signals';

const ASSUME = /^sts:(AssumeRoleWithWebIdentity|\*)$|^\*$/i;
/** Operators that compare text, with their set and existence forms. */
const TEXT_OPERATOR =
  /^(?:ForAnyValue:|ForAllValues:)?String(?:Equals|EqualsIgnoreCase|Like)(?:IfExists)?$/i;
const PROVIDER = /:oidc-provider\/(.+)$/;

export interface TrustPolicy {
  trust: Trust[];
  notUnderstood: string | null;
}

const list = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter(
    (each): each is string => typeof each === 'string',
  );

const isPattern = (text: string) => /[*?]/.test(text);

interface Statement {
  Effect?: unknown;
  Action?: unknown;
  NotAction?: unknown;
  NotPrincipal?: unknown;
  Principal?: unknown;
  Condition?: unknown;
}

function conditionsOf(
  condition: unknown,
  issuer: string,
): Pick<Trust, 'subjects' | 'audiences'> & { odd: string | null } {
  const subjects: string[] = [];
  const audiences: string[] = [];
  let odd: string | null = null;
  for (const [operator, pairs] of Object.entries(condition ?? {})) {
    for (const [key, value] of Object.entries(pairs ?? {})) {
      const claim = key.toLowerCase().startsWith(`${issuer.toLowerCase()}:`)
        ? key.slice(issuer.length + 1).toLowerCase()
        : undefined;
      if (!TEXT_OPERATOR.test(operator) || claim === undefined) {
        odd = `the condition ${operator} on ${key}`;
      } else if (claim === 'sub') {
        const named = list(value);
        subjects.push(...named);
        if (/Equals/i.test(operator) && named.some(isPattern)) {
          odd = `a wildcard in ${operator}, which takes it for the character itself`;
        }
      } else if (claim === 'aud') {
        audiences.push(...list(value));
      }
    }
  }
  return { subjects, audiences, odd };
}

/**
 * Whom a role's trust policy lets in by OpenID Connect. Anything that could
 * make the answer wrong is named rather than guessed at.
 * @param document - as IAM gives it: JSON in URL encoding
 */
export function readTrustPolicy(document: string): TrustPolicy {
  let statements: Statement[];
  try {
    const { Statement: given } = JSON.parse(decodeURIComponent(document));
    statements = Array.isArray(given) ? given : [given];
  } catch {
    return { trust: [], notUnderstood: 'its trust policy is no JSON' };
  }
  const trust: Trust[] = [];
  const odd: string[] = [];
  for (const statement of statements) {
    if (statement?.NotAction || statement?.NotPrincipal) {
      odd.push('a statement for all but what it names');
      continue;
    }
    if (!list(statement?.Action).some(action => ASSUME.test(action))) {
      continue;
    }
    if (statement.Effect !== 'Allow') {
      odd.push('a Deny statement');
      continue;
    }
    const principal = statement.Principal as { Federated?: unknown } | null;
    for (const provider of list(principal?.Federated)) {
      const issuer = PROVIDER.exec(provider)?.[1];
      if (issuer) {
        const { odd: unclear, ...claims } = conditionsOf(
          statement.Condition,
          issuer,
        );
        trust.push({ issuer, ...claims });
        if (unclear) {
          odd.push(unclear);
        }
      }
    }
  }
  return { trust, notUnderstood: odd[0] ?? null };
}

/** Whether a pattern of `sub` covers a service account. */
export function covers(pattern: string, serviceAccount: string): boolean {
  const [namespace, name] = serviceAccount.split('/');
  const subject = `system:serviceaccount:${namespace}:${name}`;
  return matches(pattern, subject);
}

/** Whether a text fits a pattern with `*` and `?`; in steps, so that no pattern takes long. */
function matches(pattern: string, text: string): boolean {
  let at = 0;
  let read = 0;
  let star = -1;
  let resumed = 0;
  while (read < text.length) {
    if (pattern[at] === '*') {
      star = at;
      at += 1;
      resumed = read;
    } else if (pattern[at] === '?' || pattern[at] === text[read]) {
      at += 1;
      read += 1;
    } else if (star >= 0) {
      at = star + 1;
      resumed += 1;
      read = resumed;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}
