import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  createMockDirectory,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { AlphaEntity } from '@backstage/catalog-model/alpha';
import catalogPlugin, {
  CATALOG_ERRORS_TOPIC,
} from '@backstage/plugin-catalog-backend';
import catalogModuleScaffolderEntityModel from '@backstage/plugin-catalog-backend-module-scaffolder-entity-model';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { EstateModel } from '@twinshore/plugin-hybrid-infra-common';
import {
  ENTRY_POINT,
  declaredEntities,
} from './__testUtils__/declaredEntities';
import catalogModuleHybridInfra from './index';

jest.setTimeout(120_000);

interface ProcessingError {
  entity: string;
  message: string;
}

/** A real catalog over one location file, and every processing error it reports. */
async function startCatalog(target: string) {
  const errors: ProcessingError[] = [];
  const listener = createBackendModule({
    pluginId: 'catalog',
    moduleId: 'error-listener',
    register(env) {
      env.registerInit({
        deps: { events: eventsServiceRef },
        async init({ events }) {
          await events.subscribe({
            id: 'error-listener',
            topics: [CATALOG_ERRORS_TOPIC],
            async onEvent({ eventPayload }) {
              const payload = eventPayload as {
                entity: string;
                errors: Error[];
              };
              for (const { message } of payload.errors) {
                errors.push({ entity: payload.entity, message });
              }
            },
          });
        },
      });
    },
  });
  const { server } = await startTestBackend({
    features: [
      catalogPlugin,
      catalogModuleScaffolderEntityModel,
      catalogModuleHybridInfra,
      listener,
      mockServices.rootConfig.factory({
        data: {
          backend: { baseUrl: 'http://127.0.0.1:0' },
          catalog: {
            processingInterval: { seconds: 1 },
            rules: [
              {
                allow: [
                  'Domain',
                  'System',
                  'Component',
                  'API',
                  'Resource',
                  'Group',
                  'User',
                  'Location',
                  'Template',
                ],
              },
            ],
            locations: [{ type: 'file', target }],
          },
        },
      }),
    ],
  });
  const url = `http://127.0.0.1:${server.port()}/api/catalog`;
  const entities = async () => {
    const response = await fetch(`${url}/entities`);
    const list = (await response.json()) as AlphaEntity[];
    return new Map(list.map(entity => [stringifyEntityRef(entity), entity]));
  };
  return { url, entities, errors };
}

/** Asks again until the answer is empty, and gives the last one. */
async function untilEmpty<T>(
  ask: () => Promise<T[]>,
  withinMs = 60_000,
): Promise<T[]> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const left = await ask();
    if (left.length === 0 || Date.now() > deadline) {
      return left;
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

const entityYaml = (name: string, resilience: string) => `---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata:
  name: ${name}
spec:
  type: database
  owner: dbas
  resilience:
${resilience
  .split('\n')
  .map(line => `    ${line}`)
  .join('\n')}
`;

describe('the catalog with this module', () => {
  it('ingests the whole estate without an error and relates it both ways', async () => {
    const declared = declaredEntities();
    const estate = EstateModel.fromEntities(declared);
    const { entities, errors } = await startCatalog(ENTRY_POINT);

    const unrelated = async () => {
      const found = await entities();
      return [
        ...declared
          .map(entity => stringifyEntityRef(entity))
          .filter(ref => !found.has(ref)),
        ...[...estate.entities.keys()].flatMap(ref =>
          Object.entries(estate.neighbours(ref)).flatMap(([type, targets]) =>
            (targets as string[])
              .filter(
                target =>
                  !found
                    .get(ref)
                    ?.relations?.some(
                      relation =>
                        relation.type === type && relation.targetRef === target,
                    ),
              )
              .map(target => `${ref} ${type} ${target}`),
          ),
        ),
      ];
    };
    expect(await untilEmpty(unrelated)).toEqual([]);
    expect(errors).toEqual([]);
  });

  describe('over a malformed block', () => {
    const folder = createMockDirectory();
    const good = entityYaml('good', 'site: here\nfailsOverTo: [other]');
    const other = entityYaml('other', 'site: there');
    const broken = entityYaml(
      'broken',
      "site: here\ncidrs: [10.0.0.0/24, '10.0.1.5/24']",
    );

    it('reports one clear error on that entity and keeps the others', async () => {
      folder.setContent({ 'estate.yaml': `${good}${broken}${other}` });
      const { entities, errors, url } = await startCatalog(
        folder.resolve('estate.yaml'),
      );
      const missing = async () => {
        const found = await entities();
        return [
          ...['resource:default/good', 'resource:default/other'].filter(
            ref => !found.has(ref),
          ),
          ...(found
            .get('resource:default/other')
            ?.relations?.some(({ type }) => type === 'failoverFor')
            ? []
            : ['the relation back']),
          ...(errors.length > 0 ? [] : ['the error']),
        ];
      };
      expect(await untilEmpty(missing)).toEqual([]);
      expect(new Set(errors.map(error => JSON.stringify(error)))).toEqual(
        new Set([
          JSON.stringify({
            entity: 'resource:default/broken',
            message:
              "spec.resilience.cidrs[1]: '10.0.1.5/24' has host bits set; did you mean 10.0.1.0/24",
          }),
        ]),
      );

      const validation = await fetch(`${url}/validate-entity`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          location: 'url:http://127.0.0.1/entity.yaml',
          entity: {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Resource',
            metadata: { name: 'checked' },
            spec: {
              type: 'database',
              owner: 'dbas',
              resilience: { site: 'here', tier: 'dta' },
            },
          },
        }),
      });
      expect(validation.status).toBe(400);
      expect(await validation.text()).toContain('did you mean data');
    });

    it('keeps the last good version when a block breaks, and shows the error on it', async () => {
      folder.setContent({ 'estate.yaml': `${good}${other}` });
      const { entities } = await startCatalog(folder.resolve('estate.yaml'));
      const ref = 'resource:default/good';
      expect(
        await untilEmpty(async () =>
          (await entities()).get(ref)?.relations?.length ? [] : [ref],
        ),
      ).toEqual([]);

      folder.setContent({
        'estate.yaml': `${entityYaml(
          'good',
          'site: here\nfailsOverto: [other]',
        )}${other}`,
      });
      const status = async () =>
        (await entities()).get(ref)?.status?.items ?? [];
      expect(
        await untilEmpty(async () =>
          (await status()).length > 0 ? [] : ['the error on the entity'],
        ),
      ).toEqual([]);
      expect(await status()).toEqual([
        expect.objectContaining({
          level: 'error',
          message: expect.stringContaining(
            'spec.resilience.failsOverto is not a known field; did you mean failsOverTo',
          ),
        }),
      ]);
      expect((await entities()).get(ref)?.relations).toEqual(
        expect.arrayContaining([
          { type: 'failsOverTo', targetRef: 'resource:default/other' },
        ]),
      );
    });
  });
});
