import {
  DescribeVpnConnectionsCommand,
  type VpnConnection,
} from '@aws-sdk/client-ec2';
import {
  SourceFailure,
  type ObservationInput,
  type SourceContext,
} from '@twinshore/plugin-dr-status-node';
import { AwsSource, type AwsSourceSettings } from '../aws/AwsSource';
import { malformed, type AskedService } from '../aws/failures';
import { Sightings } from '../aws/Sightings';
import * as signals from './signals';

export const VPN_ACTIONS = ['ec2:DescribeVpnConnections'] as const;

/** The configuration that comes with it holds the keys of the tunnels: nothing of it is kept. */
function toConnection(connection: VpnConnection): signals.VpnConnection {
  return {
    id: connection.VpnConnectionId ?? '',
    state: connection.State ?? '',
    staticRoutesOnly: connection.Options?.StaticRoutesOnly ?? false,
    tunnels: (connection.VgwTelemetry ?? []).map(each => ({
      address: each.OutsideIpAddress ?? '',
      status: each.Status ?? '',
      acceptedRoutes: each.AcceptedRouteCount ?? null,
      lastChangeAt: each.LastStatusChange?.toISOString() ?? null,
    })),
  };
}

/** Asks EC2 of one account and region for its site-to-site VPN connections. */
export class VpnSource extends AwsSource {
  readonly #ids?: string[];
  readonly #sightings = new Sightings();

  /** @param ids - connections of the link; all of the region when absent */
  constructor(settings: AwsSourceSettings, ids?: string[]) {
    super(settings, `EC2 in ${settings.region}`, VPN_ACTIONS);
    this.#ids = ids;
  }

  protected async ask(
    context: SourceContext,
    asked: AskedService,
  ): Promise<ObservationInput[]> {
    const { region, key } = this;
    const client = await this.clients.get('ec2', region);
    const { VpnConnections } = await client.send(
      new DescribeVpnConnectionsCommand({}),
      { abortSignal: context.signal },
    );
    if (!Array.isArray(VpnConnections)) {
      throw malformed(asked, 'without a list of VPN connections');
    }
    // EC2 shows what was deleted for an hour.
    const connections = VpnConnections.map(toConnection).filter(
      ({ id, state }) =>
        state !== 'deleted' && (!this.#ids || this.#ids.includes(id)),
    );
    for (const id of this.#ids ?? ['any']) {
      this.#sightings.confirm(
        id,
        id === 'any'
          ? connections.length > 0
          : connections.some(each => each.id === id),
        () =>
          new SourceFailure(
            'misconfigured',
            `${asked.name} has no VPN connection${
              id === 'any' ? '' : ` ${id}`
            }.`,
            `Correct ${key}.region or ${key}.connections.`,
          ),
      );
    }
    // One that was there: left out, the others would pass for all of the link.
    const gone = (this.#ids ?? [])
      .filter(id => !connections.some(each => each.id === id))
      .map(
        (id): signals.VpnConnection => ({
          id,
          state: 'deleted',
          staticRoutesOnly: false,
          tunnels: [],
        }),
      );
    return [
      {
        entityRef: this.entityRefs[0],
        signal: signals.VPN_CONNECTIONS,
        value: { region, connections: [...connections, ...gone] },
      },
    ];
  }
}
