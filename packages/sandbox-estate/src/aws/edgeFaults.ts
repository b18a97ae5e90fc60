import type { FaultDefinition } from '../part';
import type { Certificates } from './services/acm';
import type { CertificateFault } from './services/acm/Certificates';
import type { Bridge } from './services/directconnect/Bridge';
import type { Networks } from './services/ec2';
import { SUBNET_NAMES } from './services/ec2/describe';
import { ZONE_LETTERS } from './services/ec2/plan';
import type { LoadBalancers } from './services/elbv2';
import type { WebAcls } from './services/wafv2';
import type { WebAclFault } from './services/wafv2/WebAcls';
import { AWS_SITES, type AwsSite } from './sites';
import { targetedFault } from './targetedFault';

const SITES: string[] = [...AWS_SITES];
const ZONES = AWS_SITES.flatMap(site =>
  ZONE_LETTERS.map(letter => `${site}-${letter}`),
);

const fault = (
  id: string,
  title: string,
  description: string,
  targets: string[],
  inject: (target: string) => () => void,
): FaultDefinition =>
  targetedFault({ id, title, description, targets, inject });

/** Faults of what stands between users, sites and the application in AWS. */
export function edgeFaults(edge: {
  balancers: LoadBalancers;
  certificates: Certificates;
  acls: WebAcls;
  networks: Networks;
  bridge: Bridge;
}): FaultDefinition[] {
  const { balancers, certificates, acls, networks, bridge } = edge;
  const certificate =
    (wrong: CertificateFault) =>
    (site: string): (() => void) => {
      certificates.setWrong(site as AwsSite, wrong);
      return () => certificates.setWrong(site as AwsSite, undefined);
    };
  const acl =
    (wrong: WebAclFault) =>
    (site: string): (() => void) => {
      acls.setWrong(site as AwsSite, wrong);
      return () => acls.setWrong(site as AwsSite, undefined);
    };
  return [
    fault(
      'alb-targets-unhealthy',
      'Targets of a load balancer are unhealthy',
      'The targets of the site, or of one of its zones, fail the load balancer’s health checks.',
      [...SITES, ...ZONES],
      where => {
        balancers.setSick(where, true);
        return () => balancers.setSick(where, false);
      },
    ),
    fault(
      'alb-impaired',
      'A load balancer is impaired',
      'It works, and cannot grow: its subnets are short of addresses.',
      SITES,
      site => {
        balancers.setImpaired(site as AwsSite, true);
        return () => balancers.setImpaired(site as AwsSite, false);
      },
    ),
    fault(
      'certificate-expiring',
      'A certificate ends soon',
      'The certificate of the load balancer has twelve days left; its renewal waits for a DNS record.',
      SITES,
      certificate('expiring'),
    ),
    fault(
      'certificate-renewal-failed',
      'A certificate’s renewal has failed',
      'ACM could not renew the certificate, which has forty days left.',
      SITES,
      certificate('renewal-failed'),
    ),
    fault(
      'waf-association-removed',
      'No web ACL before a load balancer',
      'The association of the web ACL with the load balancer has been removed.',
      SITES,
      acl('removed'),
    ),
    fault(
      'waf-rules-differ',
      'Web firewall rules differ',
      'The rate limit of the site’s web ACL only counts, and does not block.',
      SITES,
      acl('differs'),
    ),
    fault(
      'nat-gateway-failed',
      'A NAT gateway has failed',
      'The NAT gateway of the zone is failed; the route to it is a blackhole.',
      ZONES,
      zone => networks.spoil('failed', zone),
    ),
    fault(
      'nat-gateway-deleted',
      'A NAT gateway is gone',
      'Somebody deleted the NAT gateway of the zone, and left the route to it.',
      ZONES,
      zone => networks.spoil('deleted', zone),
    ),
    fault(
      'route-blackhole',
      'Routes to the on-premise site lead nowhere',
      'The virtual private gateway is detached: the routes to it are blackholes.',
      ['aws-primary'],
      site => networks.spoil('blackhole', site),
    ),
    fault(
      'subnet-full',
      'A subnet has no addresses left',
      'Every address of the subnet is taken: nothing can start there.',
      SUBNET_NAMES,
      subnet => networks.spoil('full', subnet),
    ),
    fault(
      'subnet-missing',
      'A subnet is missing',
      'The subnet has never been made, or has been deleted.',
      SUBNET_NAMES,
      subnet => networks.spoil('missing', subnet),
    ),
    fault(
      'vpn-tunnel-down',
      'A VPN tunnel is down',
      'One of the two tunnels is down, as during AWS’s own maintenance.',
      ['tunnel-1', 'tunnel-2'],
      tunnel => bridge.takeDown(tunnel),
    ),
    fault(
      'bgp-session-down',
      'A BGP session over Direct Connect is down',
      'The session with one of the two on-premise routers is down.',
      ['router-1', 'router-2'],
      router => bridge.takeDown(router),
    ),
  ];
}
