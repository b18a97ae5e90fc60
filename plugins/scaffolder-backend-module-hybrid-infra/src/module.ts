import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createCheckAction } from './actions/checkAction';
import { createCheckoutAction } from './actions/checkoutAction';
import { createPlanDrTwinAction } from './actions/planDrTwinAction';
import { createPublishAction } from './actions/publishAction';
import { createRenderDrTwinAction } from './actions/renderDrTwinAction';
import { readChangeRepository } from './change/configuration';

/**
 * Actions that plan, render, check and publish changes of the estate.
 * @public
 */
export const scaffolderModuleHybridInfra = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'hybrid-infra',
  register(env) {
    env.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        logger: coreServices.logger,
      },
      async init({ actions, catalog, config, logger }) {
        const repository = readChangeRepository(config);
        if (!repository) {
          logger.info(
            'twinshore.changes.git is not configured: the actions that publish changes are left out.',
          );
          return;
        }
        actions.addActions(
          createPlanDrTwinAction(catalog),
          createCheckoutAction(repository),
          createRenderDrTwinAction(repository),
          createCheckAction(catalog),
          createPublishAction(repository),
        );
      },
    });
  },
});
