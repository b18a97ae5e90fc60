import {
  ARGO_APPLICATIONS,
  type ArgoApplication,
} from '@twinshore/plugin-dr-status-node';
import { ago } from './estate';

export const [OLD, NEW] = ['a'.repeat(40), 'b'.repeat(40)];
/** An application that is as it should be. */
const APPLICATION: ArgoApplication = {
  id: 'api',
  namespace: 'argocd',
  name: 'api',
  sync: 'Synced',
  health: 'Healthy',
  healthSince: ago(9000),
  comparedRevision: NEW,
  deployedRevision: NEW,
  images: ['harbor.here/mis/api:1'],
  reconciledAt: ago(60),
  conditions: [],
  operation: 'Succeeded',
};

/** The applications of an Argo CD, each with what differs. */
export const list = (...changes: Array<Partial<ArgoApplication>>) => ({
  [ARGO_APPLICATIONS]: changes.map(change => ({ ...APPLICATION, ...change })),
});
