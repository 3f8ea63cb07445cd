/** Calls kept at once: what 60 s bring at some 3,000 a second, in about 20 MB. */
const CALLS_MAX = 200_000;

/**
 * Remembers signed calls for as long as their signature is good, so that none is answered twice. What does not fit is
 * forgotten oldest second first, and from then on a call of a forgotten second is refused: memory is bounded and a
 * repeat finds no gap. One process has one memory; another process of the same subgraph has its own.
 */
export class SeenCalls {
  /** By the second in which the calls were signed. */
  readonly #nonces = new Map<number, Set<string>>();
  readonly #callsMax: number;
  #size = 0;
  /** Calls of this second and of those before it are not told apart any more. */
  #forgottenThrough = Number.NEGATIVE_INFINITY;

  constructor(callsMax = CALLS_MAX) {
    this.#callsMax = callsMax;
  }

  get size(): number {
    return this.#size;
  }

  /** True the first time. `signedAtMs` is the call's own instant; `oldestMs` is the earliest that is still accepted. */
  isFirst(nonce: string, signedAtMs: number, oldestMs: number): boolean {
    this.#forgetBefore(Math.floor(oldestMs / 1000));
    const second = Math.floor(signedAtMs / 1000);
    if (second <= this.#forgottenThrough) return false;
    const nonces = this.#nonces.get(second) ?? new Set();
    if (nonces.has(nonce)) return false;
    this.#nonces.set(second, nonces.add(nonce));
    this.#size += 1;
    while (this.#size > this.#callsMax) this.#forget(Math.min(...this.#nonces.keys()));
    return true;
  }

  #forgetBefore(second: number): void {
    for (const known of this.#nonces.keys()) {
      if (known < second) this.#forget(known);
    }
  }

  #forget(second: number): void {
    this.#size -= this.#nonces.get(second)?.size ?? 0;
    this.#nonces.delete(second);
    this.#forgottenThrough = Math.max(this.#forgottenThrough, second);
  }
}
