import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './portal';

const PAGES = [
  { name: 'home', path: '/', shows: /readiness/i },
  { name: 'readiness', path: '/dr', shows: /could we fail over now/i },
  { name: 'sources', path: '/dr/sources', shows: /PostgreSQL rds-replica/ },
  {
    name: 'Resilience Hub',
    path: '/dr/resilience-hub',
    shows: /mis-aws-primary/,
  },
  { name: 'estate map', path: '/estate', shows: /AWS primary/ },
  { name: 'drift', path: '/estate/drift', shows: /declared and found/ },
  {
    name: 'posture tab',
    path: '/catalog/default/resource/rds-replica-aws-dr/posture',
    shows: /heartbeat/i,
  },
];

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });
    for (const { name, path, shows } of PAGES) {
      test(`${name} is accessible, wide and narrow`, async ({ portal }) => {
        await portal.goto(path);
        await expect(
          portal.getByRole('main').getByText(shows).first(),
        ).toBeVisible();
        for (const width of [1440, 390]) {
          await portal.setViewportSize({ width, height: 844 });
          const { violations } = await new AxeBuilder({ page: portal })
            .include('main')
            .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
            .analyze();
          expect(
            violations.map(({ id, nodes }) => ({
              id,
              nodes: nodes.map(({ html }) => html.slice(0, 160)),
            })),
            `${name} at ${width} px`,
          ).toEqual([]);
          const overflow = await portal.evaluate(
            () =>
              document.documentElement.scrollWidth -
              document.documentElement.clientWidth,
          );
          expect(
            overflow,
            `sideways scroll at ${width} px`,
          ).toBeLessThanOrEqual(0);
        }
      });
    }
  });
}
