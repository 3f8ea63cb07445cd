import { type MeasurePlan, progressAt } from '#revrec/engine/measure.ts';
import { serviceMonths } from '#revrec/engine/month-measure.ts';
import { cumulativeRows } from '#revrec/engine/schedule.ts';
import { parseCivilDate } from '#schema/canonical/calendar.ts';
import type { Amounts } from './amounts.ts';

/** A service month with its days and what it earns, as text. */
interface ServicePeriod {
  readonly from: string;
  readonly to: string;
  readonly amount: string;
}

/**
 * The service months in the form that the example has them in: their number; a list of amounts, of first days, of pairs
 * of first and last day, or of entries with some of `from`, `to` and `amount`; or amounts by first day.
 */
export function servicePeriodsAs(
  asked: unknown,
  plan: MeasurePlan,
  { amountMinor, amounts }: { readonly amountMinor: bigint; readonly amounts: Amounts },
): unknown {
  const months = serviceMonths(plan.term);
  const rows = cumulativeRows(
    amountMinor,
    months.map(({ to }) => progressAt(plan, to)),
  );
  const periods = months.map((month, index) => ({ ...month, amount: amounts.text(rows[index]?.amountMinor ?? 0n) }));
  if (Array.isArray(asked)) return periods.map((period, index) => inForm(asked[index], period));
  return typeof asked === 'object' && asked !== null
    ? Object.fromEntries(periods.map(({ from, amount }) => [from, amount]))
    : periods.length;
}

function inForm(entry: unknown, period: ServicePeriod): unknown {
  if (Array.isArray(entry)) return [period.from, period.to, period.amount].slice(0, entry.length);
  if (typeof entry === 'string' && parseCivilDate(entry) !== null) return period.from;
  if (typeof entry !== 'object' || entry === null) return period.amount;
  return Object.fromEntries(Object.entries(period).filter(([name]) => Object.hasOwn(entry, name)));
}
