import type { SignalApi } from '@backstage/plugin-signals-react';
import type { JsonObject } from '@backstage/types';

/** Signals that a test sends by hand. @public */
export class FakeSignalApi implements SignalApi {
  readonly #subscribers = new Map<string, Set<(message: any) => void>>();

  subscribe<TMessage extends JsonObject = JsonObject>(
    channel: string,
    onMessage: (message: TMessage) => void,
  ) {
    const subscribers = this.#subscribers.get(channel) ?? new Set();
    this.#subscribers.set(channel, subscribers);
    subscribers.add(onMessage);
    return { unsubscribe: () => subscribers.delete(onMessage) };
  }

  send(channel: string, message: JsonObject) {
    for (const subscriber of this.#subscribers.get(channel) ?? []) {
      subscriber(message);
    }
  }

  subscriberCount(channel: string): number {
    return this.#subscribers.get(channel)?.size ?? 0;
  }
}
