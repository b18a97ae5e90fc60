import { ConfigReader } from '@backstage/config';
import { addConfiguredSources } from './configuredSources';
import type { DrStatusSourcesExtensionPoint } from './extensions';
import type { Source } from './source';

function add(postgresql: unknown) {
  const sources: Source[] = [];
  const misconfigured: Parameters<
    DrStatusSourcesExtensionPoint['addMisconfigured']
  >[0][] = [];
  addConfiguredSources(
    new ConfigReader({ drStatus: { sources: { postgresql } } } as any),
    {
      addSource: (...added) => sources.push(...added),
      addMisconfigured: added => misconfigured.push(added),
    },
    {
      family: 'postgresql',
      kind: 'postgresql',
      title: ({ name }) => `PostgreSQL ${name}`,
      defaults: { intervalSeconds: 2, timeoutSeconds: 3 },
      create: (settings, item) => ({
        ...settings,
        leastPrivilege: item.getString('connection.host'),
        observe: async () => [],
      }),
    },
  );
  return { sources, misconfigured };
}

const good = {
  name: 'a',
  entityRef: 'Resource:Default/DB-a',
  connection: { host: 'x' },
};

describe('addConfiguredSources', () => {
  it('reads what all sources have, with defaults', () => {
    const { sources, misconfigured } = add([
      good,
      {
        ...good,
        name: 'b',
        entityRef: undefined,
        entityRefs: ['db-b', 'system:other/c'],
        interval: { minutes: 1 },
        timeout: 1.5,
      },
    ]);
    expect(misconfigured).toEqual([]);
    expect(sources).toEqual([
      expect.objectContaining({
        id: 'postgresql:a',
        title: 'PostgreSQL a',
        entityRefs: ['resource:default/db-a'],
        intervalSeconds: 2,
        timeoutSeconds: 3,
      }),
      expect.objectContaining({
        id: 'postgresql:b',
        entityRefs: ['resource:default/db-b', 'system:other/c'],
        intervalSeconds: 60,
        timeoutSeconds: 1.5,
      }),
    ]);
  });

  it.each([
    [
      { ...good, connection: {} },
      'postgresql:a',
      'drStatus.sources.postgresql[1].connection.host',
    ],
    [
      { ...good, name: undefined },
      'postgresql:#1',
      'drStatus.sources.postgresql[1].name',
    ],
    [
      { ...good, entityRef: undefined },
      'postgresql:a',
      'drStatus.sources.postgresql[1].entityRef',
    ],
    [
      { ...good, entityRef: ':x' },
      'postgresql:a',
      'drStatus.sources.postgresql[1].entityRef',
    ],
    [
      { ...good, interval: 0 },
      'postgresql:a',
      'drStatus.sources.postgresql[1].interval',
    ],
    [
      { ...good, timeout: 'soon' },
      'postgresql:a',
      'drStatus.sources.postgresql[1].timeout',
    ],
    [
      { ...good, name: 'first' },
      'postgresql:first#1',
      'drStatus.sources.postgresql[1].name',
    ],
  ])('names the key to fix and starts the rest: %j', (item, id, key) => {
    const { sources, misconfigured } = add([
      { ...good, name: 'first' },
      item,
      { ...good, name: 'last' },
    ]);
    expect(sources.map(source => source.id)).toEqual([
      'postgresql:first',
      'postgresql:last',
    ]);
    expect(misconfigured).toEqual([
      expect.objectContaining({
        id,
        kind: 'postgresql',
        message: expect.stringContaining(key),
      }),
    ]);
  });

  it('reports a list that is none', () => {
    expect(add({ name: 'a' }).misconfigured).toEqual([
      expect.objectContaining({
        message: expect.stringContaining('drStatus.sources.postgresql'),
      }),
    ]);
  });
});
