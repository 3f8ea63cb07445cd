/** Work that never runs twice at once. */
export class OneAtATime {
  readonly #work: () => Promise<void>;
  #running: Promise<void> | null = null;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Joins the run that is under way. */
  run(): Promise<void> {
    this.#running ??= this.#work().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** A run that begins after this call. */
  async runAfresh(): Promise<void> {
    await this.idle();
    await this.run();
  }

  async idle(): Promise<void> {
    await this.#running?.catch(() => undefined);
  }
}
