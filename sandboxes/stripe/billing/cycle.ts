import type { Recurring } from '../objects/records.ts';

/** The instants at which periods begin and end: the anchor moved by whole intervals, either way. Unix seconds, UTC. */
export interface Cycle {
  readonly anchor: number;
  readonly recurring: Pick<Recurring, 'interval' | 'interval_count'>;
}

/** An exact number of intervals. */
export interface Fraction {
  readonly part: bigint;
  readonly whole: bigint;
}

const DAY_S = 86_400;

/** The boundary `count` intervals after the anchor; an anchor on the 31st falls on the last day of shorter months. */
export function boundary({ anchor, recurring }: Cycle, count: number): number {
  const { interval, interval_count: each } = recurring;
  if (interval === 'day') return anchor + count * each * DAY_S;
  if (interval === 'week') return anchor + count * each * 7 * DAY_S;
  const months = count * each * (interval === 'year' ? 12 : 1);
  const from = new Date(anchor * 1000);
  const month = from.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(from.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const day = Math.min(from.getUTCDate(), lastDay);
  const time = [from.getUTCHours(), from.getUTCMinutes(), from.getUTCSeconds()] as const;
  return Date.UTC(from.getUTCFullYear(), month, day, ...time) / 1000;
}

/** How many boundaries lie between the anchor and the period that holds `at` (negative before the anchor). */
export function indexAt(cycle: Cycle, at: number): number {
  const length = boundary(cycle, 1) - cycle.anchor;
  let index = Math.floor((at - cycle.anchor) / length);
  while (boundary(cycle, index) > at) index -= 1;
  while (boundary(cycle, index + 1) <= at) index += 1;
  return index;
}

/** The first boundary after `at`. */
export function nextBoundary(cycle: Cycle, at: number): number {
  return boundary(cycle, indexAt(cycle, at) + 1);
}

/** Where a period that begins at `start` ends: at an anchor that is still ahead, else one interval on. */
export function naturalEnd(cycle: Cycle, start: number): number {
  return cycle.anchor > start ? cycle.anchor : nextBoundary(cycle, start);
}

/** How many intervals lie from `start` to `end`, to the second: a part of a period counts by that period's own length. */
export function intervalsBetween(cycle: Cycle, start: number, end: number): Fraction {
  const from = position(cycle, start);
  const to = position(cycle, end);
  return { part: to.part * from.whole - from.part * to.whole, whole: to.whole * from.whole };
}

function position(cycle: Cycle, at: number): Fraction {
  const index = indexAt(cycle, at);
  const start = boundary(cycle, index);
  const whole = BigInt(boundary(cycle, index + 1) - start);
  return { part: BigInt(index) * whole + BigInt(at - start), whole };
}
