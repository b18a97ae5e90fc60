import type { Entity } from '@backstage/catalog-model';
import {
  worstOutcome,
  type Check,
  type CheckContext,
  type CheckOutcome,
  type EstateView,
} from '@twinshore/plugin-dr-status-node';
import { isInAws } from '../aws/placement';
import { listed, viewSignal } from '../aws/viewSignal';
import { IRSA, type Irsa, type IrsaRole, type Trust } from './signals';
import { covers } from './trustPolicy';
import { SERVICE_ACCOUNT_ROLES, usedRoles, type UsedRole } from './usedRoles';

const appliesTo = (entity: Entity, estate: EstateView) =>
  isInAws(estate, entity, 'identity');

const viewIrsa = (context: CheckContext) =>
  viewSignal<Irsa>(context, IRSA, 'The cloud identity of the workloads');

type Judged = Omit<CheckOutcome, 'readings'>;

const withoutIssuer = ({ cluster, region }: Irsa): Judged => ({
  verdict: 'breached',
  reason: `The cluster ${cluster} in ${region} has no OpenID Connect issuer: its pods cannot assume any role.`,
});

export const oidcProvider: Check = {
  id: 'aws.iam.oidc-provider',
  title: 'Cluster’s issuer known to IAM',
  description:
    'IAM has an OpenID Connect provider for the issuer of the cluster. Without it no role can trust the cluster, whatever its policy says.',
  gate: true,
  weight: 3,
  threshold: {
    text: 'A provider for the cluster’s issuer (none is breached)',
    origin: 'design 6.1',
  },
  signals: [IRSA],
  remediation:
    'Create the IAM OpenID Connect provider for the cluster’s issuer, in the code that makes the cluster. A cluster that is made anew has a new issuer.',
  appliesTo,
  evaluate(context): CheckOutcome {
    const view = viewIrsa(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { issuer, registered, cluster, region } = view.value;
    const readings = [view.reading];
    if (issuer === null) {
      return { ...withoutIssuer(view.value), readings };
    }
    return registered
      ? {
          verdict: 'met',
          reason: `IAM has a provider for ${issuer}, the issuer of ${cluster} in ${region}.`,
          readings,
        }
      : {
          verdict: 'breached',
          reason: `IAM has no provider for ${issuer}, the issuer of ${cluster} in ${region}.`,
          readings,
        };
  },
};

/** What a role's policy says of the issuer; several statements may. */
function trustOf(role: IrsaRole, issuer: string): Trust[] {
  return role.trust.filter(each => each.issuer === issuer);
}

/** What EKS makes tokens for, unless a service account says otherwise. */
const AUDIENCE = 'sts.amazonaws.com';

const takesUsual = (audiences: string[]) =>
  audiences.length === 0 ||
  audiences.some(each => each === AUDIENCE || /[*?]/.test(each));

function judgeTrust(role: IrsaRole, { issuer, cluster }: Irsa): Judged {
  const { name, serviceAccount } = role;
  if (role.missing) {
    return { verdict: 'breached', reason: `IAM has no role called ${name}.` };
  }
  const trust = trustOf(role, issuer!);
  if (trust.length === 0) {
    return role.notUnderstood && role.trust.length === 0
      ? {
          verdict: 'unknown',
          reason: `Whether ${name} trusts ${cluster} is unknown: ${role.notUnderstood}.`,
        }
      : {
          verdict: 'breached',
          reason: `${name} does not trust ${issuer}, the issuer of ${cluster}: its pods there get no credentials.`,
        };
  }
  if (role.notUnderstood) {
    return {
      verdict: 'unknown',
      reason: `${name} trusts ${cluster}, but its policy has ${role.notUnderstood}, which is not evaluated here.`,
    };
  }
  const letting = trust.filter(
    ({ subjects }) =>
      subjects.length === 0 ||
      serviceAccount === null ||
      subjects.some(pattern => covers(pattern, serviceAccount)),
  );
  const asked = letting.flatMap(({ audiences }) => audiences);
  if (
    letting.length > 0 &&
    letting.every(({ audiences }) => !takesUsual(audiences))
  ) {
    return {
      verdict: 'unknown',
      reason: `${name} takes tokens of ${cluster} for ${listed(
        asked,
      )} alone; whether its pods ask for such, and not for ${AUDIENCE}, is unknown.`,
    };
  }
  return letting.length > 0
    ? { verdict: 'met', reason: `${name} trusts the issuer of ${cluster}.` }
    : {
        verdict: 'breached',
        reason: `${name} trusts the issuer of ${cluster}, but not its service account ${serviceAccount}.`,
      };
}

/** Whether a service account of the cluster may take the role that it is told to. */
function judgeUse({ role, serviceAccount }: UsedRole, irsa: Irsa): Judged {
  const watched = irsa.roles.find(({ name }) => name === role);
  return watched
    ? judgeTrust({ ...watched, serviceAccount }, irsa)
    : {
        verdict: 'unknown',
        reason: `Whether ${role}, which ${serviceAccount} takes, trusts ${irsa.cluster} is unknown: it is not among the roles that are watched.`,
      };
}

function judgeNarrow(role: IrsaRole, { issuer, cluster }: Irsa): Judged {
  const { name } = role;
  for (const { subjects, audiences } of trustOf(role, issuer!)) {
    const wide = subjects.find(subject => /[*?]/.test(subject));
    if (subjects.length === 0 || wide) {
      return {
        verdict: 'at-risk',
        reason: `${name} lets in ${
          wide ? `whatever matches ${wide}` : 'every service account'
        } of ${cluster}.`,
      };
    }
    if (audiences.length === 0 || audiences.some(each => each.includes('*'))) {
      return {
        verdict: 'at-risk',
        reason: `${name} takes tokens of ${cluster} that were made for any audience.`,
      };
    }
  }
  return {
    verdict: 'met',
    reason: `${name} lets in no more of ${cluster} than it names.`,
  };
}

function judgeRoles(
  context: CheckContext,
  judge: (role: IrsaRole, irsa: Irsa) => Judged,
  all: (irsa: Irsa) => string,
): CheckOutcome {
  const view = viewIrsa(context);
  if ('outcome' in view) {
    return view.outcome;
  }
  const readings = [view.reading];
  if (view.value.issuer === null) {
    return { ...withoutIssuer(view.value), readings };
  }
  const worst = worstOutcome(
    view.value.roles.map(role => ({ ...judge(role, view.value), readings })),
  );
  return worst.verdict === 'met'
    ? { verdict: 'met', reason: all(view.value), readings }
    : worst;
}

export const roleTrust: Check = {
  id: 'aws.iam.role-trust',
  title: 'Roles trust the cluster',
  description:
    'The trust policy of each workload’s role names the issuer of this cluster, and the workload’s service account. Trust in the other region’s cluster is no help here. Where a Kubernetes source says which roles the service accounts take, all of those count.',
  gate: true,
  weight: 4,
  threshold: {
    text: 'Each role trusts the issuer and the service account (a role without is breached)',
    origin: 'design 6.1',
  },
  signals: [IRSA, SERVICE_ACCOUNT_ROLES],
  remediation:
    'Add a statement for the cluster’s issuer to the role’s trust policy, in code, beside the one of the other region.',
  appliesTo,
  evaluate(context): CheckOutcome {
    const watched = judgeRoles(
      context,
      judgeTrust,
      ({ roles, cluster, region }) =>
        `All ${roles.length} roles trust the issuer of ${cluster} in ${region}.`,
    );
    const used = usedRoles(context);
    const view = viewIrsa(context);
    if ('outcome' in view || view.value.issuer === null || !used) {
      return watched;
    }
    const readings = [view.reading, used.reading];
    return worstOutcome([
      { ...watched, readings },
      ...used.roles.map(each => ({
        ...judgeUse(each, view.value),
        readings,
      })),
    ]);
  },
};

export const narrowTrust: Check = {
  id: 'aws.iam.narrow-trust',
  title: 'Roles trust no more than they need',
  description:
    'Trust policies name service accounts and the audience exactly: with a wildcard any pod that may choose its service account can take the role.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'sub and aud named without wildcards (a wildcard, or none named, is at risk)',
    origin: 'design 6.1',
  },
  signals: [IRSA],
  remediation:
    'Name the service account in the condition on sub with StringEquals, and sts.amazonaws.com in the one on aud.',
  appliesTo,
  evaluate: context =>
    judgeRoles(
      context,
      judgeNarrow,
      ({ roles, cluster }) =>
        `All ${roles.length} roles name the service accounts of ${cluster} exactly.`,
    ),
};
