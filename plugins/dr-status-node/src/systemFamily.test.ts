import { ConfigReader } from '@backstage/config';
import { addConfiguredSources } from './configuredSources';
import { systemFamily } from './systemFamily';

const family = systemFamily({
  family: 'shelf',
  defaults: { intervalSeconds: 30, timeoutSeconds: 5 },
  systems: ['cup', 'plate'].map(id => ({
    id,
    title: id.toUpperCase(),
    checks: [],
    create: settings => ({
      ...settings,
      leastPrivilege: '',
      observe: async () => [],
    }),
  })),
});

function read(...items: object[]) {
  const said: unknown[] = [];
  addConfiguredSources(
    new ConfigReader({ drStatus: { sources: { shelf: items } } } as any),
    {
      addSource: ({ id, title }) => said.push([id, title]),
      addMisconfigured: ({ id, message }) => said.push([id, message]),
    },
    family,
  );
  return said;
}

describe('systemFamily', () => {
  it('builds the kind that an item names, and goes on after a wrong one', () => {
    expect(
      read(
        { name: 'a', system: 'cup', entityRef: 'x' },
        { name: 'b', system: 'fork', entityRef: 'x' },
        { name: 'c', entityRef: 'x' },
        { name: 'a', system: 'plate', entityRef: 'x' },
      ),
    ).toEqual([
      ['cup:a', 'CUP a'],
      ['shelf:b', expect.stringMatching(/shelf\[1\]\.system.*cup, plate/)],
      ['shelf:#2', expect.stringContaining('system')],
      ['plate:a', 'PLATE a'],
    ]);
  });
});
