import { renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import {
  DrStatusError,
  drStatusApiRef,
} from '@twinshore/plugin-dr-status-react';
import { FakeDrStatusApi } from '@twinshore/plugin-dr-status-react/testUtils';
import {
  act,
  fireEvent,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import { testEntities, testSummary } from '../testEstate';
import { EstatePage } from './EstatePage';

function Address() {
  const { pathname, search } = useLocation();
  return <output aria-label="address">{pathname + search}</output>;
}

function setUp(
  options: { at?: string; posture?: FakeDrStatusApi; catalog?: any } = {},
) {
  const posture = options.posture ?? new FakeDrStatusApi();
  posture.summary = testSummary;
  renderInTestApp(
    <>
      <EstatePage />
      <Address />
    </>,
    {
      initialRouteEntries: [options.at ?? '/'],
      apis: [
        [
          catalogApiRef,
          options.catalog ?? catalogApiMock({ entities: testEntities }),
        ],
        [drStatusApiRef, posture],
      ],
    },
  );
}

const map = () => screen.findByRole('group', { name: /^Estate map/ });
const address = () =>
  decodeURIComponent(screen.getByLabelText('address').textContent!);

describe('EstatePage', () => {
  it('shows each entity in its site and tier with its verdict in words', async () => {
    setUp();
    await map();
    const data = await screen.findByRole('group', {
      name: 'Data in On-premise',
    });
    expect(
      await within(data).findByRole('link', { name: 'PG standby: Breached' }),
    ).toBeInTheDocument();
    expect(
      within(data).getByRole('link', { name: 'PG primary: Met' }),
    ).toBeInTheDocument();
    const group = within(data).getByRole('group', {
      name: 'Redundancy group pg',
    });
    expect(group).toHaveTextContent('1 of 2 work, 1 needed');
    expect(
      screen.getByRole('link', { name: 'Backend: Not watched' }),
    ).toBeInTheDocument();

    const bridge = screen.getByRole('region', {
      name: 'Between On-premise and AWS primary',
    });
    expect(
      within(bridge).getByRole('link', { name: 'VPN: Unknown' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', {
        name: /^RDS replicates to RDS replica, asynchronous: .*3 m 12 s/,
      }),
    ).toBeInTheDocument();
  });

  it('lights the path of what is pointed at and dims the rest', async () => {
    setUp();
    await map();
    const backend = await screen.findByRole('link', { name: /^Backend/ });
    const dimmed = (name: RegExp) =>
      screen
        .getByRole('link', { name })
        .parentElement!.className.includes('dimmed');
    await userEvent.hover(backend);
    expect(dimmed(/^RDS (a|database-engineering): Met/)).toBe(false);
    expect(dimmed(/^Route 53/)).toBe(true);
    await userEvent.unhover(backend);
    expect(dimmed(/^Route 53/)).toBe(false);
  });

  it('is one Tab stop, and the arrow keys walk over it', async () => {
    setUp();
    const root = await map();
    const links = within(root).getAllByRole('link');
    expect(links.filter(link => link.tabIndex === 0)).toHaveLength(1);

    const primary = screen.getByRole('link', { name: /^PG primary:/ });
    act(() => primary.focus());
    await userEvent.keyboard('{ArrowDown}');
    expect(document.activeElement).toHaveAccessibleName('PG standby: Breached');
    await userEvent.keyboard('{ArrowRight}');
    expect(document.activeElement).toHaveAccessibleName(
      /^PG primary replicates to RDS, logical/,
    );
    expect(
      within(root)
        .getAllByRole('link')
        .filter(link => link.tabIndex === 0),
    ).toEqual([document.activeElement]);
  });

  it('keeps filters in the address and reads them from there', async () => {
    setUp({ at: '/?site=on-prem' });
    await map();
    expect(
      screen.queryByRole('link', {
        name: /^RDS (a|database-engineering): Met/,
      }),
    ).toBeNull();
    await userEvent.click(
      screen.getByRole('button', { name: 'Breached: 1, show only these' }),
    );
    expect(address()).toBe('/?site=on-prem&verdict=breached');
    expect(screen.queryByRole('link', { name: /^PG primary:/ })).toBeNull();
    await userEvent.type(screen.getByRole('searchbox'), 'nothing like it');
    expect(
      await screen.findByText('Nothing matches these filters'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Show all' }));
    expect(address()).toBe('/');
    expect(
      await screen.findByRole('link', {
        name: /^RDS (a|database-engineering): Met/,
      }),
    ).toBeInTheDocument();
  });

  it('links every entity to its drawer on this page', async () => {
    setUp({ at: '/?view=ownership' });
    await map();
    const href = decodeURIComponent(
      (
        await screen.findByRole('link', {
          name: /^RDS (a|database-engineering): Met/,
        })
      ).getAttribute('href')!,
    );
    expect(href).toBe('/?view=ownership&entity=resource:default/rds');
  });

  it('lists the same entities as a table, worst first', async () => {
    setUp({ at: '/?as=list&tier=data' });
    const table = await screen.findByRole('grid');
    await waitFor(() =>
      expect(within(table).getAllByRole('row')).toHaveLength(5),
    );
    expect(within(table).getAllByRole('row')[1]).toHaveTextContent(
      /PG standby.*Breached/,
    );
  });

  it('still shows the structure when the posture does not answer, all of it unknown', async () => {
    const posture = new FakeDrStatusApi();
    posture.error = new DrStatusError('unreachable', 'Nobody answers.');
    setUp({ posture });
    await map();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /all states are unknown.*Nobody answers\./,
    );
    expect(
      screen.getByRole('link', { name: 'PG primary: Unknown' }),
    ).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: /: Met/ })).toBeNull();
  });

  it('names what it leaves out because its block cannot be read', async () => {
    const broken = {
      ...testEntities[5],
      metadata: { name: 'broken' },
      spec: {
        type: 'database',
        resilience: { site: 'on-prem', tier: 'cellar' },
      },
    };
    setUp({ catalog: catalogApiMock({ entities: [...testEntities, broken] }) });
    await map();
    const notice = screen.getByRole('alert');
    expect(notice).toHaveTextContent('1 entity is not shown');
    expect(notice).toHaveTextContent('resource:default/broken');
  });

  it('says what is missing when nothing is declared', async () => {
    setUp({ catalog: catalogApiMock({ entities: [] }) });
    expect(
      await screen.findByText('No estate is declared yet'),
    ).toBeInTheDocument();
  });

  it('tells being refused from a failure, and recovers by hand', async () => {
    const getEntities = jest
      .fn()
      .mockRejectedValueOnce(
        Object.assign(new Error('no'), { name: 'NotAllowedError' }),
      )
      .mockRejectedValueOnce(new Error('Gateway timeout'))
      .mockResolvedValue({ items: testEntities });
    setUp({ catalog: { getEntities } });
    expect(
      await screen.findByText('You may not see the estate'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText(/Gateway timeout/)).toBeInTheDocument();
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await map()).toBeInTheDocument();
  });

  it('says that it is loading', async () => {
    setUp({ catalog: { getEntities: () => new Promise(() => {}) } });
    expect(
      await screen.findByRole('status', { name: 'Loading the estate' }),
    ).toBeInTheDocument();
  });
});
