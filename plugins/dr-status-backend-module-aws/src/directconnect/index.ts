import { readNames } from '../aws/lists';
import type { AwsService } from '../aws/services';
import { bgpUp } from './bgpUp';
import { bridge } from './bridge';
import {
  DIRECT_CONNECT_ACTIONS,
  DirectConnectSource,
} from './DirectConnectSource';

/** AWS Direct Connect: connections and BGP sessions of a network link. */
export const directconnect: AwsService = {
  id: 'directconnect',
  title: 'Direct Connect',
  actions: DIRECT_CONNECT_ACTIONS,
  checks: [bgpUp, bridge],
  create: (settings, item) =>
    new DirectConnectSource(
      settings,
      item.has('connections')
        ? readNames(settings, item, 'connections', 'connections')
        : undefined,
    ),
};
