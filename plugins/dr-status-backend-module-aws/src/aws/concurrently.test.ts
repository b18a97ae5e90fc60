import { concurrently } from './concurrently';

describe('concurrently', () => {
  it('keeps the order, and does no more at once than it may', async () => {
    let running = 0;
    let most = 0;
    const results = await concurrently([5, 1, 4, 2, 3], 2, async turns => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < turns; turn++) {
        await Promise.resolve();
      }
      running -= 1;
      return turns * 10;
    });
    expect(results).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(2);
    expect(await concurrently([], 2, async () => 1)).toEqual([]);
  });

  it('begins nothing more after a failure', async () => {
    const begun: number[] = [];
    await expect(
      concurrently([1, 2, 3, 4, 5, 6], 2, async item => {
        begun.push(item);
        await Promise.resolve();
        if (item === 1) {
          throw new Error('no');
        }
        await Promise.resolve();
      }),
    ).rejects.toThrow('no');
    await new Promise(resolve => setImmediate(resolve));
    expect(begun).toEqual([1, 2]);
  });
});
