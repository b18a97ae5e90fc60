import {
  judgeReading,
  sayDuration,
  worstFinding,
  type Check,
  type CheckOutcome,
  type Finding,
} from '@twinshore/plugin-dr-status-node';
import { isLink } from '../aws/links';
import { listed } from '../aws/viewSignal';
import {
  VPN_CONNECTIONS,
  type VpnConnection,
  type VpnConnections,
} from './signals';

const WANTED_TUNNELS = 2;

function sayDown(
  { address, lastChangeAt }: VpnConnection['tunnels'][number],
  now: number,
): string {
  const since = lastChangeAt
    ? ` for ${sayDuration((now - Date.parse(lastChangeAt)) / 1000)}`
    : '';
  return `${address} is down${since}`;
}

function judge(
  { id, state, staticRoutesOnly, tunnels }: VpnConnection,
  now: number,
): Finding {
  if (state === 'deleting' || state === 'deleted') {
    return { verdict: 'breached', reason: `${id} is ${state}.` };
  }
  const strange = tunnels.find(({ status }) => !/^(UP|DOWN)$/.test(status));
  if (tunnels.length === 0 || strange) {
    return {
      verdict: 'unknown',
      reason: strange
        ? `The tunnel ${
            strange.address
          } of ${id} has a status that is not understood: ${
            strange.status || 'none'
          }.`
        : `EC2 gives no telemetry of the tunnels of ${id}.`,
    };
  }
  const up = tunnels.filter(({ status }) => status === 'UP');
  const down = tunnels.filter(({ status }) => status === 'DOWN');
  const count = `${up.length} of ${tunnels.length} tunnels of ${id} are up`;
  if (up.length === 0) {
    return {
      verdict: 'breached',
      reason: `No tunnel of ${id} is up: ${listed(
        down.map(each => sayDown(each, now)),
      )}.`,
    };
  }
  if (
    !staticRoutesOnly &&
    up.every(({ acceptedRoutes }) => acceptedRoutes === null)
  ) {
    return {
      verdict: 'unknown',
      reason: `${count}, and EC2 does not say how many routes are accepted.`,
    };
  }
  const routeless = up.filter(({ acceptedRoutes }) => !acceptedRoutes);
  if (!staticRoutesOnly && routeless.length === up.length) {
    return {
      verdict: 'breached',
      reason: `${count}, but no route is accepted over ${
        up.length === 1 ? 'it' : 'them'
      }: no packet finds its way.`,
    };
  }
  if (up.length < WANTED_TUNNELS || down.length > 0) {
    return {
      verdict: 'at-risk',
      reason: `${count}: ${
        listed(down.map(each => sayDown(each, now))) || 'there is no second one'
      }.`,
    };
  }
  if (!staticRoutesOnly && routeless.length > 0) {
    return {
      verdict: 'at-risk',
      reason: `${count}, but no route is accepted over ${listed(
        routeless.map(({ address }) => address),
      )}.`,
    };
  }
  const routes = Math.max(
    ...up.map(({ acceptedRoutes }) => acceptedRoutes ?? 0),
  );
  return {
    verdict: 'met',
    reason: `${count}, ${
      staticRoutesOnly
        ? 'with static routes'
        : `and accept ${routes} ${routes === 1 ? 'route' : 'routes'} by BGP`
    }.`,
  };
}

/** What the connections of a link are worth together. */
export function judgeVpn(
  { region, connections }: VpnConnections,
  now: number,
): Finding {
  if (connections.length === 0) {
    return {
      verdict: 'breached',
      reason: `EC2 in ${region} no longer has the VPN connection.`,
    };
  }
  const findings = connections.map(each => judge(each, now));
  const worst = worstFinding(
    findings,
    findings.map(({ reason }) => reason).join(' '),
  );
  // The link is lost when all of its connections are.
  const carries = findings.some(({ verdict }) => /met|at-risk/.test(verdict));
  return worst.verdict === 'breached' && carries
    ? { verdict: 'at-risk', reason: worst.reason }
    : worst;
}

export const tunnelsUp: Check = {
  id: 'aws.vpn.tunnels-up',
  title: 'VPN tunnels are up',
  description:
    'Both tunnels of the connection, as AWS sees them. AWS takes one of them down for its own maintenance: with a single one that is an outage.',
  gate: false,
  weight: 3,
  threshold: {
    text: 'Two tunnels up, with routes where BGP is spoken (one is at risk; none is breached)',
    origin: 'design 2.3, 9.3',
  },
  signals: [VPN_CONNECTIONS],
  remediation:
    'See the customer gateway’s log for IKE and IPsec of the tunnel that is down; then BGP.',
  appliesTo: isLink('site-to-site-vpn'),
  evaluate: (context): CheckOutcome =>
    judgeReading<VpnConnections>(
      context,
      VPN_CONNECTIONS,
      'What EC2 says',
      value => judgeVpn(value, context.now),
    ),
};
