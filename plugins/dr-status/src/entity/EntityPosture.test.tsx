import type { Entity } from '@backstage/catalog-model';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  catalogApiRef,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { evaluateFilterPredicate } from '@backstage/filter-predicates';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { drStatusApiRef } from '@twinshore/plugin-dr-status-react';
import {
  FakeDrStatusApi,
  FakeSignalApi,
  aCheck,
  aPostureDetail,
} from '@twinshore/plugin-dr-status-react/testUtils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { JSX } from 'react';
import { EntityPostureCard } from './EntityPostureCard';
import { EntityPostureTab } from './EntityPostureTab';
import { estateFilter } from './estateFilter';

const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: { name: 'rds-replica-aws-dr', namespace: 'default' },
  spec: {
    type: 'database',
    resilience: {
      site: 'aws-dr',
      redundancy: { group: 'databases', needs: 1 },
    },
  },
  relations: [
    {
      type: 'replicaOf',
      targetRef: 'resource:default/postgresql-on-prem-primary',
    },
    { type: 'failoverFor', targetRef: 'resource:default/unheard-of' },
  ],
};

function show(element: JSX.Element, of: Entity = entity) {
  const api = new FakeDrStatusApi();
  api.postures = [aPostureDetail()];
  const catalogApi = {
    getEntities: jest.fn().mockResolvedValue({
      items: [
        { kind: 'Resource', metadata: { name: 'postgresql-on-prem-primary' } },
        { kind: 'Resource', metadata: { name: 'rds-replica-aws-dr' } },
      ],
    }),
  };
  const render = () =>
    renderInTestApp(<EntityProvider entity={of}>{element}</EntityProvider>, {
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
      apis: [
        [drStatusApiRef, api],
        [signalApiRef, new FakeSignalApi()],
        [catalogApiRef, catalogApi as any],
        [
          permissionApiRef,
          { authorize: async () => ({ result: AuthorizeResult.ALLOW } as any) },
        ],
      ],
    });
  return { api, catalogApi, render };
}

describe('EntityPostureCard', () => {
  it('says that all is met, how much of it is fresh, and where to read on', async () => {
    const { render } = show(<EntityPostureCard />);
    render();
    const card = within(await screen.findByRole('region', { name: 'Posture' }));
    expect(await card.findByText('Met')).toBeVisible();
    expect(card.getByText('The only check is met.')).toBeVisible();
    expect(card.getByText(/2 of 2 checks fresh/)).toBeVisible();
    expect(
      card.getByRole('link', { name: 'All checks and history' }),
    ).toHaveAttribute(
      'href',
      '/catalog/default/resource/rds-replica-aws-dr/posture',
    );
  });

  it('gives the reasons, worst first', async () => {
    const { api, render } = show(<EntityPostureCard />);
    api.postures = [
      aPostureDetail({
        verdict: 'breached',
        checks: [
          aCheck({ checkId: '1', title: 'Silent', verdict: 'unknown' }),
          aCheck({ checkId: '2', title: 'Broken', verdict: 'breached' }),
          aCheck({ checkId: '3', title: 'Fine' }),
        ],
      }),
    ];
    render();
    const items = await screen.findAllByRole('listitem');
    expect(
      items.map(item => item.querySelector('strong')!.textContent),
    ).toEqual(['Broken.', 'Silent.']);
    expect(
      within(items[0]).getByRole('img', { name: 'Breached' }),
    ).toBeInTheDocument();
  });

  it('says that nothing watches it, and never that it is well', async () => {
    const { api, render } = show(<EntityPostureCard />);
    api.postures = [
      aPostureDetail({
        verdict: 'unknown',
        unwatched: true,
        checks: [],
        sources: [],
        coverage: { fresh: 0, all: 0 },
      }),
    ];
    render();
    expect(await screen.findByText('Not watched')).toBeVisible();
    expect(screen.getByText(/drStatus\.sources/)).toBeVisible();
    expect(screen.queryByText('Met')).not.toBeInTheDocument();
  });

  it('says that the entity is not of the estate', async () => {
    const { api, render } = show(<EntityPostureCard />);
    api.postures = [];
    render();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /not part of the estate/,
    );
  });
});

describe('EntityPostureTab', () => {
  it('shows what protects the entity, each with its verdict', async () => {
    const { catalogApi, render } = show(<EntityPostureTab />);
    render();
    const section = within(
      await screen.findByRole('region', { name: 'What protects it' }),
    );
    expect(
      await section.findByText('Group “databases”: 1 of 2 must work'),
    ).toBeVisible();
    expect(catalogApi.getEntities).toHaveBeenCalledWith(
      expect.objectContaining({
        filter: { 'spec.resilience.redundancy.group': 'databases' },
      }),
    );
    expect(section.getByText('Copy of')).toBeVisible();
    expect(
      await section.findAllByRole('link', { name: 'PostgreSQL primary: Met' }),
    ).toHaveLength(2);
    // Known to the catalog alone: not watched, and not well.
    expect(
      section.getByRole('link', { name: 'unheard-of: Not watched' }),
    ).toBeVisible();
  });

  it('says when nothing stands behind it', async () => {
    const { render } = show(<EntityPostureTab />, {
      ...entity,
      spec: { type: 'database' },
      relations: [],
    });
    render();
    expect(
      await screen.findByText(/Nothing stands behind it/),
    ).toBeInTheDocument();
  });

  it('draws the history with its gaps, and has it as a table', async () => {
    const { api, render } = show(<EntityPostureTab />);
    const daysAgo = (days: number) =>
      new Date(Date.now() - days * 86_400_000).toISOString();
    const interval = {
      checkId: 'postgresql.heartbeat',
      entityRef: 'resource:default/rds-replica-aws-dr',
    };
    api.postures = [
      aPostureDetail({
        history: [
          {
            ...interval,
            verdict: 'met',
            reason: 'Well.',
            from: daysAgo(15),
            to: daysAgo(12),
          },
          {
            ...interval,
            verdict: 'breached',
            reason: 'The primary was gone.',
            from: daysAgo(3),
          },
        ],
      }),
    ];
    render();
    expect(
      await screen.findByRole('img', {
        name: /Heartbeat arrives: Breached 10 %, Met 10 %, not measured 80 %/,
      }),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByText('As a table'));
    const rows = within(
      screen.getByRole('table', {
        name: 'Verdict intervals of the last 30 days',
      }),
    ).getAllByRole('row');
    expect(rows[1]).toHaveTextContent(
      /3 d, lasts.*Heartbeat arrives.*Breached.*The primary was gone\./,
    );
    expect(rows[2]).toHaveTextContent(/3 d.*Met.*Well\./);
  });
});

describe('estateFilter', () => {
  const bare = { kind: 'Component', metadata: { name: 'x' }, spec: {} };
  it.each([
    [bare, false],
    [
      {
        ...bare,
        metadata: {
          name: 'x',
          annotations: { 'twinshore.io/design': 'route53' },
        },
      },
      true,
    ],
    [{ ...bare, spec: { resilience: { site: 'aws-dr' } } }, true],
  ])('of %p is %p', (value, expected) => {
    expect(evaluateFilterPredicate(estateFilter, value)).toBe(expected);
  });
});
