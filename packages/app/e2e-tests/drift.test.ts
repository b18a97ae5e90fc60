import { expect, test } from './portal';
import { sandbox } from './sandbox';

test.describe('drift', () => {
  test.afterEach(() => sandbox.clear());

  test('shows a workload that nobody declares, and that it is gone again', async ({
    portal,
  }) => {
    await portal.goto('/estate/drift');
    const main = portal.getByRole('main');
    await expect(
      main.getByRole('heading', { name: /What is declared is what is there/ }),
    ).toBeVisible();
    // A list that was read, with its age.
    await expect(
      main.getByRole('row').filter({ hasText: 'RDS instances in eu-west-1' }),
    ).toContainText(/ago|just now/);

    await sandbox.inject('add-undeclared', 'aws-dr');

    const found = main.getByRole('table', { name: /declared by nobody/ });
    await expect(found.getByText('mis/forgotten')).toBeVisible({
      timeout: 60_000,
    });
    await expect(
      main.getByRole('heading', { name: /more than is declared/ }),
    ).toBeVisible();
    await found.getByRole('link', { name: 'mis/forgotten' }).click();
    await expect(portal).toHaveURL(/catalog\/discovered\/resource/);

    await portal.goBack();
    await sandbox.clear();
    await expect(
      main.getByRole('heading', { name: /What is declared is what is there/ }),
    ).toBeVisible({ timeout: 60_000 });
  });
});
