import type { Entity } from '@backstage/catalog-model';
import { refOf, resilienceOf } from '@twinshore/plugin-dr-status-common';
import type {
  Check,
  CheckContext,
  CheckOutcome,
  EstateView,
  Finding,
  Reading,
} from '@twinshore/plugin-dr-status-node';
import { isLink } from '../aws/links';
import { nameOf } from '../aws/placement';
import { viewSignal } from '../aws/viewSignal';
import { VPN_CONNECTIONS, type VpnConnections } from '../vpn/signals';
import { judgeVpn } from '../vpn/tunnelsUp';
import { judgeDirectConnect } from './bgpUp';
import { DIRECT_CONNECT, type DirectConnectLink } from './signals';

const isDirectConnect = isLink('direct-connect');
const isVpn = isLink('site-to-site-vpn');

/** The VPN that stands in for the link when it is lost. */
function standIn(estate: EstateView, link: Entity): Entity | undefined {
  return (resilienceOf(link)?.failsOverTo ?? [])
    .map(ref => estate.getEntity(ref))
    .find(entity => entity !== undefined && isVpn(entity));
}

interface Side {
  name: string;
  reading: Reading;
  finding: Finding;
}

/** How it stands with one of the two links; one that is not fresh is unknown. */
function look<T>(
  context: CheckContext,
  entity: Entity,
  signal: string,
  find: (value: T) => Finding,
): Side {
  const view = viewSignal<T>(context, signal, 'The state', refOf(entity));
  return 'outcome' in view
    ? {
        name: nameOf(entity),
        reading: view.outcome.readings[0],
        finding: view.outcome,
      }
    : {
        name: nameOf(entity),
        reading: view.reading,
        finding: find(view.value),
      };
}

function judge(link: Side, backup: Side): Finding {
  const carries = ({ finding }: Side) => /met|at-risk/.test(finding.verdict);
  const lost = ({ finding }: Side) => finding.verdict === 'breached';
  const said = `${link.finding.reason} ${backup.finding.reason}`;
  if (lost(link) && lost(backup)) {
    return {
      verdict: 'breached',
      reason: `Neither ${link.name} nor ${backup.name} carries traffic. ${said}`,
    };
  }
  if (lost(link) && carries(backup)) {
    return {
      verdict: 'at-risk',
      reason: `${backup.name} carries the traffic alone. ${link.finding.reason}`,
    };
  }
  if (carries(link) && lost(backup)) {
    return {
      verdict: 'at-risk',
      reason: `${link.name} has no stand-in. ${backup.finding.reason}`,
    };
  }
  return carries(link) && carries(backup)
    ? {
        verdict: 'met',
        reason: `${link.name} carries the traffic, and ${backup.name} stands in. ${said}`,
      }
    : { verdict: 'unknown', reason: said };
}

export const bridge: Check = {
  id: 'aws.directconnect.bridge',
  title: 'Bridge and its stand-in carry traffic',
  description:
    'The sites are bridged by two links that are redundant together: replication and traffic go on while one of them is there.',
  // Not a gate: a fail-over to DR needs no bridge; what DR lacks without it is its RPO.
  gate: false,
  weight: 4,
  threshold: {
    text: 'Direct Connect and VPN both carry (either lost is at risk; both lost is breached)',
    origin: 'design 2.3, 9.3',
  },
  signals: [DIRECT_CONNECT, VPN_CONNECTIONS],
  remediation:
    'Mend the link that is lost before anything else is changed. With both lost, stop writes on the side that has to yield, and follow the runbook.',
  appliesTo: (entity, estate) =>
    isDirectConnect(entity) && standIn(estate, entity) !== undefined,
  evaluate(context): CheckOutcome {
    const link = look<DirectConnectLink>(
      context,
      context.entity,
      DIRECT_CONNECT,
      judgeDirectConnect,
    );
    const backup = look<VpnConnections>(
      context,
      standIn(context, context.entity)!,
      VPN_CONNECTIONS,
      value => judgeVpn(value, context.now),
    );
    return {
      ...judge(link, backup),
      readings: [link.reading, backup.reading],
    };
  },
};
