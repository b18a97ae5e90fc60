import { expect, test as base, type Page } from '@playwright/test';

/**
 * A page of someone who has signed in to the sandbox. The test fails when the
 * browser's console shows an error or warning.
 */
export const test = base.extend<{ portal: Page }>({
  portal: async ({ page }, provide) => {
    const complaints: string[] = [];
    page.on('console', message => {
      if (['error', 'warning'].includes(message.type())) {
        complaints.push(`${message.type()}: ${message.text()}`);
      }
    });
    page.on('pageerror', error => complaints.push(`thrown: ${error.message}`));
    await signIn(page);
    await provide(page);
    expect(complaints, 'complaints in the browser’s console').toEqual([]);
  },
});

export { expect };

export async function signIn(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: /enter/i }).click();
  await expect(
    page.getByRole('link', { name: 'Readiness', exact: true }),
  ).toBeVisible();
}

/** The one-word answer of the readiness page. */
export function headline(page: Page) {
  return page.getByRole('region', { name: 'Could we fail over now?' });
}

/** What stands in the way of a fail-over. */
export function blockers(page: Page) {
  return page.getByRole('region', { name: 'What blocks us' });
}
