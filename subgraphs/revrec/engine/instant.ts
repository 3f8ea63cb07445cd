import {
  addDays,
  type CivilDate,
  civilDate,
  daysBetween,
  laterOf,
  parseCivilDate,
  type Term,
} from '#schema/canonical/calendar.ts';

/** Milliseconds since 1970-01-01 UTC, half-open: `toMs` no longer belongs to it and is after `fromMs`. */
export interface InstantSpan {
  readonly fromMs: bigint;
  readonly toMs: bigint;
}

const EPOCH = civilDate('1970-01-01');
const DAY_MS = 86_400_000n;

/** Reads `2026-08-16T09:30:00Z`, seconds and milliseconds optional; `null` when the text is no instant in UTC. */
export function readInstant(text: string): bigint | null {
  const match = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,3}))?)?Z$/.exec(text);
  const day = match === null ? null : parseCivilDate(match[1] ?? '');
  if (match === null || day === null) return null;
  const [hours, minutes, seconds] = [match[2] ?? '0', match[3] ?? '0', match[4] ?? '0'].map(BigInt);
  const ofDay = ((hours ?? 0n) * 60n + (minutes ?? 0n)) * 60n + (seconds ?? 0n);
  return startOfDay(day) + ofDay * 1000n + BigInt((match[5] ?? '').padEnd(3, '0'));
}

/** The first millisecond of a day in UTC. */
export function startOfDay(day: CivilDate): bigint {
  return BigInt(daysBetween(EPOCH, day)) * DAY_MS;
}

/** The first millisecond that no longer belongs to a day. */
export function endOfDay(day: CivilDate): bigint {
  return startOfDay(day) + DAY_MS;
}

/** The day in UTC that a moment belongs to. */
export function dayOf(ms: bigint): CivilDate {
  return addDays(EPOCH, Number((ms - (((ms % DAY_MS) + DAY_MS) % DAY_MS)) / DAY_MS));
}

/** Whole days as a span. */
export function spanOf({ from, to }: Term): InstantSpan {
  return { fromMs: startOfDay(from), toMs: endOfDay(to) };
}

/** The first day counts whole and the last one is cut off, but one day always counts. */
export function daysOf({ fromMs, toMs }: InstantSpan): Term {
  const [from, last] = [dayOf(fromMs), addDays(dayOf(toMs), -1)];
  return { from, to: laterOf(from, last) };
}

/** What both have in common; empty (`toMs` not after `fromMs`) when that is nothing. */
export function overlap(a: InstantSpan, b: InstantSpan): InstantSpan {
  const { fromMs } = a.fromMs > b.fromMs ? a : b;
  const { toMs } = a.toMs < b.toMs ? a : b;
  return { fromMs, toMs };
}
