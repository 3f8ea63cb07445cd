import { z } from 'zod';
import { daysOf, type InstantSpan, readInstant, spanOf } from '#revrec/engine/instant.ts';
import type { MeasurePlan } from '#revrec/engine/measure.ts';
import type { EndsBy } from '#revrec/engine/month-measure.ts';
import { addDays, addMonths, type CivilDate, monthOf, type Term } from '#schema/canonical/calendar.ts';
import { CaseUnreadable } from './amounts.ts';
import { count, day, decimal } from './inputs.ts';

const instant = z.string().transform((text, context): bigint => {
  const ms = readInstant(text);
  if (ms !== null) return ms;
  context.addIssue({ code: 'custom', message: `${text} is no instant` });
  return z.NEVER;
});

/** What an example gives of a schedule: inclusive days of service, or half-open instants. */
export const scheduleInputs = z.object({
  amount: decimal,
  measure: z.enum([
    'DAILY',
    'DAILY_INSTANT',
    'DAILY_30_360',
    'MILLISECOND',
    'MONTHLY_EVEN',
    'MONTHLY_PRORATED_ENDS',
    'SERVICE_MONTHS',
    'EVEN_PERIODS',
    'POINT',
  ]),
  service: z.object({ from: day, to: day.optional() }).optional(),
  instants: z.object({ from: instant, to: instant }).optional(),
  partialMonths: z.enum(['ALL_WHOLE', 'LAST_CUT', 'FIRST_FULL', 'HALF', 'CUT_15']).optional(),
  months: count.refine((months) => months > 0, 'no month at all').optional(),
  endsBy: z.enum(['DAY', 'DAYS', 'MILLISECOND', 'DAYS_OF_MONTH', 'DAYS_IN_MONTH']).optional(),
});
type ScheduleInputs = z.infer<typeof scheduleInputs>;

/** The days of the service, or its span of time, in the way that the measure counts. */
export function planOf(read: ScheduleInputs): MeasurePlan {
  const span = spanIn(read);
  const whole = daysOf(span);
  const touched = { from: whole.from, to: touchedTo(span, whole) };
  switch (read.measure) {
    case 'DAILY':
      return { measure: 'DAILY', term: touched };
    case 'DAILY_30_360':
    case 'EVEN_PERIODS':
    case 'SERVICE_MONTHS':
      return { measure: read.measure, term: whole };
    case 'DAILY_INSTANT':
      return { measure: 'DAILY', term: whole };
    case 'POINT':
      return { measure: 'POINT', term: whole, satisfiedOn: whole.from };
    case 'MILLISECOND':
      return { measure: 'MILLISECOND', term: touched, span };
    case 'MONTHLY_EVEN':
      return read.partialMonths === undefined && read.months !== undefined
        ? { measure: 'MONTHLY_EVEN', term: firstMonths(whole.from, read.months), partialMonths: 'ALL_WHOLE' }
        : { measure: 'MONTHLY_EVEN', term: whole, partialMonths: read.partialMonths ?? 'ALL_WHOLE' };
    case 'MONTHLY_PRORATED_ENDS':
      return read.endsBy === 'MILLISECOND'
        ? { measure: 'MONTHLY_PRORATED_ENDS', term: touched, span, endsBy: 'TIME_OF_TERM' }
        : { measure: 'MONTHLY_PRORATED_ENDS', term: whole, span: spanOf(whole), endsBy: daysOfEnds(read) };
  }
}

/** Days are a part of their month, unless they are named as what the ends go by: then a part of all days. */
function daysOfEnds({ endsBy }: ScheduleInputs): EndsBy {
  return endsBy === 'DAY' || endsBy === 'DAYS' ? 'TIME_OF_TERM' : 'DAYS_OF_MONTH';
}

/** `months` ends a service that has no last day, and one that is counted in periods: there it is their number. */
function spanIn({ service, instants, months, measure }: ScheduleInputs): InstantSpan {
  if (instants !== undefined) {
    if (instants.to <= instants.from) throw new CaseUnreadable('instants: the end is not after the start');
    return { fromMs: instants.from, toMs: instants.to };
  }
  if (service === undefined) throw new CaseUnreadable('neither service nor instants are given');
  const isCounted = measure === 'EVEN_PERIODS' || measure === 'SERVICE_MONTHS';
  const ending = measure === 'POINT' ? (service.to ?? service.from) : service.to;
  const to = months !== undefined && (isCounted || ending === undefined) ? lastDay(service.from, months) : ending;
  if (to === undefined || to < service.from) throw new CaseUnreadable('service: no last day, or one before the first');
  return spanOf({ from: service.from, to });
}

/** So many calendar months from the one that a day belongs to, the first one counted from that day. */
function firstMonths(from: CivilDate, months: number): Term {
  return { from, to: monthOf(lastDay(monthOf(from).from, months)).to };
}

function lastDay(from: CivilDate, months: number): CivilDate {
  return addDays(addMonths(from, months), -1);
}

/** The last day of which any time belongs to the span. */
function touchedTo(span: InstantSpan, whole: Term): CivilDate {
  return spanOf(whole).toMs < span.toMs ? addDays(whole.to, 1) : whole.to;
}
