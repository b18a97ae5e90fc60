import { ConfigReader } from '@backstage/config';
import { addConfiguredSources } from '@twinshore/plugin-dr-status-node';
import { postgresqlFamily } from './configuration';

const CONNECTION = { host: 'h', database: 'd', user: 'u', password: 'p' };

function read(item: object) {
  const config = new ConfigReader({
    drStatus: {
      sources: {
        postgresql: [
          { name: 'a', entityRef: 'x', connection: CONNECTION, ...item },
        ],
      },
    },
  } as any);
  const ids: string[] = [];
  const messages: string[] = [];
  addConfiguredSources(
    config,
    {
      addSource: (...sources) => ids.push(...sources.map(({ id }) => id)),
      addMisconfigured: ({ message }) => messages.push(message),
    },
    postgresqlFamily,
  );
  return { ids, messages };
}

describe('drStatus.sources.postgresql', () => {
  it.each([
    [{}],
    [{ heartbeat: false }],
    [{ heartbeat: { table: 'ops.beat' } }],
    [{ connection: { ...CONNECTION, port: '5433', ssl: true } }],
    [{ connection: { ...CONNECTION, ssl: { rejectUnauthorized: false } } }],
  ])('takes %j', item => {
    expect(read(item)).toEqual({ ids: ['postgresql:a'], messages: [] });
  });

  it.each([
    [{ connection: undefined }, 'connection'],
    [{ connection: { ...CONNECTION, host: undefined } }, 'connection.host'],
    [{ connection: { ...CONNECTION, user: 5 } }, 'connection.user'],
    [{ connection: { ...CONNECTION, port: 70000 } }, 'connection.port'],
    [{ connection: { ...CONNECTION, ssl: 'maybe' } }, 'connection.ssl'],
    [{ heartbeat: { table: 'a; DROP TABLE b' } }, 'heartbeat.table'],
  ])('names the key to fix in %j', (item, key) => {
    const { ids, messages } = read(item);
    expect(ids).toEqual([]);
    expect(messages).toEqual([
      expect.stringContaining(`'drStatus.sources.postgresql[0].${key}'`),
    ]);
    expect(messages[0]).not.toContain('"p"');
  });
});
