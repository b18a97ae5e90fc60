import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { CatalogModelSources } from '@backstage/catalog-model/alpha';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { catalogModelExtensionPoint } from '@backstage/plugin-catalog-node/alpha';
import { DiscoveryProvider } from './discovery/DiscoveryProvider';
import { readDiscoverers } from './discovery/readDiscoverers';
import { ResilienceProcessor } from './ResilienceProcessor';
import { resilienceModelLayer } from './resilienceModelLayer';

/**
 * Teaches the catalog what `spec.resilience` means, and puts beside the
 * declared entities what the real systems have.
 * @public
 */
export const catalogModuleHybridInfra = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'hybrid-infra',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        model: catalogModelExtensionPoint,
        processing: catalogProcessingExtensionPoint,
        scheduler: coreServices.scheduler,
      },
      async init(deps) {
        const { auth, catalog, config, lifecycle, logger } = deps;
        const { model, processing, scheduler } = deps;
        processing.addProcessor(new ResilienceProcessor());
        model.addModelSource(
          CatalogModelSources.static([resilienceModelLayer]),
        );
        const discoverers = readDiscoverers(config, message =>
          logger.error(`A discovery is left out: ${message}`),
        );
        const isKnown = async (scope: Entity) =>
          (await catalog.getEntityByRef(stringifyEntityRef(scope), {
            credentials: await auth.getOwnServiceCredentials(),
          })) !== undefined;
        processing.addEntityProvider(
          discoverers.map(
            discoverer =>
              new DiscoveryProvider({
                discoverer,
                logger,
                isKnown,
                runner: scheduler.createScheduledTaskRunner({
                  frequency: { seconds: discoverer.intervalSeconds },
                  timeout: { seconds: discoverer.timeoutSeconds + 10 },
                }),
              }),
          ),
        );
        lifecycle.addShutdownHook(async () => {
          await Promise.all(discoverers.map(each => each.close()));
        });
      },
    });
  },
});
