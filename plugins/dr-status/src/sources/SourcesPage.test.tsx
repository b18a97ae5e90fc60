import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { signalApiRef } from '@backstage/plugin-signals-react';
import {
  DrStatusError,
  drStatusApiRef,
} from '@twinshore/plugin-dr-status-react';
import {
  FakeDrStatusApi,
  FakeSignalApi,
  aSource,
} from '@twinshore/plugin-dr-status-react/testUtils';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { SourcesPage } from './SourcesPage';

const failing = aSource({
  id: 'kubernetes:aws-dr',
  kind: 'kubernetes',
  title: 'EKS, AWS DR',
  mode: 'watch',
  state: 'failing',
  lastSuccessAt: new Date(Date.now() - 187_000).toISOString(),
  consecutiveFailures: 17,
  error: {
    kind: 'unauthorized',
    message: 'The token was refused with 401.',
    hint: 'Renew the token of twinshore-reader.',
  },
  leastPrivilege: 'get, list and watch on nodes.',
});

function show(options: { at?: string; api?: FakeDrStatusApi } = {}) {
  const api = options.api ?? new FakeDrStatusApi();
  if (!options.api) {
    api.sources = [aSource(), failing];
  }
  renderInTestApp(<SourcesPage />, {
    initialRouteEntries: [options.at ?? '/dr/sources'],
    mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    apis: [
      [drStatusApiRef, api],
      [signalApiRef, new FakeSignalApi()],
      [
        permissionApiRef,
        { authorize: async () => ({ result: AuthorizeResult.ALLOW } as any) },
      ],
    ],
  });
  return api;
}

async function rows() {
  const table = await screen.findByRole('table', { name: 'Sources' });
  return within(table).getAllByRole('row').slice(1);
}

describe('SourcesPage', () => {
  it('shows state, last answer, latency, problem and how to fix it, worst first', async () => {
    show();
    const [first, second] = await rows();
    expect(first).toHaveTextContent(
      /EKS, AWS DR.*Failing.*17 failed attempts.*3 m \d+ s ago/,
    );
    expect(first).toHaveTextContent(
      /Refuses our credentials\. The token was refused with 401\..*Renew the token/,
    );
    expect(first).toHaveTextContent('get, list and watch on nodes.');
    expect(second).toHaveTextContent(/Answering.*12 ms/);
    expect(screen.getByText(/1 of 2 answer/)).toBeVisible();
  });

  it('filters by state and words, and keeps both in the address', async () => {
    show({ at: '/dr/sources?show=failing' });
    expect(await rows()).toHaveLength(1);
    await userEvent.click(screen.getByRole('radio', { name: 'All sources' }));
    expect(await rows()).toHaveLength(2);
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Find a source' }),
      'postgresql',
    );
    await waitFor(async () => expect(await rows()).toHaveLength(1));
    await userEvent.type(screen.getByRole('searchbox'), ' nothing');
    expect(await screen.findByText('No source matches.')).toBeVisible();
  });

  it('asks a source again', async () => {
    const api = show();
    const before = (await rows()).length && api.questions.sources;
    await userEvent.click(
      await screen.findByRole('button', { name: 'Refresh now: EKS, AWS DR' }),
    );
    await waitFor(() => expect(api.refreshed).toEqual(['kubernetes:aws-dr']));
    await waitFor(() =>
      expect(api.questions.sources).toBeGreaterThan(before as number),
    );
  });

  it('says what to do when no source is configured', async () => {
    show({ api: new FakeDrStatusApi() });
    expect(
      await screen.findByRole('heading', { name: 'No source is configured' }),
    ).toBeVisible();
  });

  it('says why nothing can be shown', async () => {
    const api = new FakeDrStatusApi();
    api.error = new DrStatusError('failed', 'The database is locked.');
    show({ api });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The database is locked.',
    );
  });
});
