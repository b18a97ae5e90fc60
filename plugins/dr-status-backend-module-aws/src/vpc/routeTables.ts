import type { Route, RouteTable } from '@aws-sdk/client-ec2';
import type { NetworkRoute, WayOut } from './signals';

const EVERYWHERE = '0.0.0.0/0';
/** As many as one table may have. */
const MOST_ROUTES = 1000;

/** Members of a route that name its target, with the kind that they stand for. */
const TARGETS: Array<[keyof Route, string]> = [
  ['NatGatewayId', 'nat-gateway'],
  ['TransitGatewayId', 'transit-gateway'],
  ['VpcPeeringConnectionId', 'vpc-peering'],
  ['LocalGatewayId', 'local-gateway'],
  ['CarrierGatewayId', 'carrier-gateway'],
  ['EgressOnlyInternetGatewayId', 'egress-only-internet-gateway'],
  ['CoreNetworkArn', 'core-network'],
  ['NetworkInterfaceId', 'network-interface'],
  ['InstanceId', 'instance'],
];

/** What gateways are by the beginning of their ids. */
const GATEWAYS: Record<string, string> = {
  'igw-': 'internet-gateway',
  'vgw-': 'virtual-private-gateway',
};

function targetOf(route: Route): WayOut {
  const state = route.State ?? '';
  const gateway = route.GatewayId;
  if (gateway) {
    const prefix = Object.keys(GATEWAYS).find(each => gateway.startsWith(each));
    const kind = prefix ? GATEWAYS[prefix] : gateway;
    return { kind, id: gateway, state };
  }
  const [member, kind] = TARGETS.find(([name]) => route[name]) ?? [
    undefined,
    'unknown',
  ];
  return { kind, id: member ? String(route[member]) : '', state };
}

/** Where what leaves a subnet for everywhere is sent, by subnet id. */
export function waysOut(
  tables: RouteTable[],
): (subnetId: string) => WayOut | null {
  const main = tables.find(({ Associations = [] }) =>
    Associations.some(({ Main }) => Main),
  );
  const own = new Map(
    tables.flatMap(table =>
      (table.Associations ?? []).flatMap(({ SubnetId }) =>
        SubnetId ? [[SubnetId, table] as const] : [],
      ),
    ),
  );
  return subnetId => {
    const route = (own.get(subnetId) ?? main)?.Routes?.find(
      ({ DestinationCidrBlock }) => DestinationCidrBlock === EVERYWHERE,
    );
    return route ? targetOf(route) : null;
  };
}

/** Routes to networks outside of the VPC, each once. */
export function networkRoutes(tables: RouteTable[]): NetworkRoute[] {
  const routes = new Map<string, NetworkRoute>();
  for (const { Routes = [] } of tables) {
    for (const route of Routes) {
      const { DestinationCidrBlock: destination } = route;
      if (
        destination &&
        destination !== EVERYWHERE &&
        route.GatewayId !== 'local'
      ) {
        const { id: target, state } = targetOf(route);
        const key = `${destination} ${target} ${state}`;
        const known = routes.get(key);
        routes.set(key, {
          destination,
          target,
          state,
          tables: (known?.tables ?? 0) + 1,
        });
      }
    }
  }
  // Those that lead nowhere first: none of them may be cut off.
  return [...routes.values()]
    .sort((a, b) => Number(a.state === 'active') - Number(b.state === 'active'))
    .slice(0, MOST_ROUTES);
}
