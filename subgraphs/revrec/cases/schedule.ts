import { z } from 'zod';
import { spanOf } from '#revrec/engine/instant.ts';
import { type MeasurePlan, progressAt } from '#revrec/engine/measure.ts';
import { type ParityRounding, parityRows } from '#revrec/engine/parity-rounding.ts';
import { roundedProgress } from '#revrec/engine/progress-decimals.ts';
import { cumulativeRows, recognizedAt } from '#revrec/engine/schedule.ts';
import {
  type CalendarPeriod,
  earlierOf,
  laterOf,
  monthlyCalendar,
  type Term,
  termDays,
} from '#schema/canonical/calendar.ts';
import { ratio, subtractRatios } from '#schema/canonical/ratio.ts';
import { type Amounts, CaseUnreadable } from './amounts.ts';
import type { Driver } from './driver.ts';
import { decimal, number, policyOf, progressDecimalsOf } from './inputs.ts';
import { planOf, scheduleInputs } from './schedule-plan.ts';
import { servicePeriodsAs } from './service-periods.ts';

const ROUNDINGS = z.enum(['LAST', 'NEXT_TO_LAST', 'TRUNCATE_LAST_FULL', 'TRAILING']).nullable();

/** Rows by calendar month; the exact cumulative rule unless the policy `rounding` asks for another ledger's. */
export const schedule: Driver = ({ inputs, expected, policies, amounts }) => {
  const read = scheduleInputs.parse(inputs);
  const plan = planOf(read);
  const rounding = policyOf(policies, 'rounding', { values: ROUNDINGS, otherwise: null });
  const decimals = progressDecimalsOf(policies);
  const amountMinor = amounts.minor(read.amount);
  const rows = rowsOf(plan, { amountMinor, rounding, decimals });
  const wanted = namesIn(expected['rows']);
  const isPartial = expected['partial'] === true;
  return {
    partial: isPartial,
    rows: Object.fromEntries(
      (isPartial ? wanted : [...new Set([...rows.map(({ month }) => month), ...wanted])])
        .map((month) => [month, amounts.text(rowIn(rows, month))] as const)
        .filter(([month]) => wanted.includes(month) || rowIn(rows, month) !== 0n),
    ),
    deferredEnd: deferredEnd(rows, namesIn(expected['deferredEnd']), amounts),
    rowCount: rows.length,
    servicePeriods: servicePeriodsAs(expected['servicePeriods'], plan, { amountMinor, amounts }),
  };
};

export const prorate: Driver = ({ inputs, amounts }) => {
  const { amount, days, termDays: all } = z.object({ amount: decimal, days: number, termDays: number }).parse(inputs);
  if (all.n <= 0n) throw new CaseUnreadable('termDays: a term has days');
  const share = ratio(days.n * all.d, days.d * all.n);
  return { prorated: amounts.text(recognizedAt(amounts.minor(amount), share)) };
};

interface Row {
  readonly month: string;
  readonly amountMinor: bigint;
}

interface Asked {
  readonly amountMinor: bigint;
  readonly rounding: ParityRounding | null;
  readonly decimals: number | null;
}

/** One row a month in which there is progress. */
function rowsOf(plan: MeasurePlan, { amountMinor, rounding, decimals }: Asked): readonly Row[] {
  const months = monthlyCalendar(plan.term.from, plan.term.to);
  const progress = months.map(({ to }) => {
    const exact = progressAt(plan, to);
    return decimals === null ? exact : roundedProgress(exact, decimals);
  });
  const shares = progress.map(({ n, d }, index) => {
    const before = progress[index - 1];
    return subtractRatios(ratio(n, d), before === undefined ? ratio(0n) : ratio(before.n, before.d));
  });
  const amountsMinor =
    rounding === null
      ? cumulativeRows(amountMinor, progress).map((row) => row.amountMinor)
      : inParity(plan, { amountMinor, rounding, months, shares });
  return months
    .map(({ key }, index) => ({
      month: key,
      amountMinor: amountsMinor[index] ?? 0n,
      share: shares[index] ?? ratio(0n),
    }))
    .filter(({ share }) => share.n !== 0n);
}

interface Shared {
  readonly amountMinor: bigint;
  readonly rounding: ParityRounding;
  readonly months: readonly CalendarPeriod[];
  readonly shares: readonly ReturnType<typeof ratio>[];
}

/** Months without progress take no part: none of them is a last one. */
function inParity(plan: MeasurePlan, { amountMinor, rounding, months, shares }: Shared): readonly bigint[] {
  const { term } = plan;
  const moving = months.flatMap((month, index) => {
    const share = shares[index] ?? ratio(0n);
    return share.n === 0n ? [] : [{ month, share, index }];
  });
  const isEven =
    plan.measure === 'MONTHLY_EVEN' || plan.measure === 'EVEN_PERIODS' || plan.measure === 'SERVICE_MONTHS';
  const isDaily = plan.measure === 'DAILY';
  const rows = parityRows(
    amountMinor,
    moving.map(({ month, share }) => ({
      share,
      isWholeMonth: isEven || (month.from >= term.from && month.to <= term.to && coversIn(plan, month)),
      days: isDaily ? daysWithin(month, term) : null,
    })),
    rounding,
  );
  return months.map((_, index) => rows[moving.findIndex((one) => one.index === index)]?.amountMinor ?? 0n);
}

/** A month may be touched on all its days and still miss hours of the span. */
function coversIn(plan: MeasurePlan, month: Term): boolean {
  if (!('span' in plan)) return true;
  const whole = spanOf(month);
  return plan.span.fromMs <= whole.fromMs && plan.span.toMs >= whole.toMs;
}

function daysWithin(month: Term, term: Term): bigint {
  return BigInt(termDays({ from: laterOf(month.from, term.from), to: earlierOf(month.to, term.to) }));
}

function rowIn(rows: readonly Row[], month: string): bigint {
  return rows.find((row) => row.month === month)?.amountMinor ?? 0n;
}

/** What is not recognised yet at the end of each month that is asked for. */
function deferredEnd(
  rows: readonly Row[],
  months: readonly string[],
  amounts: Amounts,
): Readonly<Record<string, string>> {
  const sum = (some: readonly Row[]) => some.reduce((all, { amountMinor }) => all + amountMinor, 0n);
  return Object.fromEntries(months.map((month) => [month, amounts.text(sum(rows.filter((row) => row.month > month)))]));
}

function namesIn(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}
