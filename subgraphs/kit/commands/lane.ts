import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * How urgent a vendor call is. INTERACTIVE: a person or an operation of one contract waits for it. BULK: one of very
 * many, such as a month's invoices, a poll or a re-reading; it gives way.
 */
export type Lane = 'INTERACTIVE' | 'BULK';

interface Work {
  readonly lane: Lane;
  /** Whether a work that is to end soon has made its first vendor call; null for one that may be broken off anywhere. */
  readonly course: { hasBegun: boolean } | null;
}

const present = new AsyncLocalStorage<Work>();

/** Every vendor call that `work` makes, however deep, goes in this lane. */
export function inLane<T>(lane: Lane, work: () => T): T {
  return present.run({ lane, course: null }, work);
}

/**
 * Like `inLane`, for a work that is done again from its beginning when one of its calls is put off, such as a command:
 * after its first call the others go before those of works that have not begun.
 */
export function inLaneAsOne<T>(lane: Lane, work: () => T): T {
  return present.run({ lane, course: { hasBegun: false } }, work);
}

/** INTERACTIVE where nobody said otherwise. */
export function currentLane(): Lane {
  return present.getStore()?.lane ?? 'INTERACTIVE';
}

/** Whether what is done now has made a vendor call and would have to begin again if its next one were put off. */
export function hasBegun(): boolean {
  return present.getStore()?.course?.hasBegun === true;
}

/** What is done now makes a vendor call. */
export function noteBegun(): void {
  const course = present.getStore()?.course;
  if (course) course.hasBegun = true;
}
