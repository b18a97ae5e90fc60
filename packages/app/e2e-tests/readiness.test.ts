import { blockers, expect, headline, test } from './portal';
import { sandbox } from './sandbox';

const PRIMARY = 'PostgreSQL on-premises primary';

test.describe('the readiness page', () => {
  test.afterEach(() => sandbox.clear());

  test('shows the death of a database with evidence and owner, and its return, without a reload', async ({
    portal,
  }) => {
    await portal.goto('/dr');
    await expect(headline(portal)).toContainText('Yes');
    await expect(blockers(portal).getByText(PRIMARY)).toHaveCount(0);
    // A mark that a reload would wipe.
    await portal.evaluate(() => {
      (window as any).neverReloaded = true;
    });

    await sandbox.inject('kill-database', 'postgresql-on-prem-primary');

    await expect(headline(portal)).toContainText('No');
    const breach = blockers(portal)
      .getByRole('listitem')
      .filter({ hasText: 'Primary accepts writes' })
      .first();
    await expect(breach).toContainText('Breached');
    await expect(breach).toContainText(`${PRIMARY} is down`);
    await expect(
      breach.getByRole('link', { name: 'Database engineering' }),
    ).toBeVisible();

    // The evidence stands behind the entry.
    await breach.getByRole('link', { name: PRIMARY }).click();
    const drawer = portal.getByRole('dialog');
    await expect(drawer).toContainText(/cannot be reached/);
    await expect(drawer).toContainText(/WAL receiver/i);
    await expect(portal).toHaveURL(/entity=resource/);
    await portal.keyboard.press('Escape');
    await expect(drawer).toBeHidden();

    await sandbox.clear();

    await expect(headline(portal)).toContainText('Yes', { timeout: 60_000 });
    await expect(blockers(portal).getByText(PRIMARY)).toHaveCount(0);
    expect(await portal.evaluate(() => (window as any).neverReloaded)).toBe(
      true,
    );
  });

  test('shows what a hung source speaks for as unknown with its age, and the rest live', async ({
    portal,
  }) => {
    await portal.goto('/dr/sources');
    const hung = portal
      .getByRole('row')
      .filter({ hasText: 'postgresql:postgresql-on-prem-standby' });
    const other = portal
      .getByRole('row')
      .filter({ hasText: 'postgresql:rds-replica-aws-dr' });
    await expect(hung).toContainText('Answering');

    await sandbox.inject('hang-database', 'postgresql-on-prem-standby');

    await expect(hung).toContainText(/timed out|within|no answer/i);
    await expect(other).not.toContainText(/timed out|unreachable/i);

    await portal.goto(
      '/catalog/default/resource/postgresql-on-prem-standby/posture',
    );
    const posture = portal.getByRole('main');
    await expect(posture.getByText('Unknown').first()).toBeVisible();
    await expect(posture).toContainText(/ago/);

    // Its neighbour at the end of the chain goes on being measured.
    await portal.goto('/catalog/default/resource/rds-replica-aws-dr/posture');
    await expect(portal.getByRole('main')).toContainText('Met');
    await expect(
      portal
        .getByRole('main')
        .getByText(/just now|\b[0-9] s ago/)
        .first(),
    ).toBeVisible();
  });
});
