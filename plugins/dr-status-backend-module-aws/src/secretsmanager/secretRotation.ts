import {
  sayDuration,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { originalsOf } from '../aws/placement';
import { listed } from '../aws/viewSignal';
import { isSecretStore, viewSecrets } from './secretCopies';
import { SECRETS } from './signals';

export const secretRotation: Check = {
  id: 'aws.secretsmanager.rotation',
  title: 'Secrets rotated in time',
  description:
    'Every secret that is to be rotated has been rotated within the time that it sets. Copies are rotated with their original.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'No rotation overdue (overdue is at risk)',
    origin: 'design 6.2',
  },
  signals: [SECRETS],
  remediation:
    'Read the log of the rotation function; rotate by hand (RotateSecret) once it works.',
  appliesTo: (entity, estate) =>
    isSecretStore(entity, estate) &&
    !originalsOf(estate, entity).some(each => isSecretStore(each, estate)),
  evaluate(context): CheckOutcome {
    const view = viewSecrets(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const readings = [view.reading];
    const { secrets } = view.value;
    const late = secrets
      .flatMap(({ name, rotation }) =>
        rotation?.dueAt
          ? {
              name,
              lastAt: rotation.lastAt,
              seconds: (context.now - Date.parse(rotation.dueAt)) / 1000,
            }
          : [],
      )
      .filter(({ seconds }) => seconds > 0)
      .sort((a, b) => b.seconds - a.seconds);
    if (late.length > 0) {
      const [{ name, seconds, lastAt }] = late;
      return {
        verdict: 'at-risk',
        reason: `The rotation of ${name} is ${sayDuration(seconds)} overdue (${
          lastAt ? `last on ${lastAt.slice(0, 10)}` : 'there was none yet'
        })${late.length > 1 ? `, and ${late.length - 1} more` : ''}.`,
        readings,
      };
    }
    const undated = secrets.filter(({ rotation }) => rotation?.dueAt === null);
    if (undated.length > 0) {
      return {
        verdict: 'unknown',
        reason: `Secrets Manager does not say when ${listed(
          undated.map(({ name }) => name),
        )} is to be rotated.`,
        readings,
      };
    }
    const rotated = secrets.filter(({ rotation }) => rotation !== null).length;
    return {
      verdict: 'met',
      reason: `${rotated} of ${secrets.length} secrets are rotated, none is overdue.`,
      readings,
    };
  },
};
