export type { EstateEntity } from './EstateEntity';
export {
  EstateModel,
  type EstateGroup,
  type EstateNeighbours,
  type EstateNetwork,
} from './EstateModel';
export type { ReplicationChain, ReplicationHop } from './replicationChains';
