import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * How urgent a vendor call is. INTERACTIVE: a person or an operation of one contract waits for it. BULK: one of very
 * many, such as a month's invoices, a poll or a re-reading; it gives way.
 */
export type Lane = 'INTERACTIVE' | 'BULK';

const present = new AsyncLocalStorage<Lane>();

/** Every vendor call that `work` makes, however deep, goes in this lane. */
export function inLane<T>(lane: Lane, work: () => T): T {
  return present.run(lane, work);
}

/** INTERACTIVE where nobody said otherwise. */
export function currentLane(): Lane {
  return present.getStore() ?? 'INTERACTIVE';
}
