import { KubeObject, timestamp } from '../store/objects';

export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
}

/** Sets a condition of a draft; its transition time moves only with its status. */
export function setCondition(
  draft: { status?: any; [field: string]: any },
  condition: Condition,
  times: { lastUpdateTime?: boolean; lastHeartbeatTime?: boolean } = {},
): void {
  draft.status ??= {};
  const conditions: any[] = [...(draft.status.conditions ?? [])];
  const at = conditions.findIndex(({ type }) => type === condition.type);
  const before = conditions[at];
  const now = timestamp();
  const same =
    before &&
    before.status === condition.status &&
    before.reason === condition.reason &&
    before.message === condition.message;
  if (same) {
    return;
  }
  const next = {
    ...condition,
    ...(times.lastUpdateTime && { lastUpdateTime: now }),
    ...(times.lastHeartbeatTime && { lastHeartbeatTime: now }),
    lastTransitionTime:
      before?.status === condition.status ? before.lastTransitionTime : now,
  };
  if (at < 0) {
    conditions.push(next);
  } else {
    conditions[at] = next;
  }
  draft.status.conditions = conditions;
}

export function isTrue(object: KubeObject, type: string): boolean {
  return !!object.status?.conditions?.some(
    (condition: any) => condition.type === type && condition.status === 'True',
  );
}

/** A pod that its controller counts: neither ended nor ending. */
export function isActive(pod: KubeObject): boolean {
  return (
    !pod.metadata.deletionTimestamp &&
    !['Succeeded', 'Failed'].includes(pod.status?.phase)
  );
}

export function isReady(pod: KubeObject): boolean {
  return isTrue(pod, 'Ready');
}

/** An absolute number or a percentage of a total. */
export function resolveCount(
  value: number | string | undefined,
  total: number,
  round: 'up' | 'down',
): number {
  if (typeof value === 'string' && value.endsWith('%')) {
    const share = (Number.parseFloat(value) * total) / 100;
    return round === 'up' ? Math.ceil(share) : Math.floor(share);
  }
  return Number(value ?? 0);
}
