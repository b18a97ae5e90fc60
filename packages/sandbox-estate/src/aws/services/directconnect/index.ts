import {
  DescribeConnectionsCommand,
  DescribeVirtualInterfacesCommand,
  ListVirtualInterfaceTestHistoryCommand,
  type Connection,
  type VirtualInterface,
} from '@aws-sdk/client-direct-connect';
import { REGIONS } from '../../../model';
import {
  operation,
  operations,
  type Call,
  type Service,
} from '../../server/service';
import { VPC_IDS } from '../ec2/plan';
import { ANNOUNCED, DIRECT_CONNECT_ID, type Bridge } from './Bridge';

const LOCATION = 'EqFR5';
const FIRST_VLAN = 101;
const ON_PREMISES_ASN = 65010;
const AMAZON_ASN = 64512;

/** The bridge ends in the primary region alone. */
const isHere = ({ region }: Call) => region === REGIONS['aws-primary'];

/** Direct Connect: one connection, a virtual interface to each on-premise router. */
export function directConnectService(bridge: Bridge): Service {
  const connection = ({ accountId, region }: Call): Connection => ({
    ownerAccount: accountId,
    connectionId: DIRECT_CONNECT_ID,
    connectionName: 'mis-on-prem',
    connectionState: bridge.linkUp('direct-connect') ? 'available' : 'down',
    region,
    location: LOCATION,
    bandwidth: '1Gbps',
    jumboFrameCapable: true,
    awsDeviceV2: 'EqFR5-1a2b3c4d5e6f',
    hasLogicalRedundancy: 'no',
    providerName: 'Example Networks',
  });
  const interfaces = ({ accountId, region }: Call): VirtualInterface[] =>
    bridge.sessions().map(({ name, up }, index) => {
      const cut = !bridge.linkUp('direct-connect');
      return {
        ownerAccount: accountId,
        virtualInterfaceId: `dxvif-fg5mis0${index + 1}`,
        virtualInterfaceName: `mis-${name}`,
        virtualInterfaceType: 'private',
        virtualInterfaceState: cut ? 'down' : 'available',
        connectionId: DIRECT_CONNECT_ID,
        location: LOCATION,
        region,
        vlan: FIRST_VLAN + index,
        asn: ON_PREMISES_ASN,
        amazonSideAsn: AMAZON_ASN,
        // As AWS does: whoever may read the interface may read its key.
        authKey: `bgp-key-of-${name}`,
        amazonAddress: `169.254.${100 + index}.1/30`,
        customerAddress: `169.254.${100 + index}.2/30`,
        addressFamily: 'ipv4',
        virtualGatewayId: `vgw-${VPC_IDS['aws-primary'].slice(4)}`,
        routeFilterPrefixes: ANNOUNCED.map(cidr => ({ cidr })),
        mtu: 1500,
        bgpPeers: [
          {
            bgpPeerId: `dxpeer-fg5mis0${index + 1}`,
            asn: ON_PREMISES_ASN,
            authKey: `bgp-key-of-${name}`,
            addressFamily: 'ipv4',
            amazonAddress: `169.254.${100 + index}.1/30`,
            customerAddress: `169.254.${100 + index}.2/30`,
            bgpPeerState: 'available',
            bgpStatus: up ? 'up' : 'down',
          },
        ],
      };
    });
  const matching = <T extends { connectionId?: string }>(
    all: T[],
    wanted: string | undefined,
  ) => all.filter(each => !wanted || each.connectionId === wanted);

  return {
    signingName: 'directconnect',
    actionPrefix: 'directconnect',
    apiVersion: '2012-10-25',
    xmlNamespace: 'http://directconnect.amazonaws.com/doc/2012-10-25/',
    shapeNamespace: 'com.amazonaws.directconnect',
    targetPrefix: 'OvertureService',
    protocols: ['json-1.1'],
    regions: region => [region],
    operations: operations([
      operation(DescribeConnectionsCommand, ({ connectionId }, call) => ({
        connections: matching(
          isHere(call) ? [connection(call)] : [],
          connectionId,
        ),
      })),
      operation(DescribeVirtualInterfacesCommand, (input, call) => ({
        virtualInterfaces: matching(
          isHere(call) ? interfaces(call) : [],
          input.connectionId,
        ).filter(
          each =>
            !input.virtualInterfaceId ||
            each.virtualInterfaceId === input.virtualInterfaceId,
        ),
      })),
      operation(ListVirtualInterfaceTestHistoryCommand, () => ({
        virtualInterfaceTestHistory: [],
      })),
    ]),
  };
}
