import type { EventCategory } from './eventCategory';

export interface InstanceEvent {
  /** Grows with every event; names the place between pages. */
  sequence: number;
  identifier: string;
  region: string;
  at: Date;
  message: string;
  categories: EventCategory[];
}

/** RDS keeps events for 14 days; the sandbox keeps the newest. */
const CAPACITY = 1000;

export class EventLog {
  readonly #events: InstanceEvent[] = [];
  #sequence = 0;

  add(event: Omit<InstanceEvent, 'sequence'>): void {
    this.#events.push({ ...event, sequence: ++this.#sequence });
    if (this.#events.length > CAPACITY) this.#events.shift();
  }

  /** Oldest first. */
  of(region: string): InstanceEvent[] {
    return this.#events.filter(event => event.region === region);
  }
}
