import { parseEntityRef, type Entity } from '@backstage/catalog-model';
import { refOf } from '@twinshore/plugin-dr-status-common';
import type {
  Check,
  CheckOutcome,
  EstateView,
} from '@twinshore/plugin-dr-status-node';
import { workloadSignal } from '../signals';
import { nameOf, workloadOf } from './topology';
import { workloadAvailable } from './workloadAvailable';

/** Whether a component is declared to be a part of another. */
function isPartOf(part: Entity, whole: Entity): boolean {
  const ref = part.spec?.subcomponentOf;
  if (part.kind !== 'Component' || typeof ref !== 'string') {
    return false;
  }
  const { kind, namespace, name } = parseEntityRef(ref, {
    defaultKind: 'component',
    defaultNamespace: part.metadata.namespace ?? 'default',
  });
  return (
    `${kind}:${namespace}/${name}`.toLocaleLowerCase('en-US') === refOf(whole)
  );
}

/** The components that are this one, each as it runs in one cluster. */
function instancesOf(estate: EstateView, whole: Entity): Entity[] {
  return [...estate.entities()].filter(
    each => isPartOf(each, whole) && workloadOf(estate, each) !== undefined,
  );
}

export const sitesAvailable: Check = {
  id: 'kubernetes.sites-available',
  title: 'Enough replicas at every site',
  description:
    'The component runs at several sites; at each of them its Deployments have the replicas that the sizing asks for there.',
  gate: false,
  weight: 3,
  threshold: {
    text: 'Enough at every site (not at one of them is at risk, at none is breached)',
    origin: 'design 4.1, 5.2',
  },
  signals: [workloadSignal('<id>')],
  remediation:
    'Open the component of the site that lacks replicas: its own check says what is missing.',
  appliesTo: (entity, estate) =>
    entity.kind === 'Component' &&
    workloadOf(estate, entity) === undefined &&
    instancesOf(estate, entity).length > 0,
  evaluate(context): CheckOutcome {
    const outcomes = instancesOf(context, context.entity).map(entity => ({
      name: nameOf(entity),
      ...workloadAvailable.evaluate({
        ...context,
        entity,
        entityRef: refOf(entity),
      }),
    }));
    const readings = outcomes.flatMap(outcome => outcome.readings);
    const of = (verdict: string) =>
      outcomes.filter(outcome => outcome.verdict === verdict);
    const lacking = [...of('breached'), ...of('at-risk')];
    const figures = `${of('met').length} of ${
      outcomes.length
    } sites have enough of ${nameOf(context.entity)}`;
    if (of('breached').length === outcomes.length) {
      return {
        verdict: 'breached',
        reason: `${figures}: ${lacking[0].reason}`,
        readings,
      };
    }
    if (lacking.length > 0) {
      return {
        verdict: 'at-risk',
        reason: `${figures}: ${lacking[0].reason}`,
        readings,
      };
    }
    const [silent] = of('unknown');
    return silent
      ? {
          verdict: 'unknown',
          reason: `${figures}: ${silent.reason}`,
          readings,
        }
      : { verdict: 'met', reason: `${figures}.`, readings };
  },
};
