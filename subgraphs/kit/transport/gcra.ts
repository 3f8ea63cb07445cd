import type { Lane } from '#kit/commands/lane.ts';

/**
 * How the calls of one vendor connection are spaced: the generic cell rate algorithm with no burst, two lanes under one
 * budget. Instants are milliseconds of one clock, the database's.
 */
export interface Pace {
  /** The theoretical arrival time: the first slot that nobody has. */
  readonly tatMs: number;
  /** From then on a bulk call may stand in line like any other. */
  readonly bulkDueMs: number;
  /** The vendor asked for silence until then. */
  readonly heldUntilMs: number;
}

export interface Ask {
  readonly lane: Lane;
  readonly nowMs: number;
  readonly intervalMs: number;
  /** Who would have to wait longer is refused and takes nothing. */
  readonly waitMaxMs: number;
}

/** GRANTED: call after `waitMs`. ASK_AGAIN: ask once more after `waitMs`. REFUSED: the slot would be `waitMs` away. */
export interface Turn {
  readonly outcome: 'GRANTED' | 'ASK_AGAIN' | 'REFUSED';
  readonly waitMs: number;
}

export const UNTOUCHED: Pace = {
  tatMs: Number.NEGATIVE_INFINITY,
  bulkDueMs: Number.NEGATIVE_INFINITY,
  heldUntilMs: Number.NEGATIVE_INFINITY,
};

/** Part of the vendor's limit that is used: calls that leave evenly arrive a little unevenly. */
const USED_OF_LIMIT = 0.96;
const SECOND_MS = 1000;
/** Out of so many slots, one is bulk's even when interactive calls would fill them all. */
export const BULK_SHARE = 10;

export function intervalMsOf(ratePerSecond: number): number {
  return SECOND_MS / (ratePerSecond * USED_OF_LIMIT);
}

/**
 * Gives the next slot. An interactive call takes it however far away it is. A bulk call takes a slot only when that is
 * free now, or stands in line once in ten slots; so never more than one slot of those to come is bulk's, however many
 * bulk calls there are, and an interactive call waits less than two intervals more than for the interactive ones
 * before it. Bulk in turn gets a tenth at the least.
 */
export function takeTurn(pace: Pace, { lane, nowMs, intervalMs, waitMaxMs }: Ask): readonly [Turn, Pace] {
  const slotMs = Math.max(nowMs, pace.tatMs);
  const waitMs = slotMs - nowMs;
  if (waitMs > waitMaxMs) return [{ outcome: 'REFUSED', waitMs }, pace];
  if (lane === 'BULK' && waitMs > 0 && pace.bulkDueMs > nowMs) {
    return [{ outcome: 'ASK_AGAIN', waitMs: Math.min(slotMs, pace.bulkDueMs) - nowMs }, pace];
  }
  const bulkDueMs = lane === 'BULK' ? slotMs + intervalMs * BULK_SHARE : pace.bulkDueMs;
  return [
    { outcome: 'GRANTED', waitMs },
    { ...pace, tatMs: slotMs + intervalMs, bulkDueMs },
  ];
}

/** The vendor asked for silence: no lane gets a slot before it ends. Never earlier than what was asked before. */
export function heldBack(pace: Pace, nowMs: number, retryAfterMs: number): Pace {
  const untilMs = nowMs + retryAfterMs;
  return {
    ...pace,
    tatMs: Math.max(pace.tatMs, untilMs),
    heldUntilMs: Math.max(pace.heldUntilMs, untilMs),
  };
}
