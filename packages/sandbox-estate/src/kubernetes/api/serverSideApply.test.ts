import { BUILT_IN_TYPES } from '../store/resourceTypes';
import { serverSideApply } from './serverSideApply';

const type = BUILT_IN_TYPES.find(({ kind }) => kind === 'Deployment')!;

const config = (containers: object[], more: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'a' },
  spec: { ...more, template: { spec: { containers } } },
});

const containersOf = (object: any) => object.spec.template.spec.containers;

describe('serverSideApply', () => {
  const first = serverSideApply(
    type,
    undefined,
    config(
      [
        { name: 'a', image: 'a:1', env: [{ name: 'X', value: '1' }] },
        { name: 'b', image: 'b:1' },
      ],
      { replicas: 2 },
    ),
    'one',
    false,
  );

  it('takes out what its manager no longer applies', () => {
    const next = serverSideApply(
      type,
      first,
      config([{ name: 'a', image: 'a:2' }]),
      'one',
      false,
    );
    expect(containersOf(next)).toEqual([{ name: 'a', image: 'a:2' }]);
    expect(next.spec.replicas).toBeUndefined();
  });

  it('keeps what another manager owns too', () => {
    const shared = serverSideApply(
      type,
      first,
      config([{ name: 'b', image: 'b:1' }]),
      'two',
      false,
    );
    const next = serverSideApply(
      type,
      shared,
      config([{ name: 'a', image: 'a:1' }]),
      'one',
      false,
    );
    expect(containersOf(next)).toEqual([
      { name: 'a', image: 'a:1' },
      { name: 'b', image: 'b:1' },
    ]);
  });

  it('refuses to change what another owns, unless forced', () => {
    const change = config([{ name: 'a', image: 'a:9' }]);
    expect(() => serverSideApply(type, first, change, 'two', false)).toThrow(
      'Apply failed with 1 conflict: conflict with "one": .spec.template.spec.containers[{"name":"a"}].image',
    );
    const forced = serverSideApply(type, first, change, 'two', true);
    expect(containersOf(forced)[0].image).toBe('a:9');
  });
});
