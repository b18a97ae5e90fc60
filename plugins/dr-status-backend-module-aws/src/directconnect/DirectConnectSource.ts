import {
  DescribeConnectionsCommand,
  DescribeVirtualInterfacesCommand,
  type VirtualInterface,
} from '@aws-sdk/client-direct-connect';
import {
  SourceFailure,
  type ObservationInput,
  type SourceContext,
} from '@twinshore/plugin-dr-status-node';
import { AwsSource, type AwsSourceSettings } from '../aws/AwsSource';
import { malformed, type AskedService } from '../aws/failures';
import { allPages } from '../aws/pages';
import { Sightings } from '../aws/Sightings';
import * as signals from './signals';

export const DIRECT_CONNECT_ACTIONS = [
  'directconnect:DescribeConnections',
  'directconnect:DescribeVirtualInterfaces',
] as const;
/** Shown for a while after they are gone. */
const GONE = ['deleted', 'rejected'];

/** The interface comes with the keys of its BGP sessions: they are not kept. */
function toInterface(each: VirtualInterface): signals.VirtualInterface {
  return {
    id: each.virtualInterfaceId ?? '',
    name: each.virtualInterfaceName ?? '',
    connectionId: each.connectionId ?? '',
    type: each.virtualInterfaceType ?? '',
    state: each.virtualInterfaceState ?? '',
    bgpPeers: (each.bgpPeers ?? [])
      .filter(({ bgpPeerState }) => bgpPeerState !== 'deleted')
      .map(peer => ({
        id: peer.bgpPeerId ?? '',
        addressFamily: peer.addressFamily ?? '',
        state: peer.bgpPeerState ?? '',
        status: peer.bgpStatus ?? '',
      })),
  };
}

/** Asks Direct Connect of one account and region for a link's connections and BGP sessions. */
export class DirectConnectSource extends AwsSource {
  readonly #ids?: string[];
  readonly #sightings = new Sightings();

  /** @param ids - connections of the link; all of the region when absent */
  constructor(settings: AwsSourceSettings, ids?: string[]) {
    super(
      settings,
      `Direct Connect in ${settings.region}`,
      DIRECT_CONNECT_ACTIONS,
    );
    this.#ids = ids;
  }

  protected async ask(
    context: SourceContext,
    asked: AskedService,
  ): Promise<ObservationInput[]> {
    const { region } = this;
    const client = await this.clients.get('directconnect', region);
    const options = { abortSignal: context.signal };
    const follows = (id = '') => !this.#ids || this.#ids.includes(id);
    const connections = (
      await allPages(
        nextToken =>
          client.send(new DescribeConnectionsCommand({ nextToken }), options),
        answer => ({ items: answer.connections, next: answer.nextToken }),
        () => malformed(asked, 'without a list of connections'),
      )
    ).filter(
      ({ connectionId, connectionState = '' }) =>
        follows(connectionId) && !GONE.includes(connectionState),
    );
    const interfaces = (
      await allPages(
        nextToken =>
          client.send(
            new DescribeVirtualInterfacesCommand({ nextToken }),
            options,
          ),
        answer => ({ items: answer.virtualInterfaces, next: answer.nextToken }),
        () => malformed(asked, 'without a list of virtual interfaces'),
      )
    ).filter(
      ({ connectionId, virtualInterfaceState = '' }) =>
        follows(connectionId) && !GONE.includes(virtualInterfaceState),
    );
    const found = [...connections, ...interfaces].map(
      ({ connectionId = '' }) => connectionId,
    );
    this.#confirm(found, asked);
    // One that was there: left out, the others would pass for all of the link.
    const gone = (this.#ids ?? []).filter(id => !found.includes(id));
    const value: signals.DirectConnectLink = {
      region,
      connections: [
        ...connections.map(each => ({
          id: each.connectionId ?? '',
          state: each.connectionState ?? '',
          bandwidth: each.bandwidth ?? '',
          location: each.location ?? '',
        })),
        ...gone.map(id => ({
          id,
          state: 'deleted',
          bandwidth: '',
          location: '',
        })),
      ],
      virtualInterfaces: interfaces.map(toInterface),
    };
    return [
      {
        entityRef: this.entityRefs[0],
        signal: signals.DIRECT_CONNECT,
        value,
      },
    ];
  }

  /** A hosted connection may show only by the interfaces on it. */
  #confirm(found: string[], asked: AskedService): void {
    const { key } = this;
    for (const id of this.#ids ?? ['any']) {
      this.#sightings.confirm(
        id,
        id === 'any' ? found.length > 0 : found.includes(id),
        () =>
          new SourceFailure(
            'misconfigured',
            `${asked.name} has no connection${id === 'any' ? '' : ` ${id}`}.`,
            `Correct ${key}.region or ${key}.connections.`,
          ),
      );
    }
  }
}
