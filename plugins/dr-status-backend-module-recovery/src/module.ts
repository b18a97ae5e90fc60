import { createBackendModule } from '@backstage/backend-plugin-api';
import { drStatusChecksExtensionPoint } from '@twinshore/plugin-dr-status-node';
import { recoveryChecks } from './checks';

/** Adds the rules over the recovery itself to the DR status backend. @public */
export const drStatusModuleRecovery = createBackendModule({
  pluginId: 'dr-status',
  moduleId: 'recovery',
  register(env) {
    env.registerInit({
      deps: { checks: drStatusChecksExtensionPoint },
      async init({ checks }) {
        checks.addCheck(...recoveryChecks);
      },
    });
  },
});
