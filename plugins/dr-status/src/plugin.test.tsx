import { renderTestApp } from '@backstage/frontend-test-utils';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { drStatusApiRef } from '@twinshore/plugin-dr-status-react';
import {
  FakeDrStatusApi,
  FakeSignalApi,
  aSource,
} from '@twinshore/plugin-dr-status-react/testUtils';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { plugin } from './plugin';

function open(at: string) {
  const api = new FakeDrStatusApi();
  api.sources = [aSource()];
  renderTestApp({
    features: [plugin],
    initialRouteEntries: [at],
    apis: [
      [drStatusApiRef, api],
      [signalApiRef, new FakeSignalApi()],
    ],
  });
}

describe('the plugin', () => {
  it('has the readiness page at /dr itself and the sources as its tab', async () => {
    open('/dr');
    expect(
      await screen.findByRole('heading', { name: 'Could we fail over now?' }),
    ).toBeVisible();
    expect(screen.getByRole('tab', { name: 'Readiness' })).toHaveAttribute(
      'aria-selected',
      'true',
    );
    await userEvent.click(screen.getByRole('tab', { name: 'Sources' }));
    expect(
      await screen.findByRole('table', { name: 'Sources' }),
    ).toBeInTheDocument();
  });

  it('keeps the query of a shared link', async () => {
    open('/dr?site=aws-dr&tier=data');
    expect(
      await screen.findByRole('region', { name: 'AWS DR · data' }),
    ).toBeInTheDocument();
  });
});
