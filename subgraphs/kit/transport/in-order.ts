/** Runs one thing after the other, in the order in which they were given; some go ahead of those that wait. */
export class InOrder {
  readonly #ahead: (() => void)[] = [];
  readonly #others: (() => void)[] = [];
  #isBusy = false;
  #count = 0;

  /** How many are under way or wait. */
  get count(): number {
    return this.#count;
  }

  /** `isAhead`: before all that wait and are not. */
  async run<T>(work: () => Promise<T>, isAhead = false): Promise<T> {
    this.#count += 1;
    if (this.#isBusy) await new Promise<void>((resolve) => (isAhead ? this.#ahead : this.#others).push(resolve));
    this.#isBusy = true;
    try {
      return await work();
    } finally {
      this.#count -= 1;
      const next = this.#ahead.shift() ?? this.#others.shift();
      // It stays busy for whoever is called next: nobody may come in between.
      if (next === undefined) this.#isBusy = false;
      else next();
    }
  }
}
