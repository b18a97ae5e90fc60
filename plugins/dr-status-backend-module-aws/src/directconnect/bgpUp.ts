import {
  judgeReading,
  type Check,
  type CheckOutcome,
  type Finding,
} from '@twinshore/plugin-dr-status-node';
import { isLink } from '../aws/links';
import { listed } from '../aws/viewSignal';
import { DIRECT_CONNECT, type DirectConnectLink } from './signals';

/** What the connections and sessions of a link are worth together. */
export function judgeDirectConnect(link: DirectConnectLink): Finding {
  const { region, connections, virtualInterfaces } = link;
  if (connections.length === 0 && virtualInterfaces.length === 0) {
    return {
      verdict: 'breached',
      reason: `Direct Connect in ${region} no longer has the connection.`,
    };
  }
  const sessions = virtualInterfaces.flatMap(each =>
    each.bgpPeers.map(peer => ({
      label: `${each.name || each.id} (${peer.addressFamily || peer.id})`,
      up: each.state === 'available' && peer.status === 'up',
      // A session is down for certain where what it runs over is.
      decided: peer.status !== 'unknown' || each.state === 'down',
      strange: !/^(up|down|unknown)$/.test(peer.status),
    })),
  );
  const silent = virtualInterfaces.filter(
    ({ bgpPeers, state }) => bgpPeers.length === 0 && state === 'available',
  );
  const broken = [
    ...connections
      .filter(({ state }) => state !== 'available')
      .map(({ id, state }) => `the connection ${id} is ${state}`),
    ...virtualInterfaces
      .filter(({ state }) => state !== 'available')
      .map(({ id, state }) => `the virtual interface ${id} is ${state}`),
    ...silent.map(({ id }) => `the virtual interface ${id} has no BGP session`),
  ];
  const because = broken.length > 0 ? `: ${listed(broken)}` : '';
  const up = sessions.filter(each => each.up);
  const undecided = sessions.filter(each => !each.decided || each.strange);
  const count = `${up.length} of ${sessions.length} BGP sessions are up`;
  if (up.length === 0) {
    return undecided.length > 0
      ? {
          verdict: 'unknown',
          reason: `Direct Connect does not know the state of BGP over ${listed(
            undecided.map(({ label }) => label),
          )}${because}.`,
        }
      : {
          verdict: 'breached',
          reason: `No BGP session is up (of ${sessions.length})${because}.`,
        };
  }
  if (undecided.length > 0) {
    return {
      verdict: 'unknown',
      reason: `${count}, and the state of ${listed(
        undecided.map(({ label }) => label),
      )} is not known${because}.`,
    };
  }
  const down = sessions.filter(each => !each.up);
  return down.length > 0 || broken.length > 0
    ? {
        verdict: 'at-risk',
        reason: `${count}${
          down.length > 0
            ? `; down: ${listed(down.map(({ label }) => label))}`
            : ''
        }${because}.`,
      }
    : {
        verdict: 'met',
        reason: `${
          sessions.length === 1
            ? 'The BGP session is'
            : `All ${sessions.length} BGP sessions are`
        } up, over ${listed(connections.map(({ id }) => id))}.`,
      };
}

export const bgpUp: Check = {
  id: 'aws.directconnect.bgp-up',
  title: 'Direct Connect carries BGP',
  description:
    'The connection and its virtual interfaces are available, and every BGP session is up. That does not prove that the routes are the right ones.',
  gate: false,
  weight: 3,
  threshold: {
    text: 'Available, all BGP sessions up (one down is at risk; all down is breached)',
    origin: 'design 2.3, 9.3',
  },
  signals: [DIRECT_CONNECT],
  remediation:
    'Light and optics first (with the provider), then VLAN and BGP on the router. Traffic goes over the VPN meanwhile.',
  appliesTo: isLink('direct-connect'),
  evaluate: (context): CheckOutcome =>
    judgeReading<DirectConnectLink>(
      context,
      DIRECT_CONNECT,
      'What Direct Connect says',
      judgeDirectConnect,
    ),
};
