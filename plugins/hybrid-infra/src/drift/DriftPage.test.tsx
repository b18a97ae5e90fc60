import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { DrStatusError } from '@twinshore/plugin-dr-status-react';
import { screen, within } from '@testing-library/react';
import { hybridInfraApiRef, type DriftReport } from '../api/HybridInfraClient';
import { DriftPage } from './DriftPage';

const list = <T,>(items: T[], totalItems = items.length) => ({
  items,
  totalItems,
});
const SCOPE = {
  id: 'aws:aws-dr:rds',
  title: 'RDS instances in eu-west-1',
  site: 'aws-dr',
  discoveredAt: new Date().toISOString(),
  ageSeconds: 1,
  intervalSeconds: 300,
  stale: false,
  found: 3,
};
const WELL: DriftReport = {
  scopes: [SCOPE],
  matched: list([], 4),
  missing: list([]),
  undeclared: list([]),
  unknown: list([]),
};

async function show(getDrift: () => Promise<DriftReport>) {
  renderInTestApp(<DriftPage />, {
    apis: [[hybridInfraApiRef, { getDrift }]],
    mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
  } as any);
}

describe('DriftPage', () => {
  it('says that all is well where it is', async () => {
    await show(async () => WELL);
    expect(
      await screen.findByRole('heading', {
        name: /What is declared is what is there/,
      }),
    ).toBeInTheDocument();
    expect(screen.getByText(/4 declared and found, 0 declared/)).toBeVisible();
    expect(screen.getByText('RDS instances in eu-west-1')).toBeVisible();
  });

  it('leads with what is missing, and lists what nobody declares', async () => {
    await show(async () => ({
      ...WELL,
      missing: list([
        {
          entityRef: 'resource:default/orders',
          title: 'Orders',
          resourceId: 'arn:aws:rds:eu-west-1:1:db:orders',
          scope: SCOPE.id,
        },
      ]),
      undeclared: list(
        [
          {
            entityRef: 'resource:discovered/x-1',
            title: 'x',
            type: 'aws-rds-instance',
            site: 'aws-dr',
            resourceId: 'arn:aws:rds:eu-west-1:1:db:x',
            scope: SCOPE.id,
          },
        ],
        250,
      ),
    }));
    expect(
      await screen.findByRole('heading', { name: /is not there/ }),
    ).toBeInTheDocument();
    const missing = screen.getByRole('table', { name: /missing 1/ });
    expect(within(missing).getByText('Orders')).toBeVisible();
    const undeclared = screen.getByRole('table', { name: /nobody 250/ });
    expect(within(undeclared).getByText('aws-rds-instance')).toBeVisible();
    expect(screen.getByText(/The first 1 of 250/)).toBeVisible();
  });

  it('does not know what was not read, even when nothing is missing', async () => {
    await show(async () => ({
      ...WELL,
      scopes: [{ ...SCOPE, stale: true }],
      unknown: list([
        {
          entityRef: 'resource:default/orders',
          title: 'Orders',
          resourceId: 'arn:aws:rds:eu-west-1:1:db:orders',
          reason: 'RDS instances in eu-west-1 was not read lately',
        },
      ]),
    }));
    expect(
      await screen.findByRole('heading', { name: /Not all of it/ }),
    ).toBeInTheDocument();
    expect(screen.getByText(/1 list was not read lately/)).toBeVisible();
    expect(screen.getByText(/eu-west-1 was not read lately/)).toBeVisible();
  });

  it('says how to switch discovery on where nobody looks', async () => {
    await show(async () => ({ ...WELL, scopes: [] }));
    expect(
      await screen.findByRole('heading', { name: /Nobody has looked/ }),
    ).toBeInTheDocument();
    expect(screen.getByText(/catalog\.providers\.twinshore/)).toBeVisible();
  });

  it('says why there is no answer', async () => {
    await show(async () => {
      throw new DrStatusError('forbidden', 'You need hybrid-infra.drift.read');
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'hybrid-infra.drift.read',
    );
  });
});
