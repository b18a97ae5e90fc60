/** Name and shape of what the VPN source reports on a network link. */

export const VPN_CONNECTIONS = 'aws.vpn.connections';

export type VpnConnections = {
  region: string;
  connections: VpnConnection[];
};

export type VpnConnection = {
  id: string;
  /** `available`, `pending`, `deleting`; `deleted` for one that was there and is gone. */
  state: string;
  /** Without BGP no routes are accepted, and none are missed. */
  staticRoutesOnly: boolean;
  tunnels: Array<{
    address: string;
    /** `UP` or `DOWN`. */
    status: string;
    /** Null where it is not said. */
    acceptedRoutes: number | null;
    lastChangeAt: string | null;
  }>;
};
