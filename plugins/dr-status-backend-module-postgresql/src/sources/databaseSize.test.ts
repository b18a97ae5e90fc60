import { readDatabaseSize } from './databaseSize';
import type { Session } from './session';

describe('readDatabaseSize', () => {
  const answering = (answer: () => Promise<unknown>) =>
    ({ queryAll: answer } as unknown as Session);
  const refusing = (code: string) =>
    answering(() => Promise.reject(Object.assign(new Error('no'), { code })));

  it('reads the size', async () => {
    const answer = [{ rows: [] }, { rows: [{ bytes: 8e6 }] }];
    expect(await readDatabaseSize(answering(async () => answer))).toEqual([
      { signal: 'postgresql.database.sizeBytes', value: 8e6 },
    ]);
  });

  it.each(['57014', '42501'])('leaves it out on %s', async code => {
    expect(await readDatabaseSize(refusing(code))).toEqual([]);
  });

  it('fails on anything else', async () => {
    await expect(readDatabaseSize(refusing('57P01'))).rejects.toThrow('no');
  });
});
