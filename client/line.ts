import { broken, type Loss, lossOf } from './loss.ts';
import { type Envelope, ownProblem, readEnvelope } from './problem.ts';

/**
 * What comes over one connection, kept until it is read. It is bounded: when nobody reads, the connection is left, what came
 * is still read, and the next one goes on behind that.
 */
export class Line {
  readonly #itemsMax: number;
  readonly #ended = new AbortController();
  #items: Envelope[] = [];
  #loss: Loss | null = null;
  #leave: () => void = () => undefined;
  #wake: () => void = () => undefined;

  constructor(itemsMax: number) {
    this.#itemsMax = itemsMax;
  }

  /** Aborted when nothing comes any more. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Why nothing comes any more. */
  get loss(): Loss {
    return this.#loss ?? broken('The connection is still open.');
  }

  /** How the connection is closed; called once, at the end. */
  onLeave(leave: () => void): void {
    this.#leave = leave;
    if (this.#loss !== null) leave();
  }

  /** What a transport was told: an item, or, without data, why there are no more. */
  take(told: unknown): void {
    const read = readEnvelope(told);
    if (read === null) this.end(broken('What came is no answer of a graph.'));
    else if (read.data === null || read.data === undefined) this.end(lossOf(read.problems));
    else this.#push(read);
  }

  /** Idempotent: the first one says why. What came before is still read. */
  end(loss: Loss): void {
    if (this.#loss !== null) return;
    this.#loss = loss;
    this.#ended.abort();
    this.#leave();
    this.#wake();
  }

  /** As `end`, and nothing of what came is read any more. */
  cut(loss: Loss): void {
    this.#items = [];
    if (this.#loss === null) this.end(loss);
    else this.#loss = loss;
  }

  /** The next item, in order; null when there are no more. */
  async next(): Promise<Envelope | null> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) return item;
      if (this.#loss !== null) return null;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #push(item: Envelope): void {
    if (this.#loss !== null) return;
    this.#items.push(item);
    if (this.#items.length >= this.#itemsMax) this.end(lossOf([ownProblem('LAGGED', 'More came than was read.')]));
    this.#wake();
  }
}
