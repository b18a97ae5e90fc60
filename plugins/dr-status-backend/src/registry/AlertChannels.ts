import { InputError, NotFoundError } from '@backstage/errors';
import type {
  AlertChannel,
  DrStatusAlertingExtensionPoint,
} from '@twinshore/plugin-dr-status-node';

/** The ways in which people are woken, as modules have registered them. */
export class AlertChannels implements DrStatusAlertingExtensionPoint {
  readonly #channels = new Map<string, AlertChannel>();

  addChannel(channel: AlertChannel): void {
    if (this.#channels.has(channel.id)) {
      throw new Error(
        `Two alert channels are called "${channel.id}"; give one of them another id`,
      );
    }
    this.#channels.set(channel.id, channel);
  }

  /**
   * The channel of that id, or the only one.
   * @throws NotFoundError or InputError
   */
  channel(id?: string): AlertChannel {
    const all = [...this.#channels.values()];
    if (id === undefined && all.length > 1) {
      throw new InputError(
        `Say which channel: ${all.map(each => each.id).join(', ')}`,
      );
    }
    const channel = id === undefined ? all[0] : this.#channels.get(id);
    if (!channel) {
      throw new NotFoundError(
        id === undefined
          ? 'No alert channel is configured, for example drStatus.alerting.pagerduty'
          : `There is no alert channel called ${id}`,
      );
    }
    return channel;
  }
}
