/** The one who waits for an answer, and may leave. What is done for nobody any more is given up. */
export interface Departure {
  readonly isOver: boolean;
  /** `act` is called once, when the one who waits leaves. */
  watch(act: () => void): void;
  forget(act: () => void): void;
}

/** Of somebody about whom an event tells. A signal would have to be made for every request, and tells very few of them. */
export class Leaving implements Departure {
  readonly #waiting = new Set<() => void>();
  #isOver = false;

  get isOver(): boolean {
    return this.#isOver;
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }

  watch(act: () => void): void {
    this.#waiting.add(act);
  }

  forget(act: () => void): void {
    this.#waiting.delete(act);
  }

  readonly leave = (): void => {
    this.#isOver = true;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const act of waiting) act();
  };
}

/** Of somebody whom a signal stands for; it is listened to once for all that is under way, and only while something is. */
export class SignalledDeparture implements Departure {
  readonly #signal: AbortSignal;
  readonly #leaving = new Leaving();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  get isOver(): boolean {
    return this.#signal.aborted;
  }

  watch(act: () => void): void {
    this.#leaving.watch(act);
    if (this.#leaving.waitingCount === 1) this.#signal.addEventListener('abort', this.#leaving.leave, { once: true });
  }

  forget(act: () => void): void {
    this.#leaving.forget(act);
    if (this.#leaving.waitingCount === 0) this.#signal.removeEventListener('abort', this.#leaving.leave);
  }
}
