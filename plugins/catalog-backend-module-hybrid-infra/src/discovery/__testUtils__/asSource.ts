import type { Source } from '@twinshore/plugin-dr-status-node';
import type { Discoverer } from '../Discoverer';

/** A discoverer as `testMisbehaviour` takes it. */
export const asSource = (discoverer: Discoverer): Source => ({
  id: discoverer.id,
  kind: 'discovery',
  title: discoverer.title,
  entityRefs: [],
  intervalSeconds: discoverer.intervalSeconds,
  timeoutSeconds: discoverer.timeoutSeconds,
  leastPrivilege: discoverer.leastPrivilege,
  async observe({ signal }) {
    await discoverer.discover(signal);
    return [];
  },
  close: () => discoverer.close(),
});
