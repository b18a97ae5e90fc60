import type { Entity } from '@backstage/catalog-model';
import { refOf } from '@twinshore/plugin-dr-status-common';
import {
  worstOutcome,
  type Check,
  type CheckContext,
  type CheckOutcome,
  type EstateView,
} from '@twinshore/plugin-dr-status-node';
import { copiesOf, isInAws, originalsOf, regionOf } from '../aws/placement';
import { listed, viewSignal, type View } from '../aws/viewSignal';
import { SECRETS, type Secret, type Secrets } from './signals';

export const isSecretStore = (entity: Entity, estate: EstateView) =>
  isInAws(estate, entity, 'secret-store');

/** The secrets of an entity, or the outcome when they cannot be seen or are all gone. */
export function viewSecrets(
  context: CheckContext,
  entityRef?: string,
): View<Secrets> {
  const view = viewSignal<Secrets>(
    context,
    SECRETS,
    'The state of the secrets',
    entityRef,
  );
  return 'outcome' in view || view.value.secrets.length > 0
    ? view
    : {
        outcome: {
          verdict: 'breached',
          reason: `Secrets Manager in ${view.value.region} no longer has any of the secrets.`,
          readings: [view.reading],
        },
      };
}

function judgeReplication(
  { name, replication }: Secret,
  region: string,
): Omit<CheckOutcome, 'readings'> {
  const copy = replication.find(each => each.region === region);
  const said = copy?.message ? ` (${copy.message})` : '';
  switch (copy?.status) {
    case undefined:
      return {
        verdict: 'breached',
        reason: `${name} has no copy in ${region}.`,
      };
    case 'InSync':
      return { verdict: 'met', reason: `${name} is InSync in ${region}.` };
    case 'InProgress':
      return {
        verdict: 'at-risk',
        reason: `The newest version of ${name} is on its way to ${region}${said}.`,
      };
    case 'Failed':
      return {
        verdict: 'breached',
        reason: `The copy of ${name} to ${region} has Failed${said}.`,
      };
    default:
      return {
        verdict: 'unknown',
        reason: `The copy of ${name} in ${region} has a status that is not understood: ${
          copy?.status || 'none'
        }.`,
      };
  }
}

export const secretsReplicated: Check = {
  id: 'aws.secretsmanager.replicated',
  title: 'Secrets replicated to DR',
  description:
    'Secrets Manager says of every secret that its copy in the region that takes over is in sync. Workloads that start there with an old password are refused.',
  gate: true,
  weight: 3,
  threshold: {
    text: 'InSync in the DR region (InProgress is at risk; Failed or absent is breached)',
    origin: 'design 6.2, 2.4',
  },
  signals: [SECRETS],
  remediation:
    'Read the status message. Where a secret of the same name or a missing key is in the way, remove it and replicate again (ReplicateSecretToRegions).',
  appliesTo: (entity, estate) =>
    isSecretStore(entity, estate) &&
    copiesOf(estate, entity).some(copy => isSecretStore(copy, estate)),
  evaluate(context): CheckOutcome {
    const view = viewSecrets(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const readings = [view.reading];
    const regions = copiesOf(context, context.entity).flatMap(
      copy => regionOf(context, copy) ?? [],
    );
    const { secrets } = view.value;
    const worst = worstOutcome(
      regions.flatMap(region =>
        secrets.map(secret => ({
          ...judgeReplication(secret, region),
          readings,
        })),
      ),
    );
    return worst.verdict === 'met'
      ? {
          verdict: 'met',
          reason: `All ${secrets.length} secrets are InSync in ${listed(
            regions,
          )}.`,
          readings,
        }
      : worst;
  },
};

export const secretsReadable: Check = {
  id: 'aws.secretsmanager.readable',
  title: 'Secrets there to be read',
  description:
    'No secret of the region is marked for deletion, and a region that takes over has every secret of the one that it stands in for.',
  gate: true,
  weight: 3,
  threshold: {
    text: 'None marked for deletion, none absent (either is breached)',
    origin: 'design 6.2',
  },
  signals: [SECRETS],
  remediation:
    'Restore the secret (RestoreSecret) before its recovery window ends, or replicate it again.',
  appliesTo: isSecretStore,
  evaluate(context): CheckOutcome {
    const view = viewSecrets(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { region, secrets } = view.value;
    const deleted = secrets.filter(({ deletedAt }) => deletedAt !== null);
    if (deleted.length > 0) {
      return {
        verdict: 'breached',
        reason: `${listed(
          deleted.map(({ name }) => name),
        )} in ${region} cannot be read: marked for deletion (${deleted[0].deletedAt!.slice(
          0,
          10,
        )}).`,
        readings: [view.reading],
      };
    }
    const names = new Set(secrets.map(({ name }) => name));
    const outcomes = originalsOf(context, context.entity)
      .filter(original => isSecretStore(original, context))
      .map((original): CheckOutcome => {
        const there = viewSecrets(context, refOf(original));
        if ('outcome' in there) {
          return {
            verdict: 'unknown',
            reason: `Whether the ${names.size} secrets in ${region} are all is unknown. ${there.outcome.reason}`,
            readings: [view.reading, ...there.outcome.readings],
          };
        }
        const readings = [view.reading, there.reading];
        const absent = there.value.secrets
          .filter(({ name, deletedAt }) => !deletedAt && !names.has(name))
          .map(({ name }) => name);
        return absent.length > 0
          ? {
              verdict: 'breached',
              reason: `${region} does not have ${listed(absent)} of ${
                there.value.region
              }.`,
              readings,
            }
          : {
              verdict: 'met',
              reason: `${region} has all ${there.value.secrets.length} secrets of ${there.value.region}.`,
              readings,
            };
      });
    return outcomes.length > 0
      ? worstOutcome(outcomes)
      : {
          verdict: 'met',
          reason: `All ${secrets.length} secrets in ${region} can be read.`,
          readings: [view.reading],
        };
  },
};
