import { expect, test } from './portal';

test('from the DR site one walks to its replica, the primary database and the link it depends on', async ({
  portal,
}) => {
  const main = portal.getByRole('main');
  const follow = async (name: string) => {
    await main.getByRole('link', { name, exact: true }).first().click();
    await expect(main.getByRole('heading', { level: 2 }).first()).toHaveText(
      name,
    );
  };

  await portal.goto('/catalog/default/resource/aws-dr');
  await expect(
    main.getByRole('heading', { name: 'AWS DR', exact: true }).first(),
  ).toBeVisible();
  await portal.goto('/catalog/default/resource/rds-replica-aws-dr');
  await follow('RDS PostgreSQL, AWS primary');
  await follow('PostgreSQL on-premises primary');
});

test('the Kubernetes tab shows a workload in all three clusters', async ({
  portal,
}) => {
  await portal.goto('/catalog/default/component/fastapi-backend/kubernetes');
  const main = portal.getByRole('main');
  for (const cluster of ['On-premises', 'AWS primary', 'AWS DR']) {
    const section = main.getByRole('button', { name: `${cluster} Cluster` });
    await expect(section).toBeVisible({ timeout: 30_000 });
    await expect(section).toContainText(/\d+ pods/);
  }
});
