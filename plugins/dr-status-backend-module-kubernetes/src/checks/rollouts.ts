import {
  sayDuration,
  worstOutcome,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { ROLLOUTS, type Rollout } from '../signals';
import { viewCluster } from './collections';
import { clusterOf, isOfType, nameOf, namespaceOf } from './topology';

const RESOURCE = 'rollouts.argoproj.io';
const ANALYSES = 'analysisruns.argoproj.io';
/** A release that waits longer than this is forgotten. */
const WINDOW_SECONDS = 3600;

type Finding = Omit<CheckOutcome, 'readings'>;

function judgeRollout(rollout: Rollout, now: number): Finding {
  const { namespace, name, phase, available, desired, upToDate } = rollout;
  const id = `${namespace}/${name}`;
  const figures = `${available} of ${desired} replicas available`;
  if (!upToDate) {
    return {
      verdict: 'unknown',
      reason: `How the release of ${id} goes is unknown: the controller has not seen its newest specification yet.`,
    };
  }
  const analysis = rollout.analysis?.phase;
  if ((analysis === 'Failed' || analysis === 'Error') && available >= desired) {
    return {
      verdict: 'at-risk',
      reason: `The smoke test of ${id} ended with ${analysis} (${
        rollout.analysis!.name
      }); the former version stays active: ${figures}.`,
    };
  }
  if (phase === 'Degraded') {
    return {
      verdict: 'breached',
      reason: `The rollout of ${id} is Degraded${
        rollout.message ? ` (${rollout.message.replace(/\.$/, '')})` : ''
      }: ${figures}.`,
    };
  }
  if (available < desired && phase === 'Healthy') {
    return {
      verdict: 'breached',
      reason: `The active version of ${id} has too few replicas: ${figures}.`,
    };
  }
  if (phase === 'Paused' || phase === 'Progressing') {
    const since = Date.parse(rollout.pausedSince || rollout.progressingSince);
    const seconds = (now - since) / 1000;
    const said = `The rollout of ${id} is ${phase}${
      Number.isNaN(seconds) ? '' : ` for ${sayDuration(seconds)}`
    }: ${figures}`;
    // While pods of the active version come up again it is Progressing as well.
    if (available === 0 && desired > 0) {
      return { verdict: 'breached', reason: `${said}.` };
    }
    return {
      verdict:
        available >= desired && seconds <= WINDOW_SECONDS ? 'met' : 'at-risk',
      reason: `${said}.`,
    };
  }
  if (phase !== 'Healthy') {
    return {
      verdict: 'unknown',
      reason: `The rollout of ${id} is in a phase that is not known: ${
        phase || 'none'
      }.`,
    };
  }
  return rollout.strategy === 'blue-green' && !rollout.activeHash
    ? {
        verdict: 'unknown',
        reason: `Which version of ${id} is active is unknown: the rollout does not say it.`,
      }
    : {
        verdict: 'met',
        reason: `${id} is Healthy at ${rollout.activeHash}: ${figures}${
          analysis ? `, its smoke test ended with ${analysis}` : ''
        }.`,
      };
}

export const rolloutsHealthy: Check = {
  id: 'kubernetes.rollouts',
  title: 'Releases pass their smoke test before users meet them',
  description:
    'Every Rollout is Healthy with its active version at full strength, or on its way for less than an hour; its newest analysis, the smoke test, did not fail; and at least one of them is blue-green.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Healthy, or on its way for less than 1 h (longer, too few replicas on the way, or a failed analysis, is at risk; Degraded, no replica, or too few when Healthy, is breached)',
    origin: 'design 7.2',
  },
  signals: [ROLLOUTS],
  remediation:
    'kubectl argo rollouts get rollout shows the step and the analysis; abort or undo a release that does not pass, promote one that waits.',
  appliesTo: (entity, estate) =>
    isOfType(entity, 'rollout') && clusterOf(estate, entity) !== undefined,
  evaluate(context): CheckOutcome {
    const cluster = clusterOf(context, context.entity)!;
    const namespace = namespaceOf(context.entity);
    const view = viewCluster<Rollout[]>(context, cluster, {
      signal: ROLLOUTS,
      title: 'Rollouts',
      what: `How releases go in ${nameOf(cluster)}`,
      needed: [RESOURCE, ANALYSES],
    });
    if ('outcome' in view) {
      return view.outcome;
    }
    const { readings } = view;
    const rollouts = view.value.filter(
      each => namespace === undefined || each.namespace === namespace,
    );
    if (!rollouts.some(({ strategy }) => strategy === 'blue-green')) {
      return {
        verdict: 'breached',
        reason: `${nameOf(cluster)} has no blue-green Rollout${
          namespace ? ` in namespace ${namespace}` : ''
        }.`,
        readings,
      };
    }
    const worst = worstOutcome(
      rollouts.map(each => ({
        ...judgeRollout(each, context.now),
        readings,
      })),
    );
    return worst.verdict === 'met' && rollouts.length > 1
      ? {
          verdict: 'met',
          reason: `All ${rollouts.length} rollouts of ${nameOf(
            cluster,
          )} go well. ${worst.reason}`,
          readings,
        }
      : worst;
  },
};
