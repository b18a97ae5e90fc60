import { readLogicalHop } from './logicalHop';
import type { Session } from './session';

describe('readLogicalHop', () => {
  const answering = (answer: () => Promise<unknown>) =>
    ({ queryAll: answer } as unknown as Session);
  const tables = (count: number) => [
    { rows: [] },
    {
      rows: Array.from({ length: count }, (_, index) => ({
        name: `mis.t${index}`,
        identity: 'default',
        has_primary_key: true,
        fingerprint: 'a',
      })),
    },
    { rows: [] },
  ];

  it('reads tables and sequences', async () => {
    expect(
      await readLogicalHop(answering(async () => tables(1000))),
    ).toMatchObject([
      {
        signal: 'postgresql.logical.tables',
        value: { length: 1000, 0: { name: 'mis.t0', hasPrimaryKey: true } },
      },
      { signal: 'postgresql.logical.sequences', value: [] },
    ]);
  });

  it('leaves out a list of which it has a part alone', async () => {
    expect(await readLogicalHop(answering(async () => tables(1001)))).toEqual(
      [],
    );
  });

  const refusing = (code: string) =>
    answering(() => Promise.reject(Object.assign(new Error('no'), { code })));

  it('leaves both out while DDL holds a sequence', async () => {
    expect(await readLogicalHop(refusing('55P03'))).toEqual([]);
  });

  it('fails on anything else', async () => {
    await expect(readLogicalHop(refusing('57P01'))).rejects.toThrow('no');
  });
});
