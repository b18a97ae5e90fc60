import type { Entity } from '@backstage/catalog-model';
import {
  sayDuration,
  type Check,
  type CheckContext,
  type CheckOutcome,
  type EstateView,
  type Reading,
} from '@twinshore/plugin-dr-status-node';
import { isInAws } from '../aws/placement';
import { listed, viewSignal } from '../aws/viewSignal';
import { EKS_CLUSTER, type EksCluster, type EksIssue } from './signals';

type PresentCluster = Extract<EksCluster, { missing: false }>;

/** A cluster on a site that is a region of AWS is taken for one of EKS. */
export function isEksCluster(estate: EstateView, entity: Entity): boolean {
  return isInAws(estate, entity, 'kubernetes-cluster');
}

/** For example `a health issue: VpcNotFound`. */
export function sayIssues(issues: EksIssue[]): string {
  const count =
    issues.length === 1 ? 'a health issue' : `${issues.length} health issues`;
  return `${count}: ${listed(
    issues.map(({ code, message }) =>
      message ? `${code} (${message.replace(/\.$/, '')})` : code,
    ),
    2,
  )}`;
}

/** The cluster as EKS describes it, or the outcome when it cannot be seen. */
function viewCluster(
  context: CheckContext,
): { cluster: PresentCluster; reading: Reading } | { outcome: CheckOutcome } {
  const view = viewSignal<EksCluster>(context, EKS_CLUSTER, 'The EKS cluster');
  if ('outcome' in view) {
    return view;
  }
  const { value, reading } = view;
  return value.missing
    ? {
        outcome: {
          verdict: 'breached',
          reason: `EKS in ${value.region} no longer has the cluster ${value.name}.`,
          readings: [reading],
        },
      }
    : { cluster: value, reading };
}

/** It serves; somebody works on it. */
const IN_WORK = ['UPDATING', 'CREATING', 'PENDING'];
const DOWN = ['FAILED', 'DELETING'];

export const eksControlPlane: Check = {
  id: 'aws.eks.control-plane',
  title: 'EKS control plane active',
  description:
    'EKS says that the control plane is active and has nothing to complain about: a missing role, key or subnet lets it work on for a while, and not be repaired.',
  gate: true,
  weight: 3,
  threshold: {
    text: 'Status ACTIVE and no health issues (updating or an issue is at risk; FAILED or DELETING is breached)',
    origin: 'design 2.2, 5.2',
  },
  signals: [EKS_CLUSTER],
  remediation:
    'Follow the issues in the EKS console: each names the resource that is missing. Restore it; a FAILED cluster is created anew by Terraform.',
  appliesTo: (entity, estate) => isEksCluster(estate, entity),
  evaluate(context): CheckOutcome {
    const view = viewCluster(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { name, status, version, issues } = view.cluster;
    const readings = [view.reading];
    const say = (
      verdict: CheckOutcome['verdict'],
      reason: string,
    ): CheckOutcome => ({ verdict, reason, readings });
    if (DOWN.includes(status)) {
      return say('breached', `The control plane of ${name} is ${status}.`);
    }
    if (status !== 'ACTIVE' && !IN_WORK.includes(status)) {
      return say(
        'unknown',
        `The control plane of ${name} has a status that is not understood: ${
          status || 'none'
        }.`,
      );
    }
    if (issues === null) {
      return say(
        'unknown',
        `The control plane of ${name} is ${status}, and EKS does not say whether it has issues.`,
      );
    }
    if (issues.length > 0) {
      return say(
        'at-risk',
        `The control plane of ${name} is ${status} with ${sayIssues(issues)}.`,
      );
    }
    return say(
      status === 'ACTIVE' ? 'met' : 'at-risk',
      `The control plane of ${name} (${version}) is ${status}, without health issues.`,
    );
  },
};

/** An upgrade of a production cluster is planned, tried in DR and done within this time. */
const NOTICE_DAYS = 60;
const DAY_SECONDS = 86_400;

export const eksVersion: Check = {
  id: 'aws.eks.version-supported',
  title: 'Kubernetes version supported',
  description:
    'AWS supports the version, and goes on doing so for long enough to plan an upgrade. When support ends, AWS upgrades clusters by itself, at a moment of its own.',
  gate: false,
  weight: 1,
  threshold: {
    text: `Standard support for at least ${NOTICE_DAYS} more days (extended support is at risk, none is breached)`,
    origin: 'Amazon EKS, Kubernetes version lifecycle',
  },
  signals: [EKS_CLUSTER],
  remediation:
    'Upgrade the DR cluster first, then production, one minor version at a time, node groups after the control plane.',
  appliesTo: (entity, estate) => isEksCluster(estate, entity),
  evaluate(context): CheckOutcome {
    const view = viewCluster(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { name, version, support } = view.cluster;
    const readings = [view.reading];
    const what = `${name} runs Kubernetes ${version || 'of no version'}`;
    switch (support?.status) {
      case 'STANDARD_SUPPORT':
        break;
      case 'EXTENDED_SUPPORT':
        return {
          verdict: 'at-risk',
          reason: `${what}, which is in extended support.`,
          readings,
        };
      case 'UNSUPPORTED':
        return {
          verdict: 'breached',
          reason: `${what}, which AWS no longer supports.`,
          readings,
        };
      default:
        return {
          verdict: 'unknown',
          reason: `${what}, and EKS ${
            support
              ? `names a support that is not understood: ${support.status}`
              : 'does not say whether it supports that'
          }.`,
          readings,
        };
    }
    const { standardEndsAt } = support;
    if (standardEndsAt === null) {
      return {
        verdict: 'unknown',
        reason: `${what}, which is in standard support, and EKS does not say for how long.`,
        readings,
      };
    }
    const left = (Date.parse(standardEndsAt) - context.now) / 1000;
    return {
      verdict: left < NOTICE_DAYS * DAY_SECONDS ? 'at-risk' : 'met',
      reason: `${what}, whose standard support ends ${
        left > 0 ? `in ${sayDuration(left)}` : 'now'
      }, on ${standardEndsAt.slice(0, 10)}.`,
      readings,
    };
  },
};

const EVERYBODY = ['0.0.0.0/0', '::/0'];

export const eksAccess: Check = {
  id: 'aws.eks.access',
  title: 'Kubernetes API not open to the internet',
  description:
    'The API is reached through the VPC, and through the public endpoint only from networks that are named. Access entries, not the ConfigMap of the cluster alone, say who may log in: they can be given while the cluster is broken.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Private endpoint on; public endpoint off or limited to networks; authentication mode with access entries',
    origin: 'design 3.2, 6.1',
  },
  signals: [EKS_CLUSTER],
  remediation:
    'Set endpointPrivateAccess, limit publicAccessCidrs to the networks of the administrators, and move to the authentication mode API_AND_CONFIG_MAP or API.',
  appliesTo: (entity, estate) => isEksCluster(estate, entity),
  evaluate(context): CheckOutcome {
    const view = viewCluster(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { name, access } = view.cluster;
    const readings = [view.reading];
    const { authenticationMode, publicEndpoint, publicCidrs } = access;
    const open =
      publicEndpoint && publicCidrs.some(cidr => EVERYBODY.includes(cidr));
    const faults = [
      ...(open ? ['its public endpoint takes requests from everywhere'] : []),
      ...(access.privateEndpoint === false
        ? ['its private endpoint is off']
        : []),
      ...(authenticationMode === 'CONFIG_MAP'
        ? ['it knows no access entries (authentication mode CONFIG_MAP)']
        : []),
    ];
    if (faults.length > 0) {
      return {
        verdict: 'at-risk',
        reason: `${name} can be reached otherwise than designed: ${listed(
          faults,
        )}.`,
        readings,
      };
    }
    const silent = [
      ...(authenticationMode === null ? ['how it authenticates'] : []),
      ...(access.privateEndpoint === null || publicEndpoint === null
        ? ['which endpoints it has']
        : []),
      ...(publicEndpoint && publicCidrs.length === 0
        ? ['whom its public endpoint takes requests from']
        : []),
    ];
    return silent.length > 0
      ? {
          verdict: 'unknown',
          reason: `EKS does not say of ${name} ${listed(silent)}.`,
          readings,
        }
      : {
          verdict: 'met',
          reason: `${name} is reached ${
            publicEndpoint
              ? `through the VPC and from ${listed(publicCidrs)}`
              : 'through the VPC alone'
          }, with authentication mode ${authenticationMode}.`,
          readings,
        };
  },
};
