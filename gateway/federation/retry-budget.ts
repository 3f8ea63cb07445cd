const SHARE = 0.1;
const SAVED_MAX = 10;

/** Lets at most one call in ten be a repetition, so that retries never double the load on what is failing already. */
export class RetryBudget {
  #saved = SAVED_MAX;

  /** Once for each first attempt. */
  earn(): void {
    this.#saved = Math.min(SAVED_MAX, this.#saved + SHARE);
  }

  /** False when nothing is left to spend. */
  spend(): boolean {
    if (this.#saved < 1) return false;
    this.#saved -= 1;
    return true;
  }
}
