import { type CivilDate, dayNumber, termDays } from '#schema/canonical/calendar.ts';
import { type EarningPart, type Obligation, recognizedBy } from './contract-state.ts';

/** A day with its number, so that it is counted once for all that is asked of it. */
export interface AskedDay {
  readonly on: CivilDate;
  readonly number: number;
}

/** Recognised of an obligation up to the end of a day, in minor units. */
type EarnedCurve = (day: AskedDay) => bigint;

export function asked(on: CivilDate): AskedDay {
  return { on, number: dayNumber(on) };
}

/**
 * What an obligation earns, made ready once to be asked for many days; it answers as `recognizedOn` does. Segments that
 * go by days are reckoned in whole numbers below 2^53, where those are exact; all others as they are.
 */
export function earnedCurve({ segments, increments }: Obligation): EarnedCurve {
  const besides = increments.map(({ amountMinor, plan }) => ({ ...BESIDE, amountMinor, plan }));
  const byDays: ByDays[] = [];
  const others: EarningPart[] = [];
  let size = 0;
  for (const part of [...segments, ...besides]) {
    const days = inDays(part);
    // Each adds no more than its amount and what was settled before: below 2^53 both are exact, and so is their sum.
    if (days !== null && size + days.size <= Number.MAX_SAFE_INTEGER) {
      byDays.push(days);
      size += days.size;
    } else others.push(part);
  }
  return ({ on, number }) => {
    let earned = 0;
    for (const part of byDays) earned += earnedByDays(part, number);
    return others.reduce((all, part) => all + recognizedBy(part, on), BigInt(earned));
  };
}

const BESIDE = { settledMinor: 0n, fromOn: null, untilOn: null } as const;

/** A part by days; days by their numbers. */
interface ByDays {
  readonly minor: number;
  readonly settled: number;
  /** Before this day it counts nothing. */
  readonly counts: number;
  readonly from: number;
  /** Days of the whole, and those that are served at most. */
  readonly days: number;
  readonly daysMost: number;
  /** No figure of it is greater. */
  readonly size: number;
}

/** `null` where a product could pass what a number holds exactly, or where it does not go by days. */
function inDays({ amountMinor, plan, settledMinor, fromOn, untilOn }: EarningPart): ByDays | null {
  if (plan.measure !== 'DAILY') return null;
  const days = termDays(plan.term);
  const [minor, settled] = [Number(amountMinor), Number(settledMinor)];
  const amount = Math.abs(minor);
  if ((2 * amount + 1) * days > Number.MAX_SAFE_INTEGER) return null;
  const from = dayNumber(plan.term.from);
  const untilCut = untilOn === null ? days : dayNumber(untilOn) - from + 1;
  return {
    minor,
    settled,
    counts: fromOn === null ? Number.NEGATIVE_INFINITY : dayNumber(fromOn),
    from,
    days,
    daysMost: Math.max(0, Math.min(days, untilCut)),
    size: amount + Math.abs(settled),
  };
}

function earnedByDays({ minor, settled, counts, from, days, daysMost }: ByDays, day: number): number {
  if (day < counts) return 0;
  const served = Math.max(0, Math.min(day - from + 1, daysMost));
  // A floor is exact here: below 2^53 a quotient that is not whole never rounds up to the next whole one.
  const rounded = Math.floor((2 * Math.abs(minor) * served + days) / (2 * days));
  return (minor < 0 ? -rounded : rounded) - settled;
}
