import {
  judgeReading,
  sayDuration,
  type Check,
  type Finding,
} from '@twinshore/plugin-dr-status-node';
import {
  DR_REPLICATION,
  type ReplicationEnd,
  type VaultReplicationValue,
} from './signals';
import { isVault } from './unsealed';

const HEARTBEAT_LIMIT_SECONDS = 60;

/** Age of the newest heartbeat with any peer; undefined when none is told. */
function heartbeatAge(
  end: NonNullable<ReplicationEnd>,
  now: number,
): number | undefined {
  const times = end.peers
    .map(({ lastHeartbeatAt }) => Date.parse(lastHeartbeatAt ?? ''))
    .filter(time => !Number.isNaN(time));
  return times.length > 0
    ? Math.max(0, (now - Math.max(...times)) / 1000)
    : undefined;
}

/** How its connections are when it has none that stands; undefined when one may. */
function disconnected({
  peers,
}: NonNullable<ReplicationEnd>): string | undefined {
  const states = peers.map(({ connectionStatus }) => connectionStatus);
  return states.every(state => state !== null && state !== 'connected')
    ? states[0] ?? undefined
    : undefined;
}

function judgeSecondary(
  secondary: NonNullable<ReplicationEnd>,
  primary: ReplicationEnd,
  now: number,
): Finding {
  if (secondary.mode !== 'secondary') {
    return {
      verdict: 'breached',
      reason: `What should be the secondary is “${secondary.mode}”.`,
    };
  }
  switch (secondary.state) {
    case 'stream-wals':
      break;
    case 'merkle-diff':
    case 'merkle-sync':
      return {
        verdict: 'at-risk',
        reason: `The secondary has fallen behind and is catching up (${secondary.state}).`,
      };
    case 'idle':
      return {
        verdict: 'breached',
        reason: 'The secondary receives nothing (idle).',
      };
    default:
      return {
        verdict: 'unknown',
        reason: `The secondary is in a state that is not understood: ${
          secondary.state ?? 'none'
        }.`,
      };
  }
  const cutOff = disconnected(secondary);
  if (cutOff !== undefined) {
    return {
      verdict: 'breached',
      reason: `The secondary’s connection to its primary is ${cutOff}.`,
    };
  }
  const age = heartbeatAge(secondary, now);
  if (age === undefined) {
    return {
      verdict: 'unknown',
      reason:
        'The secondary streams, but does not say when it last heard of its primary.',
    };
  }
  const behind =
    primary?.lastWal !== null &&
    primary?.lastWal !== undefined &&
    secondary.lastWal !== null
      ? Math.max(0, primary.lastWal - secondary.lastWal)
      : undefined;
  const said = `The secondary streams${
    behind === undefined ? '' : `, ${behind} changes behind`
  }, and heard of its primary ${sayDuration(age)} ago (${sayDuration(
    HEARTBEAT_LIMIT_SECONDS,
  )} allowed).`;
  return {
    verdict: age >= HEARTBEAT_LIMIT_SECONDS ? 'at-risk' : 'met',
    reason: said,
  };
}

function judge(value: VaultReplicationValue, now: number): Finding {
  const { primary, secondary, secondaryConfigured } = value;
  if (secondary) {
    return judgeSecondary(secondary, primary, now);
  }
  if (primary === null) {
    return {
      verdict: 'unknown',
      reason:
        'Whether it replicates is unknown: no node is active that could say.',
    };
  }
  if (primary.mode === 'disabled') {
    return {
      verdict: 'at-risk',
      reason:
        'It has no replication for disaster recovery: its secrets are lost with its site unless a snapshot is restored.',
    };
  }
  if (secondaryConfigured) {
    return {
      verdict: 'unknown',
      reason: 'No node of the secondary says how far it has come.',
    };
  }
  if (primary.mode !== 'primary') {
    return {
      verdict: 'unknown',
      reason: `It replicates in a mode that is not understood: ${primary.mode}.`,
    };
  }
  if (primary.peers.length === 0) {
    return {
      verdict: 'breached',
      reason: 'It is a primary, and no secondary is connected to it.',
    };
  }
  const cutOff = disconnected(primary);
  if (cutOff !== undefined) {
    return {
      verdict: 'breached',
      reason: `Its connection to its secondary is ${cutOff}.`,
    };
  }
  const age = heartbeatAge(primary, now);
  if (age === undefined) {
    return {
      verdict: 'unknown',
      reason: 'It does not say when it last heard of its secondary.',
    };
  }
  return {
    verdict: age >= HEARTBEAT_LIMIT_SECONDS ? 'at-risk' : 'met',
    reason: `Its secondary was last heard of ${sayDuration(
      age,
    )} ago (${sayDuration(HEARTBEAT_LIMIT_SECONDS)} allowed).`,
  };
}

export const vaultDrReplication: Check = {
  id: 'vault.dr-replication',
  title: 'Secrets are copied for disaster recovery',
  description:
    'A disaster recovery secondary streams every change of Vault and hears of its primary. Without one, secrets are as old as the last snapshot.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Secondary in stream-wals, heartbeat < 60 s (catching up, late or no replication at all is at risk; idle or disconnected is breached)',
    origin: 'design 6.2',
  },
  signals: [DR_REPLICATION],
  remediation:
    'Read the log of the secondary. When the primary no longer has the changes it needs, it must compare everything (reindex, or bootstrap anew).',
  appliesTo: isVault,
  evaluate: context =>
    judgeReading<VaultReplicationValue>(
      context,
      DR_REPLICATION,
      'The replication',
      value => judge(value, context.now),
    ),
};
