import type { SilentUnit } from '../units/units';

/** Names and shapes of what the Vault source reports. */

export const NODES = 'vault.nodes';
export const DR_REPLICATION = 'vault.drReplication';

/** What the health of a node says that it is. */
export type VaultNodeKind =
  | 'active'
  | 'standby'
  | 'performance-standby'
  | 'dr-secondary'
  /** A standby that cannot reach the active node. */
  | 'cut-off'
  | 'uninitialized'
  | 'sealed'
  | 'removed';

export type VaultNode =
  | SilentUnit
  | {
      name: string;
      state: 'answers';
      kind: VaultNodeKind;
      version: string | null;
      /** Replication mode for disaster recovery, as the node tells it. */
      drMode: string | null;
    };

/** Of the cluster, and of its secondary where one is configured. */
export interface VaultNodesValue {
  cluster: VaultNode[];
  secondary: VaultNode[];
}

export interface VaultPeer {
  connectionStatus: string | null;
  lastHeartbeatAt: string | null;
}

/** `sys/replication/status` of one end; null when no node of it could be asked. */
export type ReplicationEnd = {
  mode: string;
  state: string | null;
  /** Sequence of the newest change that it has. */
  lastWal: number | null;
  peers: VaultPeer[];
} | null;

export interface VaultReplicationValue {
  /** By the node that serves the cluster. */
  primary: ReplicationEnd;
  secondary: ReplicationEnd;
  /** Whether the configuration names a secondary. */
  secondaryConfigured: boolean;
}
