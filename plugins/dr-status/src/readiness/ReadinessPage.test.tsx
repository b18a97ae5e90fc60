import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { signalApiRef } from '@backstage/plugin-signals-react';
import {
  DR_STATUS_SIGNAL_CHANNEL,
  type Summary,
} from '@twinshore/plugin-dr-status-common';
import {
  DrStatusError,
  drStatusApiRef,
} from '@twinshore/plugin-dr-status-react';
import {
  FakeDrStatusApi,
  FakeSignalApi,
  aBlocker,
  aPostureDetail,
  aSummary,
} from '@twinshore/plugin-dr-status-react/testUtils';
import {
  act,
  fireEvent,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { rootRouteRef, sourcesRouteRef } from '../routes';
import { ReadinessPage } from './ReadinessPage';

function show(options: { at?: string; api?: FakeDrStatusApi } = {}) {
  const api = options.api ?? new FakeDrStatusApi();
  const signals = new FakeSignalApi();
  renderInTestApp(<ReadinessPage />, {
    initialRouteEntries: [options.at ?? '/dr'],
    mountedRoutes: {
      '/dr': rootRouteRef,
      '/dr/sources': sourcesRouteRef,
      '/catalog/:namespace/:kind/:name': entityRouteRef,
    },
    apis: [
      [drStatusApiRef, api],
      [signalApiRef, signals],
      [
        permissionApiRef,
        { authorize: async () => ({ result: AuthorizeResult.ALLOW } as any) },
      ],
    ],
  });
  const change = (summary: Summary) => {
    api.summary = summary;
    act(() =>
      signals.send(DR_STATUS_SIGNAL_CHANNEL, {
        revision: summary.revision,
        entityRefs: [],
      }),
    );
  };
  return { api, change };
}

function broken(revision = 2): Summary {
  return aSummary({
    revision,
    headline: {
      verdict: 'breached',
      sentence: 'One gate stands in the way: PostgreSQL primary.',
    },
    blockers: [aBlocker()],
  });
}

async function headline() {
  return screen.findByRole('region', { name: 'Could we fail over now?' });
}

function blockerTitles() {
  return within(screen.getByRole('region', { name: 'What blocks us' }))
    .getAllByRole('heading', { level: 3 })
    .map(heading => heading.textContent);
}

describe('ReadinessPage', () => {
  it('answers in one word and one sentence, with what it rests on', async () => {
    show();
    const answer = within(await headline());
    expect(answer.getByText('Yes')).toBeVisible();
    expect(
      answer.getByText('AWS DR could take over: every gate is met.'),
    ).toBeVisible();
    expect(answer.getByText(/12 fresh answers to 14 checks/)).toBeVisible();
    expect(answer.getByText(/Nothing watches 1 of 3 entities/)).toBeVisible();
    expect(screen.getByText('No gate stands in the way.')).toBeVisible();
  });

  it.each([
    ['at-risk', 'Yes, but'],
    ['unknown', 'Unknown'],
    ['breached', 'No'],
  ] as const)('answers %p with %p', async (verdict, word) => {
    const api = new FakeDrStatusApi();
    api.summary = aSummary({ headline: { verdict, sentence: 'Because.' } });
    show({ api });
    expect(within(await headline()).getByText(word)).toBeVisible();
  });

  it('shows the recovery point with unit, target and age, and what is unknown with why', async () => {
    show();
    const rpo = (
      await screen.findByRole('heading', { name: 'Recovery point' })
    ).closest('li')!;
    expect(rpo).toHaveTextContent(/3 m 12 s of 15 m · \d s ago/);
    expect(rpo).toHaveTextContent('Met');
    const availability = screen
      .getByRole('heading', { name: 'Availability' })
      .closest('li')!;
    expect(availability).toHaveTextContent('Not known');
    expect(availability).toHaveTextContent('of at least 99.9 %');
    expect(availability).toHaveTextContent(
      'No source measures availability yet.',
    );
    expect(availability).not.toHaveTextContent('Met');
  });

  it('turns to a breach in place, announces it once, and back', async () => {
    const { change } = show();
    const region = await headline();
    const live = region.querySelector('[aria-live="polite"]')!;
    expect(live).toBeEmptyDOMElement();

    change(broken());
    expect(await within(region).findByText('No')).toBeVisible();
    expect(region).toBeInTheDocument();
    expect(live).toHaveTextContent(
      'Could we fail over now? No. One gate stands in the way: PostgreSQL primary.',
    );
    const blocker = screen
      .getByRole('heading', {
        name: 'PostgreSQL primary: The primary accepts connections',
      })
      .closest('li')!;
    expect(blocker).toHaveTextContent('Connection refused on three attempts.');
    expect(blocker).toHaveTextContent('Promote the synchronous standby.');
    expect(
      within(blocker).getByRole('link', { name: 'database-engineering' }),
    ).toHaveAttribute('href', '/catalog/default/group/database-engineering');

    // A figure in the sentence changes: shown, but nobody is interrupted.
    const said = live.textContent;
    const next = broken(3);
    next.headline.sentence = 'One gate stands in the way, for 2 m.';
    change(next);
    expect(await within(region).findByText(/for 2 m\./)).toBeVisible();
    expect(live.textContent).toBe(said);

    change(aSummary({ revision: 4 }));
    expect(await within(region).findByText('Yes')).toBeVisible();
  });

  it('opens the drawer of a blocker', async () => {
    const api = new FakeDrStatusApi();
    api.summary = broken();
    api.postures = [
      aPostureDetail({
        entityRef: 'resource:default/postgresql-on-prem-primary',
        title: 'PostgreSQL primary',
        verdict: 'breached',
      }),
    ];
    show({ api });
    await userEvent.click(
      await screen.findByRole('link', { name: /The primary accepts/ }),
    );
    expect(
      await screen.findByRole('dialog', { name: 'PostgreSQL primary' }),
    ).toBeInTheDocument();
  });

  it('opens the drawer that the address names', async () => {
    const api = new FakeDrStatusApi();
    api.postures = [aPostureDetail()];
    show({ api, at: '/dr?entity=resource:default/rds-replica-aws-dr' });
    expect(
      await screen.findByRole('dialog', { name: 'RDS read replica' }),
    ).toBeInTheDocument();
  });

  it('holds the order of blockers while someone reads, and offers the new one', async () => {
    const first = aBlocker({ entityTitle: 'First', entityRef: 'resource:x/1' });
    const second = aBlocker({
      entityTitle: 'Second',
      entityRef: 'resource:x/2',
    });
    const api = new FakeDrStatusApi();
    api.summary = { ...broken(1), blockers: [first, second] };
    const { change } = show({ api });
    const list = await screen.findByRole('region', { name: 'What blocks us' });
    await screen.findByRole('heading', { name: /First/ });

    fireEvent.pointerEnter(list);
    change({
      ...broken(2),
      blockers: [{ ...second, reason: 'Worse now.' }, first],
    });
    expect(await screen.findByText('Worse now.')).toBeVisible();
    expect(blockerTitles()[0]).toMatch(/^First/);

    await userEvent.click(
      screen.getByRole('button', { name: 'Show the new order' }),
    );
    expect(blockerTitles()[0]).toMatch(/^Second/);
    expect(
      screen.queryByRole('button', { name: 'Show the new order' }),
    ).not.toBeInTheDocument();
  });

  it('has a matrix of sites and tiers with counts, unwatched ones apart', async () => {
    show();
    const table = await screen.findByRole('table', { name: 'Sites and tiers' });
    expect(
      within(table).getByRole('columnheader', { name: /AWS DR/ }),
    ).toBeInTheDocument();
    expect(
      within(table).getByRole('rowheader', { name: 'data' }),
    ).toBeInTheDocument();
    const cell = within(table).getByRole('link', { name: /^AWS DR, data:/ });
    expect(cell).toHaveAccessibleName(
      /^AWS DR, data:\s*Met\s*Met 1\s*Not watched 1$/,
    );

    await userEvent.click(cell);
    const list = await screen.findByRole('region', { name: 'AWS DR · data' });
    expect(
      within(list)
        .getAllByRole('link', { name: /:/ })
        .map(link => link.textContent),
    ).toEqual(['RDS read replica', 'ElastiCache']);
    expect(
      within(list).getByRole('link', { name: 'ElastiCache: Not watched' }),
    ).toBeInTheDocument();
    await userEvent.click(
      within(list).getByRole('link', { name: 'Close the list' }),
    );
    expect(
      screen.queryByRole('region', { name: 'AWS DR · data' }),
    ).not.toBeInTheDocument();
  });

  it('opens the cell that the address names', async () => {
    show({ at: '/dr?site=on-prem&tier=data' });
    expect(
      await screen.findByRole('region', { name: 'On-premise · data' }),
    ).toBeInTheDocument();
  });

  it('lists what changed within a day, newest first', async () => {
    const api = new FakeDrStatusApi();
    const at = (hours: number) =>
      new Date(Date.now() - hours * 3_600_000).toISOString();
    const transition = {
      entityRef: 'resource:default/rds-replica-aws-dr',
      checkId: 'c',
      title: 'Heartbeat',
      from: 'met',
      to: 'breached',
      reason: 'Older.',
    } as const;
    api.summary = aSummary({
      transitions: [
        { ...transition, at: at(3) },
        { ...transition, at: at(1), to: 'unknown', reason: 'Newer.' },
      ],
    });
    show({ api });
    const items = within(
      await screen.findByRole('list', { name: /newest first/ }),
    ).getAllByRole('listitem');
    expect(items[0]).toHaveTextContent(
      /1 h ago.*Met→Unknown.*RDS read replica.*Newer\./,
    );
    expect(items[1]).toHaveTextContent(/3 h ago.*Breached.*Older\./);
  });

  it('links to the sources when some do not answer', async () => {
    const api = new FakeDrStatusApi();
    api.summary = aSummary({ sources: { total: 6, failing: 2 } });
    show({ api });
    expect(await screen.findByText(/2 of 6 do not answer/)).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'See the sources' }),
    ).toHaveAttribute('href', '/dr/sources?show=failing');
  });

  it('says when no estate is declared, and what to do', async () => {
    const api = new FakeDrStatusApi();
    api.summary = aSummary({ entities: [], matrix: [], sites: [], tiers: [] });
    show({ api });
    expect(
      await screen.findByRole('heading', { name: 'No estate is declared yet' }),
    ).toBeVisible();
    expect(screen.queryByText('Yes')).not.toBeInTheDocument();
  });

  it('says that it is loading', async () => {
    const api = new FakeDrStatusApi();
    api.hang = true;
    show({ api });
    expect(
      await screen.findByRole('status', { name: /Loading the readiness/ }),
    ).toBeInTheDocument();
  });

  it('names the permission that is missing', async () => {
    const api = new FakeDrStatusApi();
    api.error = new DrStatusError('forbidden', 'Not for you.');
    show({ api });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /You may not see the posture.*dr-status\.posture\.read/,
    );
    expect(screen.queryByText('Yes')).not.toBeInTheDocument();
  });
});

describe('ReadinessPage while the backend is gone', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('keeps the last known answer with its age, then calls it unknown, and recovers', async () => {
    const { api } = show();
    const region = await headline();
    expect(within(region).getByText('Yes')).toBeVisible();

    api.error = new DrStatusError('unreachable', 'Nobody answers.');
    await act(() => jest.advanceTimersByTimeAsync(31_000));
    expect(screen.getByRole('alert')).toHaveTextContent('Nobody answers.');
    expect(within(region).getByText('Not connected')).toBeVisible();
    expect(within(region).getByText('Yes')).toBeVisible();

    await act(() => jest.advanceTimersByTimeAsync(40_000));
    expect(within(region).getByText('Unknown')).toBeVisible();
    expect(within(region).queryByText('Yes')).not.toBeInTheDocument();
    expect(region).toHaveTextContent(
      /has not answered for 1 m \d+ s\. The last known answer was “Yes”/,
    );

    api.error = undefined;
    await act(() => jest.advanceTimersByTimeAsync(6_000));
    await waitFor(() => expect(within(region).getByText('Yes')).toBeVisible());
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });
});
