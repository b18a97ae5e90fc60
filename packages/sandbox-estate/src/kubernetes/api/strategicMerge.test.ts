import { strategicMerge } from './strategicMerge';

const container = (name: string, image: string, more: object = {}) => ({
  name,
  image,
  ...more,
});

describe('strategicMerge', () => {
  it('merges maps and removes what is null', () => {
    const original = { a: { b: 1, c: 2 }, d: 3 };
    expect(strategicMerge(original, { a: { c: null, e: 4 }, d: 5 })).toEqual({
      a: { b: 1, e: 4 },
      d: 5,
    });
    expect(original).toEqual({ a: { b: 1, c: 2 }, d: 3 });
  });

  it('merges containers by name, their ports by containerPort and env by name', () => {
    const original = {
      containers: [
        container('a', 'a:1', {
          env: [{ name: 'X', value: '1' }],
          ports: [{ containerPort: 80, name: 'http' }],
        }),
        container('b', 'b:1'),
      ],
    };
    const patch = {
      containers: [
        {
          name: 'a',
          image: 'a:2',
          env: [{ name: 'Y', value: '2' }],
          ports: [{ containerPort: 443 }],
        },
      ],
    };
    expect(strategicMerge(original, patch)).toEqual({
      containers: [
        container('a', 'a:2', {
          env: [
            { name: 'X', value: '1' },
            { name: 'Y', value: '2' },
          ],
          ports: [{ containerPort: 80, name: 'http' }, { containerPort: 443 }],
        }),
        container('b', 'b:1'),
      ],
    });
  });

  it('tells the ports of a service apart by port', () => {
    const merged = strategicMerge(
      { ports: [{ port: 80, targetPort: 1 }] },
      { ports: [{ port: 80, targetPort: 2 }, { port: 81 }] },
    );
    expect(merged.ports).toEqual([{ port: 80, targetPort: 2 }, { port: 81 }]);
  });

  it('deletes items, and puts the others in the asked order', () => {
    const merged = strategicMerge(
      { containers: [container('a', '1'), container('b', '2')] },
      {
        '$setElementOrder/containers': [{ name: 'c' }, { name: 'b' }],
        containers: [{ name: 'a', $patch: 'delete' }, container('c', '3')],
      },
    );
    expect(merged.containers).toEqual([
      container('c', '3'),
      container('b', '2'),
    ]);
  });

  it('replaces lists that have no merge key, and whole maps when told', () => {
    expect(
      strategicMerge(
        { args: ['a'], tolerations: [{ key: 'x' }], strategy: { a: 1 } },
        {
          args: ['b'],
          tolerations: [{ key: 'y' }],
          strategy: { $patch: 'replace', b: 2 },
        },
      ),
    ).toEqual({ args: ['b'], tolerations: [{ key: 'y' }], strategy: { b: 2 } });
  });

  it('keeps only the keys that $retainKeys names', () => {
    expect(
      strategicMerge(
        { strategy: { type: 'RollingUpdate', rollingUpdate: {} } },
        { strategy: { $retainKeys: ['type'], type: 'Recreate' } },
      ),
    ).toEqual({ strategy: { type: 'Recreate' } });
  });

  it('treats finalizers as a set', () => {
    expect(
      strategicMerge({ finalizers: ['a', 'b'] }, { finalizers: ['b', 'c'] }),
    ).toEqual({ finalizers: ['a', 'b', 'c'] });
    expect(
      strategicMerge(
        { finalizers: ['a', 'b'] },
        { '$deleteFromPrimitiveList/finalizers': ['a'] },
      ),
    ).toEqual({ finalizers: ['b'] });
  });
});
