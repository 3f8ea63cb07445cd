/** Runs one thing after the other, in the order in which they were given. */
export class InOrder {
  #last: Promise<unknown> = Promise.resolve();
  #waitingCount = 0;

  /** How many are under way or wait. */
  get count(): number {
    return this.#waitingCount;
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    this.#waitingCount += 1;
    const done = this.#last.then(work).finally(() => {
      this.#waitingCount -= 1;
    });
    this.#last = done.catch(() => undefined);
    return done;
  }
}
