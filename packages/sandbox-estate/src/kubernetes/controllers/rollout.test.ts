import { KubeObject } from '../store/objects';
import { nextStep } from './rollout';

const deployment = (replicas: number, strategy: object) =>
  ({ spec: { replicas, strategy } } as unknown as KubeObject);

const set = (name: string, wanted: number, available: number) =>
  ({
    metadata: { name },
    spec: { replicas: wanted },
    status: { replicas: wanted, availableReplicas: available },
  } as unknown as KubeObject);

const steps = (map: Map<KubeObject, number>) =>
  Object.fromEntries(
    [...map].map(([one, count]) => [one.metadata.name, count]),
  );

const ROLLING = {
  type: 'RollingUpdate',
  rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
};

describe('nextStep of a rollout', () => {
  it('brings up the surge and lets go what need not be available', () => {
    const step = nextStep(deployment(8, ROLLING), set('new', 0, 0), [
      set('old', 8, 8),
    ]);
    expect(steps(step)).toEqual({ new: 2, old: 6 });
  });

  it('never goes below what must be available while new pods do not work', () => {
    const step = nextStep(deployment(8, ROLLING), set('new', 4, 0), [
      set('old', 6, 6),
    ]);
    expect(steps(step)).toEqual({ new: 4, old: 6 });
  });

  it('takes broken old pods first', () => {
    const step = nextStep(deployment(8, ROLLING), set('new', 2, 2), [
      set('broken', 2, 0),
      set('old', 6, 6),
    ]);
    expect(steps(step)).toEqual({ new: 2, broken: 0, old: 4 });
  });

  it('with Recreate, waits until the old pods are gone', () => {
    const recreate = deployment(3, { type: 'Recreate' });
    expect(
      steps(nextStep(recreate, set('new', 0, 0), [set('old', 3, 3)])),
    ).toEqual({ old: 0 });
    expect(
      steps(nextStep(recreate, set('new', 0, 0), [set('old', 0, 0)])),
    ).toEqual({ old: 0, new: 3 });
  });
});
