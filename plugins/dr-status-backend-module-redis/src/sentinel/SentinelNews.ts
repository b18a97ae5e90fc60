import { Redis } from 'ioredis';
import {
  clientOptions,
  sayAddress,
  type RedisNodeOptions,
} from '../redis/RedisNode';

/** Sentinel tells many small things at once; they are one reason to ask. */
const GATHER_MILLISECONDS = 100;

const pause = (milliseconds: number) =>
  new Promise<void>(resolve => {
    setTimeout(resolve, milliseconds);
  });

/** What Sentinels tell by themselves: that something has happened to a node. */
export class SentinelNews {
  readonly #options: RedisNodeOptions[];
  readonly #signal: AbortSignal;
  readonly #listeners = new Map<string, Redis>();
  #told = false;
  #wake = () => {};

  /** Nothing is heard before `listen`. */
  constructor(options: RedisNodeOptions[], signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  /** Listens to every Sentinel that it does not listen to already. */
  listen(): void {
    for (const options of this.#options) {
      const address = sayAddress(options);
      if (!this.#listeners.has(address)) {
        const listener = new Redis(clientOptions(options));
        this.#listeners.set(address, listener);
        // What is wrong with it is told by who asks it; the next round tries anew.
        listener.on('error', () => {});
        listener.on('end', () => this.#listeners.delete(address));
        listener.on('pmessage', () => {
          this.#told = true;
          this.#wake();
        });
        listener
          .connect()
          .then(() => listener.psubscribe('*'))
          .catch(() => listener.disconnect());
      }
    }
  }

  /** Resolves when there are news, also from before the call, or when the time is over. */
  async wait(seconds: number): Promise<void> {
    if (!this.#told && !this.#signal.aborted) {
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, seconds * 1000);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    if (this.#told) {
      await pause(GATHER_MILLISECONDS);
      this.#told = false;
    }
  }

  close(): void {
    this.#listeners.forEach(listener => listener.disconnect());
  }
}
