import { renderInTestApp } from '@backstage/frontend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { screen, waitFor } from '@testing-library/react';
import { drStatusApiRef } from '../api/DrStatusApi';
import { FakeDrStatusApi, aSource } from '../testUtils';
import { RefreshSourceButton } from './RefreshSourceButton';

// In a file of its own, because the permission's answer is cached for the life
// of the page; those who may refresh are in PostureDrawer.test.tsx.
describe('RefreshSourceButton', () => {
  it('is not there for those who may not refresh', async () => {
    const authorize = jest
      .fn()
      .mockResolvedValue({ result: AuthorizeResult.DENY });
    renderInTestApp(
      <>
        <p>beside it</p>
        <RefreshSourceButton source={aSource()} />
      </>,
      {
        apis: [
          [drStatusApiRef, new FakeDrStatusApi()],
          [permissionApiRef, { authorize }],
        ],
      },
    );
    expect(await screen.findByText('beside it')).toBeInTheDocument();
    await waitFor(() =>
      expect(authorize).toHaveBeenCalledWith(
        expect.objectContaining({
          permission: expect.objectContaining({
            name: 'dr-status.source.refresh',
          }),
        }),
      ),
    );
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });
});
