import { createBackendModule } from '@backstage/backend-plugin-api';
import { CatalogModelSources } from '@backstage/catalog-model/alpha';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { catalogModelExtensionPoint } from '@backstage/plugin-catalog-node/alpha';
import { ResilienceProcessor } from './ResilienceProcessor';
import { resilienceModelLayer } from './resilienceModelLayer';

/**
 * Teaches the catalog what `spec.resilience` means.
 * @public
 */
export const catalogModuleHybridInfra = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'hybrid-infra',
  register(env) {
    env.registerInit({
      deps: {
        processing: catalogProcessingExtensionPoint,
        model: catalogModelExtensionPoint,
      },
      async init({ processing, model }) {
        processing.addProcessor(new ResilienceProcessor());
        model.addModelSource(
          CatalogModelSources.static([resilienceModelLayer]),
        );
      },
    });
  },
});
