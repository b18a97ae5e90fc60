import { createHash } from 'node:crypto';
import { APPLICATION, MASTER_NAME, MONITOR } from './layout';

export interface RedisPasswords {
  /** The sandbox's own, which may do everything. */
  admin: string;
  /** Of the servers and Sentinels among themselves. */
  internal: string;
  monitor: string;
  application: string;
}

const INTERNAL = 'mis_internal';
const QUORUM = 2;

/** What the sizing of the design leaves for keys on a machine with 16 GB; hardly any of it is used. */
const MAX_MEMORY = '12gb';

/** The right password of the portal's user, or another one. */
export const monitorPassword = (password: string) => [
  'resetpass',
  `>${password}`,
];

export function serverConfiguration(options: {
  port: number;
  folder: string;
  passwords: RedisPasswords;
  masterPort?: number;
}): string {
  const { port, folder, passwords, masterPort } = options;
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `dir ${folder}`,
    'save ""',
    'appendonly yes',
    'appendfsync everysec',
    `maxmemory ${MAX_MEMORY}`,
    'maxmemory-policy noeviction',
    'repl-diskless-sync-delay 0',
    'repl-backlog-size 1mb',
    'databases 4',
    `requirepass ${passwords.admin}`,
    `masteruser ${INTERNAL}`,
    `masterauth ${passwords.internal}`,
    // Replication, and what Sentinel does to a server.
    `user ${INTERNAL} on >${passwords.internal} allchannels -@all +psync +replconf +ping +multi +exec +slaveof +replicaof +subscribe +publish +config|rewrite +role +info +client|setname +client|kill +script|kill`,
    `user ${MONITOR} on >${passwords.monitor} -@all +ping +info +role`,
    `user ${APPLICATION} on >${passwords.application} ~session:* -@all +ping +info +role +select +set +get +expire`,
    ...(masterPort ? [`replicaof 127.0.0.1 ${masterPort}`] : []),
    '',
  ].join('\n');
}

/** Sentinels find each other within seconds; told beforehand, they know at once. */
const idOf = (port: number) =>
  createHash('sha1').update(`sentinel ${port}`).digest('hex');

export function sentinelConfiguration(options: {
  port: number;
  folder: string;
  passwords: RedisPasswords;
  masterPort: number;
  replicaPorts: number[];
  otherPorts: number[];
}): string {
  const { port, folder, passwords, masterPort } = options;
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `dir ${folder}`,
    `requirepass ${passwords.admin}`,
    `user ${MONITOR} on >${passwords.monitor} resetchannels &* -@all +ping +info +psubscribe +sentinel|master +sentinel|replicas +sentinel|ckquorum`,
    `user ${APPLICATION} on >${passwords.application} -@all +ping +sentinel|get-master-addr-by-name +sentinel|sentinels`,
    `sentinel sentinel-pass ${passwords.admin}`,
    `sentinel myid ${idOf(port)}`,
    `sentinel monitor ${MASTER_NAME} 127.0.0.1 ${masterPort} ${QUORUM}`,
    `sentinel auth-user ${MASTER_NAME} ${INTERNAL}`,
    `sentinel auth-pass ${MASTER_NAME} ${passwords.internal}`,
    `sentinel down-after-milliseconds ${MASTER_NAME} 1500`,
    `sentinel failover-timeout ${MASTER_NAME} 5000`,
    ...options.replicaPorts.map(
      other => `sentinel known-replica ${MASTER_NAME} 127.0.0.1 ${other}`,
    ),
    ...options.otherPorts.map(
      other =>
        `sentinel known-sentinel ${MASTER_NAME} 127.0.0.1 ${other} ${idOf(
          other,
        )}`,
    ),
    '',
  ].join('\n');
}
