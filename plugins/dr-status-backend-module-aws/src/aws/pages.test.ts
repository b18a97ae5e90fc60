import { SourceFailure } from '@twinshore/plugin-dr-status-node';
import { allPages } from './pages';

const without = () => new SourceFailure('malformed', 'It has no list.');

describe('allPages', () => {
  it('reads page after page', async () => {
    const asked: unknown[] = [];
    const all = await allPages(
      async (token?: string) => {
        asked.push(token);
        return token ? { items: [3], next: '' } : { items: [1, 2], next: 'b' };
      },
      answer => answer,
      without,
    );
    expect(all).toEqual([1, 2, 3]);
    expect(asked).toEqual([undefined, 'b']);
  });

  it('does not take a page without its list for an empty one', async () => {
    await expect(
      allPages(
        async () => ({}),
        () => ({ items: undefined }),
        without,
      ),
    ).rejects.toThrow('It has no list.');
  });

  it('gives up a list that goes round in a circle', async () => {
    await expect(
      allPages(
        async () => ({ items: [1], next: 'again' }),
        answer => answer,
        without,
      ),
    ).rejects.toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining('does not end'),
    });
  });
});
