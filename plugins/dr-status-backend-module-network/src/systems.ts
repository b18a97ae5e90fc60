import {
  systemFamily,
  type Check,
  type SystemKind,
} from '@twinshore/plugin-dr-status-node';
import { asa, fdm, fmc } from './cisco';
import { f5 } from './f5';
import { tls } from './tls';

/** All that can be asked; each is a folder of its own. */
export const networkSystems: SystemKind[] = [f5, fdm, fmc, asa, tls];

/** The items of `drStatus.sources.network`. */
export const networkFamily = systemFamily({
  family: 'network',
  systems: networkSystems,
  defaults: { intervalSeconds: 30, timeoutSeconds: 10 },
});

/** All rules over what they say. */
export const networkChecks: Check[] = networkSystems.flatMap(
  ({ checks }) => checks,
);
