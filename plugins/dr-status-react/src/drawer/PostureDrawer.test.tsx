import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { DR_STATUS_SIGNAL_CHANNEL } from '@twinshore/plugin-dr-status-common';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { drStatusApiRef } from '../api/DrStatusApi';
import { DrStatusError } from '../api/DrStatusError';
import { EntityChip } from '../entity/EntityChip';
import {
  FakeDrStatusApi,
  FakeSignalApi,
  aCheck,
  aPosture,
  aPostureDetail,
  aSource,
} from '../testUtils';
import { PostureDrawer } from './PostureDrawer';

const REF = 'resource:default/rds-replica-aws-dr';

function show(options: { at?: string } = {}) {
  const api = new FakeDrStatusApi();
  api.postures = [aPostureDetail()];
  const signals = new FakeSignalApi();
  const result = AuthorizeResult.ALLOW;
  const render = () =>
    renderInTestApp(
      <>
        <EntityChip entity={aPosture()} />
        <PostureDrawer />
      </>,
      {
        initialRouteEntries: [options.at ?? '/'],
        mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
        apis: [
          [drStatusApiRef, api],
          [signalApiRef, signals],
          [permissionApiRef, { authorize: async () => ({ result } as any) }],
        ],
      },
    );
  return { api, signals, render };
}

describe('PostureDrawer', () => {
  it('opens from the chip with the keyboard and closes with Escape', async () => {
    const { render } = show();
    render();
    const chip = await screen.findByRole('link', {
      name: 'RDS read replica: Met',
    });
    await userEvent.tab();
    expect(chip).toHaveFocus();
    await userEvent.keyboard('{Enter}');

    const drawer = await screen.findByRole('dialog', {
      name: 'RDS read replica',
    });
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(drawer).not.toBeInTheDocument());
  });

  it('is open when the address says so, with evidence, threshold, owner, source', async () => {
    const { render } = show({ at: `/?entity=${REF}` });
    render();
    const drawer = within(await screen.findByRole('dialog'));
    expect(
      await drawer.findByRole('heading', { name: 'Heartbeat arrives' }),
    ).toBeInTheDocument();
    const row = drawer.getByRole('row', {
      name: /Age of the newest heartbeat/,
    });
    expect(within(row).getByRole('cell', { name: '3 m 12 s' })).toBeVisible();
    expect(drawer.getByText(/under 15 m \(design 5\.1\)/)).toBeInTheDocument();
    expect(
      drawer.getByRole('link', { name: /database-engineering/ }),
    ).toHaveAttribute('href', '/catalog/default/group/database-engineering');
    expect(
      drawer.getByRole('link', { name: 'Open in catalog' }),
    ).toHaveAttribute('href', '/catalog/default/resource/rds-replica-aws-dr');
    expect(drawer.getByText('Answering')).toBeInTheDocument();
  });

  it('puts the worst check first and says what to do about it', async () => {
    const { api, render } = show({ at: `/?entity=${REF}` });
    api.postures = [
      aPostureDetail({
        verdict: 'breached',
        checks: [
          aCheck({ checkId: 'a', title: 'Fine' }),
          aCheck({
            checkId: 'b',
            title: 'Silent',
            verdict: 'unknown',
            cause: {
              kind: 'timed-out',
              message: 'No answer within 5 s.',
              sourceId: 'postgresql:x',
            },
          }),
          aCheck({ checkId: 'c', title: 'Broken', verdict: 'breached' }),
        ],
      }),
    ];
    render();
    await screen.findByRole('heading', { name: 'Broken' });
    expect(
      screen
        .getAllByRole('heading', { level: 4 })
        .map(heading => heading.textContent),
    ).toEqual(['Broken', 'Silent', 'Fine']);
    expect(screen.getByText(/Cause: No answer within 5 s\./)).toBeVisible();
    expect(
      screen.getAllByText(/Look at the replication slot/, { exact: false }),
    ).toHaveLength(2);
  });

  it('changes in place when a signal arrives', async () => {
    const { api, signals, render } = show({ at: `/?entity=${REF}` });
    render();
    const title = await screen.findByRole('heading', {
      name: 'Heartbeat arrives',
    });
    api.postures = [
      aPostureDetail({
        revision: 2,
        verdict: 'breached',
        checks: [aCheck({ verdict: 'breached', reason: 'It is 16 m old.' })],
      }),
    ];
    act(() =>
      signals.send(DR_STATUS_SIGNAL_CHANNEL, {
        revision: 2,
        entityRefs: [REF],
      }),
    );
    expect(await screen.findByText('It is 16 m old.')).toBeVisible();
    expect(title).toBeInTheDocument();
  });

  it('refreshes a source for those who may', async () => {
    const { api, render } = show({ at: `/?entity=${REF}` });
    render();
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Refresh now: RDS read replica, PostgreSQL',
      }),
    );
    await waitFor(() =>
      expect(api.refreshed).toEqual(['postgresql:rds-replica-aws-dr']),
    );
  });

  it('says why a refresh could not be asked for', async () => {
    const { api, render } = show({ at: `/?entity=${REF}` });
    render();
    const button = await screen.findByRole('button', { name: /Refresh now/ });
    api.error = new DrStatusError('failed', 'The source is being collected.');
    await userEvent.click(button);
    expect(
      await screen.findByText('Could not ask: The source is being collected.'),
    ).toBeVisible();
  });

  it('says so when nothing watches the entity, and what to do', async () => {
    const { api, render } = show({ at: `/?entity=${REF}` });
    api.postures = [
      aPostureDetail({
        verdict: 'unknown',
        unwatched: true,
        checks: [],
        sources: [],
      }),
    ];
    render();
    const drawer = within(await screen.findByRole('dialog'));
    expect(await drawer.findByText('Not watched')).toBeInTheDocument();
    expect(drawer.getByText(/drStatus\.sources/)).toBeInTheDocument();
    expect(drawer.queryByText('Met')).not.toBeInTheDocument();
  });

  it('tells an entity that is not of the estate from one that cannot be read', async () => {
    const { api, render } = show({ at: '/?entity=resource:default/other' });
    render();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Nothing is known of this entity',
    );
    api.error = new DrStatusError('forbidden', 'Not for you.');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() =>
      expect(screen.getByRole('alert')).toHaveTextContent(
        /dr-status\.posture\.read/,
      ),
    );
  });

  it('shows a failing source as unknown, with cause and hint', async () => {
    const { api, render } = show({ at: `/?entity=${REF}` });
    api.postures = [
      aPostureDetail({
        sources: [
          aSource({
            state: 'failing',
            consecutiveFailures: 3,
            error: {
              kind: 'unauthorized',
              message: 'Password authentication failed.',
              hint: 'Set the password of twinshore_monitor.',
            },
          }),
        ],
      }),
    ];
    render();
    expect(await screen.findByText('Failing')).toBeInTheDocument();
    expect(screen.getByText('Refuses our credentials.')).toBeInTheDocument();
    expect(
      screen.getByText(/Set the password of twinshore_monitor/),
    ).toBeInTheDocument();
    expect(screen.getByText(/3 failed attempts in a row/)).toBeInTheDocument();
  });
});
