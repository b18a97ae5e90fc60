import type { Entity } from '@backstage/catalog-model';
import { refOf } from '@twinshore/plugin-dr-status-common';
import {
  unknownOutcome,
  worstOutcome,
  type Check,
  type CheckOutcome,
  type EstateView,
} from '@twinshore/plugin-dr-status-node';
import { OWN_ACCESS, RBAC, type OwnAccess, type Rbac } from '../signals';
import { viewCluster } from './collections';
import { annotationOf, clusterOf, isOfType, nameOf, twinsOf } from './topology';

const NEEDED = [
  'clusterroles.rbac.authorization.k8s.io',
  'clusterrolebindings.rbac.authorization.k8s.io',
];
/**
 * Who else may do everything, besides the group that Kubernetes itself makes:
 * `Group:platform-admins, ServiceAccount:argocd/argocd-application-controller`.
 */
const ANNOTATION_ADMINS = 'twinshore.io/cluster-admins';
const BUILT_IN_ADMINS = ['Group:system:masters'];
const SAID = 5;

const appliesTo = (entity: Entity, estate: EstateView): boolean =>
  isOfType(entity, 'access-control') && clusterOf(estate, entity) !== undefined;

const sayFirst = (names: string[]): string =>
  names.length > SAID
    ? `${names.slice(0, SAID).join(', ')} and ${names.length - SAID} more`
    : names.join(', ');

function viewRbac(context: Parameters<Check['evaluate']>[0], cluster: Entity) {
  return viewCluster<Rbac>(context, cluster, {
    signal: RBAC,
    title: `Access in ${nameOf(cluster)}`,
    what: `Who may do what in ${nameOf(cluster)}`,
    needed: NEEDED,
  });
}

export const clusterAdmins: Check = {
  id: 'kubernetes.cluster-admins',
  title: 'No unexpected cluster administrators',
  description: `Nobody may do everything (cluster-admin, or a role of wildcards) but system:masters and who the annotation ${ANNOTATION_ADMINS} names.`,
  gate: false,
  weight: 2,
  threshold: {
    text: 'Every administrator is expected (another one is at risk)',
    origin: 'design 6.1',
  },
  signals: [RBAC],
  remediation: `kubectl delete clusterrolebinding, or name the subject in the entity’s annotation ${ANNOTATION_ADMINS}, in a change that is reviewed.`,
  appliesTo,
  evaluate(context): CheckOutcome {
    const cluster = clusterOf(context, context.entity)!;
    const view = viewRbac(context, cluster);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { value, readings } = view;
    const expected = [
      ...BUILT_IN_ADMINS,
      ...(annotationOf(context.entity, ANNOTATION_ADMINS) ?? '')
        .split(',')
        .map(each => each.trim()),
    ];
    const others = value.admins.filter(
      ({ subject }) => !expected.includes(subject),
    );
    // Kubernetes itself always has one: without it the list is not whole.
    if (value.admins.length === 0) {
      return {
        verdict: 'unknown',
        reason: `Who administrates ${nameOf(
          cluster,
        )} is unknown: it shows no administrator at all.`,
        readings,
      };
    }
    return others.length > 0
      ? {
          verdict: 'at-risk',
          reason: `Not expected to administrate ${nameOf(cluster)}: ${sayFirst(
            others.map(
              ({ subject, binding, role }) =>
                `${subject} (${role}, by ${binding})`,
            ),
          )}.`,
          readings,
        }
      : {
          verdict: 'met',
          reason: `All ${value.admins.length} administrators of ${nameOf(
            cluster,
          )} are expected: ${sayFirst(
            value.admins.map(({ subject }) => subject),
          )}.`,
          readings,
        };
  },
};

export const portalReadOnly: Check = {
  id: 'kubernetes.portal-read-only',
  title: 'The portal itself can only read',
  description:
    'The cluster says of the account that the portal uses that it may change nothing and read no secret.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Nothing beyond reading is allowed (anything is breached)',
    origin: 'design 6.1 (least privilege)',
  },
  signals: [OWN_ACCESS],
  remediation:
    'Bind the portal’s account to the ClusterRole of the README alone; kubectl auth can-i --list --as=… shows what else it has.',
  appliesTo,
  evaluate(context): CheckOutcome {
    const cluster = clusterOf(context, context.entity)!;
    const reading = context.read(
      OWN_ACCESS,
      'The portal’s own access',
      refOf(cluster),
    );
    const readings = [reading];
    if (reading.state !== 'fresh') {
      return unknownOutcome(
        `What the portal may do in ${nameOf(cluster)}`,
        context.now,
        readings,
      );
    }
    const { asked, beyondReading } = reading.evidence.value as OwnAccess;
    return beyondReading.length > 0
      ? {
          verdict: 'breached',
          reason: `The portal may do more than read in ${nameOf(
            cluster,
          )}: ${sayFirst(beyondReading)}.`,
          readings,
        }
      : {
          verdict: 'met',
          reason: `${nameOf(
            cluster,
          )} allows the portal none of the ${asked} things beyond reading that were asked.`,
          readings,
        };
  },
};

export const rbacParity: Check = {
  id: 'kubernetes.rbac-parity',
  title: 'The same people may do the same at the other shore',
  description:
    'What users and groups are given over the whole cluster is the same in the clusters that fail over to each other, with equal roles. Service accounts differ with what is installed and are not compared.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Equal bindings and equal roles of users and groups (a difference is at risk)',
    origin: 'design 6.1, 5.2',
  },
  signals: [RBAC],
  remediation:
    'Keep bindings and roles in Git and let them be applied to both clusters.',
  appliesTo: (entity, estate) => {
    const cluster = appliesTo(entity, estate)
      ? clusterOf(estate, entity)
      : undefined;
    return cluster !== undefined && twinsOf(estate, cluster).length > 0;
  },
  evaluate(context): CheckOutcome {
    const cluster = clusterOf(context, context.entity)!;
    const own = viewRbac(context, cluster);
    if ('outcome' in own) {
      return own.outcome;
    }
    return worstOutcome(
      twinsOf(context, cluster).map((twin): CheckOutcome => {
        const other = viewRbac(context, twin);
        if ('outcome' in other) {
          return {
            ...other.outcome,
            readings: [...own.readings, ...other.outcome.readings],
          };
        }
        const readings = [...own.readings, ...other.readings];
        const [here, there] = [own.value.people, other.value.people];
        const gaps = [
          ...Object.keys(here)
            .filter(each => !(each in there))
            .map(each => `${each} only in ${nameOf(cluster)}`),
          ...Object.keys(there)
            .filter(each => !(each in here))
            .map(each => `${each} only in ${nameOf(twin)}`),
          ...Object.keys(here)
            .filter(each => each in there && here[each] !== there[each])
            .map(each => `${each} by different rules`),
        ];
        return gaps.length > 0
          ? {
              verdict: 'at-risk',
              reason: `${nameOf(cluster)} and ${nameOf(
                twin,
              )} do not give people the same: ${sayFirst(gaps)}.`,
              readings,
            }
          : {
              verdict: 'met',
              reason: `${nameOf(cluster)} and ${nameOf(
                twin,
              )} give people the same: ${Object.keys(here).length} bindings.`,
              readings,
            };
      }),
    );
  },
};
