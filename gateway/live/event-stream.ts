const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

interface Waiter<Item> {
  readonly resolve: (result: IteratorResult<Item>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A queue that is read as an async iterator. Written by hand: `return()` of a generator waits behind the `next()` that
 * is pending, so that on a quiet stream whatever feeds it would stay open for ever. Here leaving takes effect at once.
 */
export class EventStream<Item> implements AsyncIterableIterator<Item, undefined> {
  readonly #onLeave: () => void;
  readonly #onRead: () => void;
  readonly #items: Item[] = [];
  #waiting: Waiter<Item>[] = [];
  #closed = false;
  #error: { readonly cause: unknown } | null = null;

  /**
   * `onLeave` is called once, in the same tick, when the reader leaves or the stream ends; `onRead` after each item that
   * left the buffer.
   */
  constructor(onLeave: () => void, onRead: () => void = () => undefined) {
    this.#onLeave = onLeave;
    this.#onRead = onRead;
  }

  get bufferedCount(): number {
    return this.#items.length;
  }

  push(item: Item): void {
    if (this.#closed) return;
    const waiter = this.#waiting.shift();
    if (waiter === undefined) this.#items.push(item);
    else waiter.resolve({ done: false, value: item });
  }

  /** Ends after what is buffered was read. */
  end(): void {
    this.#close();
  }

  /** Ends with an error after what is buffered was read. */
  fail(cause: unknown): void {
    if (this.#closed) return;
    const [first] = this.#waiting;
    if (first === undefined) {
      this.#error = { cause };
    } else {
      this.#waiting = this.#waiting.slice(1);
      first.reject(cause);
    }
    this.#close();
  }

  next(): Promise<IteratorResult<Item, undefined>> {
    const item = this.#items.shift();
    if (item !== undefined) {
      this.#onRead();
      return Promise.resolve({ done: false, value: item });
    }
    if (this.#error !== null) {
      const { cause } = this.#error;
      this.#error = null;
      return Promise.reject(cause);
    }
    if (this.#closed) return Promise.resolve(DONE);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  return(): Promise<IteratorReturnResult<undefined>> {
    this.#items.length = 0;
    this.#error = null;
    this.#close();
    return Promise.resolve(DONE);
  }

  async throw(error: unknown): Promise<never> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { resolve } of waiting) resolve(DONE);
    this.#onLeave();
  }
}
