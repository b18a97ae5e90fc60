import {
  readHttpAccess,
  type SystemKind,
} from '@twinshore/plugin-dr-status-node';
import { ArgoCdSource } from './ArgoCdSource';

/** An Argo CD by its own API; the rules stand with those of Kubernetes. */
export const argocd: SystemKind = {
  id: 'argocd',
  title: 'Argo CD',
  checks: [],
  create: (settings, item) => {
    const access = readHttpAccess(item, settings.key);
    if (access.token === undefined) {
      throw new Error(
        `Missing required config value at '${settings.key}.token': a token of an account of this Argo CD`,
      );
    }
    return new ArgoCdSource(settings, {
      access,
      projects: item.getOptionalStringArray('projects'),
    });
  },
};
