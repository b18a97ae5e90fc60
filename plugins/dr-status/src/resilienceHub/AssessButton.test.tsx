import { renderInTestApp } from '@backstage/frontend-test-utils';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { drStatusApiRef } from '@twinshore/plugin-dr-status-react';
import { FakeDrStatusApi } from '@twinshore/plugin-dr-status-react/testUtils';
import { screen, waitFor } from '@testing-library/react';
import { AssessButton } from './AssessButton';
import { resilienceHubApiRef } from './api/ResilienceHubClient';
import {
  anApp,
  anAssessment,
  FakeResilienceHubApi,
  permissionsBut,
} from './__testUtils__/hub';

// In a file of its own, because the permission's answer is cached for the life
// of the page.
describe('AssessButton', () => {
  it('is not there for those who may not assess, who see the progress all the same', async () => {
    const permissions = permissionsBut('dr-status.resilience-hub.assess');
    const authorize = jest.fn(permissions.authorize);
    renderInTestApp(
      <AssessButton
        app={anApp({
          newest: anAssessment('2', 0, { status: 'in-progress' }),
        })}
        onStarted={() => {}}
      />,
      {
        apis: [
          [resilienceHubApiRef, new FakeResilienceHubApi()],
          [drStatusApiRef, new FakeDrStatusApi()],
          [permissionApiRef, { authorize }],
        ],
      },
    );
    expect(
      await screen.findByRole('progressbar', { name: 'Assessment of orders' }),
    ).toHaveAttribute('aria-valuetext', 'Assessing');
    await waitFor(() => expect(authorize).toHaveBeenCalled());
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });
});
