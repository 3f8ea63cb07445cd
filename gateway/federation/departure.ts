/**
 * The one who waits for an answer, and may leave. Listens to a signal once for all that is under way in one operation: a
 * listener for each fetch costs as much as a small fetch.
 */
export class Departure {
  readonly #signal: AbortSignal;
  readonly #waiting = new Set<() => void>();
  #listens = false;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  get isOver(): boolean {
    return this.#signal.aborted;
  }

  /** `act` is called once, when the one who waits leaves. */
  watch(act: () => void): void {
    this.#waiting.add(act);
    if (this.#listens) return;
    this.#listens = true;
    this.#signal.addEventListener('abort', this.#leave, { once: true });
  }

  forget(act: () => void): void {
    this.#waiting.delete(act);
    if (this.#waiting.size > 0) return;
    this.#listens = false;
    this.#signal.removeEventListener('abort', this.#leave);
  }

  readonly #leave = () => {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const act of waiting) act();
  };
}
