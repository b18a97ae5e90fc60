import { readNames } from '../aws/lists';
import type { AwsService } from '../aws/services';
import { tunnelsUp } from './tunnelsUp';
import { VPN_ACTIONS, VpnSource } from './VpnSource';

/** AWS Site-to-Site VPN: the tunnels of a network link. */
export const vpn: AwsService = {
  id: 'vpn',
  title: 'Site-to-site VPN',
  actions: VPN_ACTIONS,
  checks: [tunnelsUp],
  create: (settings, item) =>
    new VpnSource(
      settings,
      item.has('connections')
        ? readNames(settings, item, 'connections', 'VPN connections')
        : undefined,
    ),
};
