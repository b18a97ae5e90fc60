import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ServerUser } from './serverUser';

/** What a server that follows another needs to know. */
export interface Upstream {
  /** Port at which it finds its source, through the links between the sites. */
  port: number;
  slot: string;
  user: string;
  passwordFile: string;
}

export interface ServerSettings {
  name: string;
  port: number;
  /** Name of the standby that every commit waits for. */
  synchronousStandby?: string;
  upstream?: Upstream;
}

const COMMON = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '16MB',
  dynamic_shared_memory_type: 'mmap',
  jit: 'off',
  // However servers are killed, the system keeps what they have written. Only
  // a loss of this machine's power could cost data, and then they are made anew.
  fsync: 'off',
  io_method: 'sync',
  password_encryption: 'scram-sha-256',
  wal_level: 'logical',
  max_wal_senders: '10',
  max_replication_slots: '10',
  max_wal_size: '64MB',
  min_wal_size: '16MB',
  wal_keep_size: '16MB',
  // A follower that is away for long must not fill the disk.
  max_slot_wal_keep_size: '1GB',
  hot_standby: 'on',
  // Broken links and dead peers are noticed, and followers are back, in
  // seconds: faults here last seconds, not hours.
  wal_sender_timeout: '10s',
  wal_receiver_timeout: '10s',
  wal_receiver_status_interval: '1s',
  wal_retrieve_retry_interval: '500ms',
  log_line_prefix: '%m [%p] %u@%d ',
  log_checkpoints: 'off',
  log_timezone: 'UTC',
  timezone: 'UTC',
  lc_messages: 'C',
};

const quoted = (value: string) => `'${value.replace(/'/g, "''")}'`;

function settingsOf(server: ServerSettings): Record<string, string> {
  const { upstream, synchronousStandby } = server;
  return {
    ...COMMON,
    port: String(server.port),
    cluster_name: server.name,
    ...(synchronousStandby && {
      synchronous_standby_names: `FIRST 1 ("${synchronousStandby}")`,
      synchronous_commit: 'on',
    }),
    ...(upstream && {
      primary_conninfo: [
        'host=127.0.0.1',
        `port=${upstream.port}`,
        `user=${upstream.user}`,
        `passfile='${upstream.passwordFile.replace(/['\\]/g, '\\$&')}'`,
        `application_name=${server.name}`,
        'sslmode=disable',
      ].join(' '),
      primary_slot_name: upstream.slot,
      // A promoted copy must not fight its source for the source's feed.
      max_logical_replication_workers: '0',
    }),
  };
}

// Everybody by password, over loopback alone.
const ACCESS = `host all all 127.0.0.1/32 scram-sha-256
host replication all 127.0.0.1/32 scram-sha-256
`;

/** Writes the configuration of a server into its data folder. */
export async function writeConfiguration(
  folder: string,
  server: ServerSettings,
  user: ServerUser,
): Promise<void> {
  const settings = Object.entries(settingsOf(server))
    .map(([key, value]) => `${key} = ${quoted(value)}\n`)
    .join('');
  const files = {
    'postgresql.conf': `# Written by the sandbox at each start.\n${settings}`,
    'pg_hba.conf': ACCESS,
    'pg_ident.conf': '',
    ...(server.upstream && { 'standby.signal': '' }),
  };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    await writeFile(file, text, { mode: 0o600 });
    await user.own(file);
  }
}
