/** How objects leave the queue. */
export type Flow = 'flowing' | 'slow' | 'blocked' | 'failing' | 'idle';

/** What users upload in the sandbox: a document every two seconds. */
const OBJECTS_PER_SECOND = 0.5;
const BYTES_PER_OBJECT = 1_400_000;
/** How fast a backlog goes, against the uploads; slower than them it grows. */
const SPEED: Record<Flow, number> = {
  flowing: 20,
  slow: 0.25,
  blocked: 0,
  failing: 0,
  idle: 0,
};
/** What a copy between regions takes when nothing is in its way. */
const TRANSFER_SECONDS = 2.5;

/**
 * Objects that wait to be copied, in the order of their writing. Uploads are
 * steady, so that the age of the oldest follows from their number.
 */
export class ReplicationQueue {
  #at: number;
  #waiting = 0;
  #failed = 0;

  constructor(now: number) {
    this.#at = now;
  }

  advance(now: number, flow: Flow): void {
    const seconds = Math.max(0, (now - this.#at) / 1000);
    this.#at = now;
    const written = flow === 'idle' ? 0 : seconds * OBJECTS_PER_SECOND;
    if (flow === 'failing') {
      this.#failed += written;
      return;
    }
    const copied = seconds * OBJECTS_PER_SECOND * SPEED[flow];
    this.#waiting = Math.max(0, this.#waiting + written - copied);
  }

  get latencySeconds(): number {
    return this.#waiting / OBJECTS_PER_SECOND + TRANSFER_SECONDS;
  }

  get objects(): number {
    return Math.ceil(this.#waiting);
  }

  get bytes(): number {
    return this.objects * BYTES_PER_OBJECT;
  }

  /** Objects that failed since this was last asked. */
  takeFailed(): number {
    const failed = Math.floor(this.#failed);
    this.#failed -= failed;
    return failed;
  }
}
