import {
  systemFamily,
  type Check,
  type SystemKind,
} from '@twinshore/plugin-dr-status-node';

/** All that can be asked; each is a folder of its own. */
export const deliverySystems: SystemKind[] = [];

/** The items of `drStatus.sources.delivery`. */
export const deliveryFamily = systemFamily({
  family: 'delivery',
  systems: deliverySystems,
  defaults: { intervalSeconds: 30, timeoutSeconds: 10 },
});

/** All rules over what they say. */
export const deliveryChecks: Check[] = deliverySystems.flatMap(
  ({ checks }) => checks,
);
