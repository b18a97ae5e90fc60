import { randomBytes } from 'node:crypto';
import { FaultError } from '../faults/FaultRegistry';
import type { FaultDefinition } from '../part';
import type { DatabaseServer } from './DatabaseServer';
import type { DoorManner } from './FrontDoor';
import { BRIDGE, LAYOUT, LINKS } from './layout';
import type { PostgresqlEstate } from './PostgresqlEstate';
import { MONITOR, setPasswords } from './schema';

const ALL = LAYOUT.map(one => one.name);
const FOLLOWERS = LAYOUT.filter(one => one.follows).map(one => one.name);
const SUBSCRIBERS = LAYOUT.filter(one => one.subscribes).map(one => one.name);
const ROOTS = LAYOUT.filter(one => !one.follows).map(one => one.name);

/** A server that can be told something now. */
function running(estate: PostgresqlEstate, name: string): DatabaseServer {
  const server = estate.server(name);
  if (server.state() === 'running') return server;
  throw new FaultError(`${name} is ${server.state()}: mend that first`);
}

/** Closes the connections of the monitoring role, which would outlive its password. */
async function disconnectMonitor(
  estate: PostgresqlEstate,
  name: string,
): Promise<void> {
  const server = estate.server(name);
  if (server.state() !== 'running') return;
  await server.connected(query =>
    query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1',
      [MONITOR],
    ),
  );
}

function serverFaults(estate: PostgresqlEstate): FaultDefinition[] {
  return [
    {
      id: 'kill-database',
      title: 'Kill a database server',
      description:
        'All processes of the server are killed at once, as when its machine dies; it recovers from its log when cleared.',
      targets: () => ALL,
      async inject(name) {
        const reason = `kill-database:${name}`;
        await estate.server(name!).crash(reason);
        return async () => {
          await estate.server(name!).release(reason);
        };
      },
    },
    {
      id: 'hang-database',
      title: 'Freeze a database server',
      description:
        'All processes of the server are stopped in their tracks: connections are taken, nothing is answered.',
      targets: () => ALL,
      async inject(name) {
        await running(estate, name!).hang();
        return async () => {
          await estate.server(name!).resume();
        };
      },
    },
    {
      id: 'wrong-password',
      title: 'Change the monitoring password',
      description:
        'The password of the role that the portal reads with is changed on the server (and so on its copies); sessions of that role are closed.',
      targets: () => ROOTS,
      async inject(name) {
        const server = running(estate, name!);
        const hit = [
          name!,
          ...LAYOUT.filter(one => one.follows?.source === name).map(
            one => one.name,
          ),
        ];
        const wrong = randomBytes(16).toString('base64url');
        await server.connected(query =>
          setPasswords(query, { [MONITOR]: wrong }),
        );
        for (const one of hit) await disconnectMonitor(estate, one);
        return async () => {
          await running(estate, name!).connected(query =>
            setPasswords(query, { [MONITOR]: estate.passwords[MONITOR] }),
          );
        };
      },
    },
    ...(
      [
        [
          'refuse',
          'refuse',
          'Refuse connections',
          'The address of the server, as the portal knows it, refuses connections; the server itself works on.',
        ],
        [
          'garbage-reply',
          'garbage',
          'Answer garbage',
          'The address of the server, as the portal knows it, answers with random bytes; the server itself works on.',
        ],
      ] as [string, DoorManner, string, string][]
    ).map(([id, manner, title, description]) => ({
      id,
      title,
      description,
      targets: () => ALL,
      async inject(name?: string) {
        const { door } = estate.server(name!);
        await door.setManner(manner);
        return () => door.setManner('pass');
      },
    })),
  ];
}

function replicationFaults(estate: PostgresqlEstate): FaultDefinition[] {
  return [
    {
      id: 'pause-replay',
      title: 'Pause a replica',
      description:
        'The replica still receives the log and no longer replays it: its data grow old while the stream looks well.',
      targets: () => FOLLOWERS,
      async inject(name) {
        const server = running(estate, name!);
        await server.connected(query => query('SELECT pg_wal_replay_pause()'));
        estate.paused.add(name!);
        return async () => {
          estate.paused.delete(name!);
          // A restart in the meantime has resumed it already.
          if (server.state() === 'running' && (await server.inRecovery())) {
            await server.connected(query =>
              query('SELECT pg_wal_replay_resume()'),
            );
          }
        };
      },
    },
    {
      id: 'promote-replica',
      title: 'Promote a replica by mistake',
      description:
        'The replica becomes a primary beside its source (split brain); when cleared, it drops its data and follows again.',
      targets: () => FOLLOWERS,
      async inject(name) {
        await running(estate, name!).promote();
        return async () => {
          const { follows } = LAYOUT.find(one => one.name === name)!;
          running(estate, follows!.source);
          await estate.rejoin(name!);
        };
      },
    },
    {
      id: 'schema-drift',
      title: 'Let DDL reach one side only',
      description:
        'The logical copy gets a column that its source does not have; replication goes on.',
      targets: () => SUBSCRIBERS,
      async inject(name) {
        await running(estate, name!).connected(query =>
          query('ALTER TABLE mis.cases ADD COLUMN IF NOT EXISTS drifted text'),
        );
        return async () => {
          await running(estate, name!).connected(query =>
            query('ALTER TABLE mis.cases DROP COLUMN IF EXISTS drifted'),
          );
        };
      },
    },
    {
      id: 'stop-heartbeat',
      title: 'Stop the heartbeat',
      description:
        'Nobody writes the heartbeat any more: the age at the end of the chain grows though replication works.',
      targets: () => [],
      async inject() {
        await estate.heartbeat.stop();
        return async () => {
          estate.heartbeat.start();
        };
      },
    },
  ];
}

function linkFaults(estate: PostgresqlEstate): FaultDefinition[] {
  const cut = (reason: string, names: string[]) => {
    const links = names.map(name => estate.links.get(name)!);
    for (const link of links) link.cut(reason);
    return async () => {
      for (const link of links) link.restore(reason);
    };
  };
  return [
    {
      id: 'cut-link',
      title: 'Cut a link between sites',
      description:
        'No byte crosses the link. Direct Connect and the VPN stand in for each other; there is no second way between the regions.',
      targets: () => LINKS,
      inject: async name => cut(`cut-link:${name}`, [name!]),
    },
    {
      id: 'cut-bridge',
      title: 'Cut the bridge',
      description:
        'Both links between the on-premise site and AWS are cut: replication to AWS stops.',
      targets: () => [],
      inject: async () => cut('cut-bridge', BRIDGE),
    },
  ];
}

/** The faults of databases, replication and links. */
export const postgresqlFaults = (
  estate: PostgresqlEstate,
): FaultDefinition[] => [
  ...serverFaults(estate),
  ...replicationFaults(estate),
  ...linkFaults(estate),
];
