import { KubeObject } from '../store/objects';
import { resolveCount } from './conditions';

export interface Budget {
  /** Pods that may exist above the wanted number. */
  surge: number;
  /** Pods that may be missing below it. */
  unavailable: number;
}

export function rolloutBudget(deployment: KubeObject): Budget {
  const { strategy, replicas } = deployment.spec;
  if (strategy?.type === 'Recreate') {
    return { surge: 0, unavailable: replicas };
  }
  const rolling = strategy?.rollingUpdate ?? {};
  const surge = resolveCount(rolling.maxSurge ?? '25%', replicas, 'up');
  const unavailable = resolveCount(
    rolling.maxUnavailable ?? '25%',
    replicas,
    'down',
  );
  // Both zero would never move.
  return surge === 0 && unavailable === 0
    ? { surge, unavailable: 1 }
    : { surge, unavailable };
}

const wantedOf = (set: KubeObject): number => set.spec.replicas ?? 0;
const availableOf = (set: KubeObject): number =>
  set.status?.availableReplicas ?? 0;

/**
 * The next step of a rolling update: how many replicas each set should have.
 * New ones come up as far as the surge allows; old ones go, those that don't
 * work first, as far as enough pods stay available.
 */
export function nextStep(
  deployment: KubeObject,
  current: KubeObject,
  old: KubeObject[],
): Map<KubeObject, number> {
  const steps = new Map<KubeObject, number>();
  const replicas: number = deployment.spec.replicas;
  const { surge, unavailable } = rolloutBudget(deployment);
  const oldTotal = old.reduce((sum, set) => sum + wantedOf(set), 0);

  if (deployment.spec.strategy?.type === 'Recreate') {
    old.forEach(set => steps.set(set, 0));
    const running = old.reduce(
      (sum, set) => sum + (set.status?.replicas ?? 0),
      0,
    );
    if (oldTotal === 0 && running === 0) {
      steps.set(current, replicas);
    }
    return steps;
  }

  let now = wantedOf(current);
  if (now > replicas) {
    now = replicas;
  } else {
    const room = replicas + surge - (now + oldTotal);
    now += Math.max(0, Math.min(room, replicas - now));
  }
  steps.set(current, now);

  const least = replicas - unavailable;
  const currentUnavailable = Math.max(
    0,
    wantedOf(current) - availableOf(current),
  );
  let spare = wantedOf(current) + oldTotal - least - currentUnavailable;
  const left = new Map(old.map(set => [set, wantedOf(set)]));
  for (const set of old) {
    const broken = Math.min(
      Math.max(0, wantedOf(set) - availableOf(set)),
      Math.max(0, spare),
    );
    left.set(set, left.get(set)! - broken);
    spare -= broken;
  }
  let healthy =
    [current, ...old].reduce((sum, set) => sum + availableOf(set), 0) - least;
  for (const set of old) {
    const going = Math.max(0, Math.min(left.get(set)!, healthy, spare));
    left.set(set, left.get(set)! - going);
    healthy -= going;
    spare -= going;
  }
  left.forEach((count, set) => steps.set(set, count));
  return steps;
}
