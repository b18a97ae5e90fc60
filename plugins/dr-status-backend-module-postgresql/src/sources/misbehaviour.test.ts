import {
  TEST_SECRET,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { PostgresqlSource } from './PostgresqlSource';

testMisbehaviour(
  'a PostgreSQL server',
  ({ host, port }) =>
    new PostgresqlSource({
      id: 'postgresql:test',
      kind: 'postgresql',
      name: 'test',
      title: 'Test',
      key: 'drStatus.sources.postgresql[0]',
      entityRefs: ['resource:default/db'],
      intervalSeconds: 2,
      timeoutSeconds: 1,
      connection: {
        host,
        port,
        user: 'monitor',
        password: TEST_SECRET,
        database: 'mis',
      },
      heartbeatTable: '"twinshore"."heartbeat"',
    }),
  {
    protocol: 'tcp',
    // Other protocols' answers, and one without end, are garbage to it.
    kinds: {
      garbage: ['malformed', 'unreachable'],
      truncated: ['malformed', 'unreachable', 'timed-out'],
      empty: ['malformed', 'unreachable'],
      huge: ['malformed', 'unreachable', 'timed-out'],
    },
  },
);
