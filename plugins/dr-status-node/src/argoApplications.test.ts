import { readArgoApplication } from './argoApplications';

describe('readArgoApplication', () => {
  it('keeps what rules need, and nothing of the rest', () => {
    expect(
      readArgoApplication({
        metadata: {
          name: 'api',
          namespace: 'argocd',
          labels: { 'backstage.io/kubernetes-id': 'backend' },
        },
        spec: { source: { helm: { parameters: [{ value: 'a password' }] } } },
        status: {
          sync: { status: 'OutOfSync', revision: 'new' },
          health: {
            status: 'Healthy',
            lastTransitionTime: '2026-11-01T00:00:00Z',
          },
          history: [{ revision: 'older' }, { revision: 'old' }],
          summary: { images: ['b:1', 'a:1'] },
          reconciledAt: '2026-11-02T00:00:00Z',
          operationState: { phase: 'Succeeded', message: 'a password' },
          conditions: [{ type: 'ComparisonError', message: 'a password' }],
        },
      }),
    ).toEqual({
      id: 'backend',
      namespace: 'argocd',
      name: 'api',
      sync: 'OutOfSync',
      health: 'Healthy',
      healthSince: '2026-11-01T00:00:00Z',
      comparedRevision: 'new',
      deployedRevision: 'old',
      images: ['a:1', 'b:1'],
      reconciledAt: '2026-11-02T00:00:00Z',
      conditions: ['ComparisonError'],
      operation: 'Succeeded',
    });
  });

  it('takes the revisions of an application with several sources', () => {
    expect(
      readArgoApplication({
        metadata: { name: 'api' },
        status: {
          sync: { status: 'Synced', revisions: ['a', 'b'] },
          history: [{ revisions: ['a', 'b'] }],
        },
      }),
    ).toMatchObject({ comparedRevision: 'a,b', deployedRevision: 'a,b' });
  });

  it('leaves empty what is not told', () => {
    expect(readArgoApplication({ metadata: { name: 'new' } })).toMatchObject({
      id: 'new',
      sync: '',
      health: '',
      deployedRevision: '',
      images: [],
      reconciledAt: '',
    });
  });

  it.each([
    [null],
    [{ sync: null, health: null, history: [null], conditions: [null, 1] }],
  ])('holds out against a status that is %j', status => {
    expect(
      readArgoApplication({ metadata: { name: 'odd', labels: null }, status }),
    ).toMatchObject({ sync: '', health: '', conditions: [] });
  });

  it.each([[undefined], [null], ['x'], [{}], [{ metadata: { name: 1 } }]])(
    'is nothing of %j',
    object => {
      expect(readArgoApplication(object)).toBeUndefined();
    },
  );
});
