import {
  compileCatalogModel,
  defaultCatalogEntityModel,
} from '@backstage/catalog-model/alpha';
import { resilienceModelLayer } from './resilienceModelLayer';

it("adds the estate's relations and annotations to the default model", () => {
  const model = compileCatalogModel([
    defaultCatalogEntityModel,
    resilienceModelLayer,
  ]);
  expect(model.listRelations().map(relation => relation.forward.type)).toEqual(
    expect.arrayContaining([
      'dependsOn',
      'locatedIn',
      'replicatesTo',
      'failsOverTo',
    ]),
  );
  expect(model.getMetadata().annotations.map(({ name }) => name)).toContain(
    'twinshore.io/design',
  );
});
