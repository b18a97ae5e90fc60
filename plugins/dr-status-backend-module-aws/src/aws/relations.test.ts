import { SourceFailure } from '@twinshore/plugin-dr-status-node';
import { testCheckContext } from '@twinshore/plugin-dr-status-node/testUtils';
import { entity } from '../testing/estate';
import { allPages } from './pages';
import { containersOf, dependenciesOf, failingOverTo } from './relations';

const inside = (name: string, locatedIn?: string, more: object = {}) =>
  entity(name, 'box', {
    site: 'here',
    ...(locatedIn && { locatedIn }),
    ...more,
  });
const a = inside('a', 'resource:b');
const b = inside('b', 'resource:c', { failsOverTo: ['resource:A'] });
// Declared in a circle, as a catalog may be by mistake.
const c = inside('c', 'resource:b');
const lost = inside('lost', 'resource:nowhere');
const leaning = {
  ...inside('leaning'),
  spec: { type: 'box', dependsOn: ['resource:a', 'b', ':::', 'resource:none'] },
};
const estate = testCheckContext({ entity: a, entities: [b, c, lost, leaning] });
const names = (entities: Array<{ metadata: { name: string } }>) =>
  entities.map(({ metadata }) => metadata.name);

describe('relations', () => {
  it('follows where something is located, even in a circle', () => {
    expect(names(containersOf(estate, a))).toEqual(['b', 'c']);
    expect(containersOf(estate, lost)).toEqual([]);
  });

  it('reads dependencies that are declared, in whatever form', () => {
    expect(names(dependenciesOf(estate, leaning))).toEqual(['a', 'b']);
    expect(dependenciesOf(estate, a)).toEqual([]);
  });

  it('finds what fails over to something of its kind', () => {
    expect(names(failingOverTo(estate, a))).toEqual(['b']);
    expect(failingOverTo(estate, b)).toEqual([]);
  });
});

describe('allPages', () => {
  const without = () => new SourceFailure('malformed', 'without');
  it('asks until there is no more', async () => {
    const asked: Array<string | undefined> = [];
    const pages: Record<string, { items: number[]; next?: string }> = {
      '': { items: [1, 2], next: 'x' },
      x: { items: [], next: 'y' },
      y: { items: [3], next: '' },
    };
    await expect(
      allPages<{ items: number[]; next?: string }, number>(
        async token => {
          asked.push(token);
          return pages[token ?? ''];
        },
        page => page,
        without,
      ),
    ).resolves.toEqual([1, 2, 3]);
    expect(asked).toEqual([undefined, 'x', 'y']);
  });

  it('does not take a page without its list for an empty one', async () => {
    await expect(
      allPages(
        async () => undefined,
        () => ({ items: undefined }),
        without,
      ),
    ).rejects.toThrow('without');
  });
});
