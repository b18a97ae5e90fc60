import {
  sayList,
  isTagged,
  judgeReading,
  type Check,
  type Finding,
} from '@twinshore/plugin-dr-status-node';
import { isOrAre, isSilent } from '../units/units';
import { NODES, type VaultNodesValue } from './signals';

export const isVault = isTagged('secret-store', 'vault');

/** What is wrong with a node that should serve or stand by. */
const WRONG: Record<string, string> = {
  'cut-off': 'cannot reach the active node',
  uninitialized: 'is not initialised',
  sealed: 'is sealed',
  removed: 'has been removed from the cluster',
  'dr-secondary': 'is a disaster recovery secondary',
};

function judge({ cluster }: VaultNodesValue): Finding {
  const answering = cluster.flatMap(node => (isSilent(node) ? [] : [node]));
  const silent = cluster.filter(isSilent);
  const active = answering.filter(({ kind }) => kind === 'active');
  const wrong = answering.filter(({ kind }) => WRONG[kind]);
  const complaints = [
    ...wrong.map(({ name, kind }) => `${name} ${WRONG[kind]}`),
    ...silent
      .filter(({ state }) => state === 'down')
      .map(({ name }) => `${name} is down`),
  ];
  if (active.length > 1) {
    return {
      verdict: 'breached',
      reason: `${sayList(active.map(({ name }) => name))} ${isOrAre(
        active,
      )} active at the same time.`,
    };
  }
  if (answering.length === 0) {
    return {
      verdict: 'unknown',
      reason: `No node of the cluster can be asked: ${silent
        .map(({ error }) => error)
        .join(' ')}`,
    };
  }
  if (active.length === 0) {
    const standby = answering.find(
      ({ kind }) => kind === 'standby' || kind === 'performance-standby',
    );
    // A standby that is content has an active node somewhere.
    if (standby && silent.length > 0) {
      return {
        verdict: 'unknown',
        reason: `${
          standby.name
        } stands by for an active node, which cannot be asked: ${silent
          .map(({ error }) => error)
          .join(' ')}`,
      };
    }
    const unread = silent.find(({ state }) => state === 'unreadable');
    // It is there, and may be the active one.
    if (unread) {
      return {
        verdict: 'unknown',
        reason: `No node says that it is active, but not every node can be read: ${unread.error}`,
      };
    }
    return {
      verdict: 'breached',
      reason: `No node is active${
        complaints.length > 0 ? `: ${sayList(complaints)}` : ''
      }.`,
    };
  }
  const healthy = answering.length - wrong.length;
  if (complaints.length > 0) {
    return {
      verdict: 'at-risk',
      reason: `${active[0].name} is active, but ${sayList(complaints)}.`,
    };
  }
  const unreadable = silent[0];
  if (unreadable) {
    return {
      verdict: 'unknown',
      reason: `${active[0].name} is active, but not every node can be read: ${unreadable.error}`,
    };
  }
  return healthy > 1
    ? {
        verdict: 'met',
        reason: `${active[0].name} is active, ${healthy - 1} of ${
          cluster.length
        } nodes stand by, all unsealed.`,
      }
    : {
        verdict: 'at-risk',
        reason: `${active[0].name} is active and unsealed; no other node stands by.`,
      };
}

export const vaultUnsealed: Check = {
  id: 'vault.unsealed',
  title: 'Vault serves, and its nodes are unsealed',
  description:
    'One node is active and the others stand by for it, all unsealed. A sealed Vault gives no secret to anybody: what starts then, starts without.',
  gate: true,
  weight: 2,
  threshold: {
    text: 'One active node, at least one standby, none sealed or cut off (else at risk; no active node is breached)',
    origin: 'design 6.2',
  },
  signals: [NODES],
  remediation:
    'Unseal it with the key holders, or mend what unseals it by itself (the HSM). Read the log of a node that is cut off: its peers’ cluster address, and its certificate.',
  appliesTo: isVault,
  evaluate: context =>
    judgeReading(context, NODES, 'The state of the nodes', judge),
};
