import type { Lane } from '#kit/commands/lane.ts';
import type { Timers } from '#kit/runtime/timers.ts';

interface Waiting {
  readonly admit: (admitted: boolean) => void;
}

/**
 * Lets so many calls in at once; the others wait in the order in which they came, interactive ones first. Bulk never
 * takes the last place, where there is more than one, so that an interactive call finds it free.
 */
export class Gate {
  readonly #timers: Timers;
  readonly #max: number;
  readonly #bulkMax: number;
  readonly #queues: Readonly<Record<Lane, Set<Waiting>>> = { INTERACTIVE: new Set(), BULK: new Set() };
  #inside = 0;
  #bulkInside = 0;

  constructor(max: number | null, timers: Timers) {
    this.#timers = timers;
    this.#max = max ?? Number.POSITIVE_INFINITY;
    this.#bulkMax = Math.max(1, this.#max - 1);
  }

  /** Waits for a place, at most so long; false when there was none by then. Who got one gives it back by `leave`. */
  async enter(lane: Lane, waitMaxMs: number): Promise<boolean> {
    if (this.#queues[lane].size === 0 && this.#hasRoom(lane)) {
      this.#count(lane, 1);
      return true;
    }
    if (waitMaxMs <= 0) return false;
    const queue = this.#queues[lane];
    const settled = new AbortController();
    const admitted = new Promise<boolean>((resolve) => {
      const waiting: Waiting = {
        admit: (admitted) => {
          queue.delete(waiting);
          settled.abort();
          resolve(admitted);
        },
      };
      queue.add(waiting);
      void this.#timers.sleep(waitMaxMs, settled.signal).then(() => {
        if (queue.has(waiting)) waiting.admit(false);
      });
    });
    return admitted;
  }

  leave(lane: Lane): void {
    this.#count(lane, -1);
    this.#admitNext('INTERACTIVE');
    this.#admitNext('BULK');
  }

  #admitNext(lane: Lane): void {
    const [next] = this.#queues[lane];
    if (next === undefined || !this.#hasRoom(lane)) return;
    this.#count(lane, 1);
    next.admit(true);
  }

  #hasRoom(lane: Lane): boolean {
    return this.#inside < this.#max && (lane === 'INTERACTIVE' || this.#bulkInside < this.#bulkMax);
  }

  #count(lane: Lane, by: 1 | -1): void {
    this.#inside += by;
    if (lane === 'BULK') this.#bulkInside += by;
  }
}
