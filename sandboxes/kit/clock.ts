import type { Store } from './store.ts';

/**
 * The sandbox's own clock: the machine's time moved by an offset that the control API sets, so that a year of
 * business can be lived in a minute. The offset is remembered with the rest of the state.
 */
export class SandboxClock {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  now(): Date {
    return new Date(Date.now() + (this.#store.collection<number>('clock').get('offsetMs') ?? 0));
  }

  nowS(): number {
    return Math.floor(this.now().getTime() / 1000);
  }

  set(now: Date): void {
    this.#store.collection<number>('clock').put('offsetMs', now.getTime() - Date.now());
  }
}

/** A small seeded generator (mulberry32): the same seed gives the same run. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
