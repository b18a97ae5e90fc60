/** Name and shape of what the Direct Connect source reports on a network link. */

export const DIRECT_CONNECT = 'aws.directconnect.link';

export type DirectConnectLink = {
  region: string;
  connections: Array<{
    id: string;
    /** `available`, `down`, … */
    state: string;
    bandwidth: string;
    location: string;
  }>;
  virtualInterfaces: VirtualInterface[];
};

export type VirtualInterface = {
  id: string;
  name: string;
  connectionId: string;
  /** `private`, `public`, `transit`. */
  type: string;
  /** `available`, `down`, … */
  state: string;
  bgpPeers: Array<{
    id: string;
    addressFamily: string;
    /** `available`, `pending`, `deleting`, … */
    state: string;
    /** `up`, `down`, `unknown`. */
    status: string;
  }>;
};
