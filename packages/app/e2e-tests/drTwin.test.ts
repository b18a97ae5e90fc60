import type { Locator, Page } from '@playwright/test';
import { expect, test } from './portal';

/** Goes on to the step with this field; a click before the form is ready is lost. */
async function goOn(page: Page, to: Locator): Promise<void> {
  await expect(async () => {
    if (!(await to.isVisible())) {
      await page.getByRole('button', { name: 'Next' }).click();
    }
    await expect(to).toBeVisible({ timeout: 2000 });
  }).toPass({ timeout: 30_000 });
}

test('a DR twin goes from form to commit with its proof', async ({
  portal,
}) => {
  await portal.goto('/create/templates/default/dr-twin');
  // The stock form has no landmark of its own.
  const main = portal.locator('body');

  await main.getByRole('textbox', { name: 'Workload' }).fill('fastapi');
  await portal
    .getByRole('option', { name: /fastapi backend/i })
    .first()
    .click();
  const name = main.getByLabel(/name of the twin/i);
  await goOn(portal, name);

  await name.fill('browser-twin');
  await goOn(portal, main.getByLabel(/replicas in warm standby/i));
  await main.getByRole('button', { name: 'Review' }).click();
  await main.getByRole('button', { name: 'Create' }).click();

  const commit = main.getByRole('link', { name: /^Commit [0-9a-f]{8}/ });
  await expect(commit).toBeVisible({ timeout: 60_000 });
  await expect(main.getByText('Addresses collide with nothing')).toBeVisible();

  const reply = await portal.request.get(
    (await commit.getAttribute('href')) ?? '',
  );
  const page = await reply.text();
  expect(page).toContain(
    'Add DR twin browser-twin of fastapi-backend on aws-dr',
  );
  expect(page).toContain('terraform/sites/aws-dr/browser-twin/main.tf');
});

test('a block that is taken is refused, and nothing is published', async ({
  portal,
}) => {
  const form = encodeURIComponent(
    JSON.stringify({
      workload: 'component:default/fastapi-backend',
      name: 'refused-twin',
      cidr: '10.2.1.0/24',
    }),
  );
  await portal.goto(`/create/templates/default/dr-twin?formData=${form}`);
  const main = portal.locator('body');
  await goOn(portal, main.getByLabel(/name of the twin/i));
  await goOn(portal, main.getByLabel(/replicas in warm standby/i));
  await main.getByRole('button', { name: 'Review' }).click();
  await main.getByRole('button', { name: 'Create' }).click();
  await expect(
    main.getByText(/cidr: 10\.2\.1\.0\/24 overlaps/).first(),
  ).toBeVisible({ timeout: 60_000 });
  await expect(main.getByRole('link', { name: /^Commit / })).toHaveCount(0);
});
