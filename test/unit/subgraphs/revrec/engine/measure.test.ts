import fc from 'fast-check';
import { readInstant, spanOf } from '#revrec/engine/instant.ts';
import { type MeasurePlan, planMeasure, progressAt, remainingPlan } from '#revrec/engine/measure.ts';
import type { PartialMonths } from '#revrec/engine/month-measure.ts';
import { addDays, type CivilDate, civilDate, parseTerm, type Term } from '#schema/canonical/calendar.ts';
import { addRatios, compareRatios, formatRatio, ratio } from '#schema/canonical/ratio.ts';
import { RUNS } from './generators.ts';

const term = (from: string, to: string) => parseTerm(from, to) ?? { from: civilDate(from), to: civilDate(from) };
const steps = (plan: MeasurePlan, ...days: readonly string[]) =>
  days.map((day) => {
    const { n, d } = progressAt(plan, civilDate(day));
    return `${n}/${d}`;
  });

const shareAt = (plan: MeasurePlan, on: CivilDate) => {
  const { n, d } = progressAt(plan, on);
  return ratio(n, d);
};

const ends = fc.constantFrom<PartialMonths>('ALL_WHOLE', 'LAST_CUT', 'FIRST_FULL', 'HALF', 'CUT_15');
const halfDays = fc.tuple(fc.constantFrom(0n, 21_600_000n), fc.constantFrom(0n, 21_600_000n));

interface Spanned {
  readonly measure:
    | 'DAILY'
    | 'DAILY_30_360'
    | 'MILLISECOND'
    | 'MONTHLY_EVEN'
    | 'MONTHLY_PRORATED_ENDS'
    | 'SERVICE_MONTHS'
    | 'EVEN_PERIODS'
    | 'CUSTOM_CURVE';
  readonly partialMonths: PartialMonths;
  /** Milliseconds that the span starts after midnight and ends before it. */
  readonly early: bigint;
  readonly late: bigint;
}

/** Up to three spans, some of them of no weight. */
const drawnCurve = ({ from, to }: Term, early: bigint, late: bigint) => {
  const days = [from, addDays(from, 30), to].filter((day, index, all) => day <= to && all.indexOf(day) === index);
  const weights = [early === 0n ? 2n : 0n, late === 0n ? 3n : 0n, 7n];
  return days.map((day, index) => ({ to: day, weight: ratio(day === to ? 7n : (weights[index] ?? 1n), 3n) }));
};

const spannedPlan = (days: Term, { measure, partialMonths, early, late }: Spanned): MeasurePlan => {
  const { fromMs, toMs } = spanOf(days);
  const span = { fromMs: fromMs + early, toMs: toMs - late };
  if (measure === 'MILLISECOND') return { measure, term: days, span };
  if (measure === 'MONTHLY_EVEN') return { measure, term: days, partialMonths };
  if (measure === 'CUSTOM_CURVE') return { measure, term: days, spans: drawnCurve(days, early, late) };
  if (measure !== 'MONTHLY_PRORATED_ENDS') return { measure, term: days };
  return { measure, term: days, span, endsBy: early === late ? 'TIME_OF_TERM' : 'DAYS_OF_MONTH' };
};

describe('progress', () => {
  it('by day counts the first and the last day, nothing before and all after', () => {
    const plan: MeasurePlan = { measure: 'DAILY', term: term('2026-08-16', '2026-12-31') };
    expect(steps(plan, '2026-08-15', '2026-08-16', '2026-08-31', '2026-12-31', '2027-03-01')).toEqual([
      '0/138',
      '1/138',
      '16/138',
      '138/138',
      '138/138',
    ]);
  });

  it('by even months counts each touched month when it is over', () => {
    const plan: MeasurePlan = {
      measure: 'MONTHLY_EVEN',
      term: term('2024-08-15', '2024-12-14'),
      partialMonths: 'ALL_WHOLE',
    };
    expect(steps(plan, '2024-08-30', '2024-08-31', '2024-12-13', '2024-12-14')).toEqual(['0/5', '1/5', '4/5', '5/5']);
    expect(steps({ ...plan, partialMonths: 'LAST_CUT' }, '2024-08-31', '2024-11-30', '2024-12-14')).toEqual([
      '1/4',
      '4/4',
      '4/4',
    ]);
  });

  it('by even months counts a touched month as the convention for ends says', () => {
    const by = (partialMonths: PartialMonths, from: string, to: string) => {
      const plan: MeasurePlan = { measure: 'MONTHLY_EVEN', term: term(from, to), partialMonths };
      return steps(plan, from.slice(0, 8).concat('01'), '2025-01-31', '2025-02-28', '2025-03-31', '2025-04-30');
    };
    expect(by('FIRST_FULL', '2025-01-20', '2025-04-19')).toEqual(['0/3', '1/3', '2/3', '3/3', '3/3']);
    expect(by('HALF', '2025-01-20', '2025-04-19')).toEqual(['0/3', '1/6', '3/6', '5/6', '3/3']);
    expect(by('CUT_15', '2025-01-15', '2025-04-14')).toEqual(['0/3', '1/3', '2/3', '3/3', '3/3']);
    expect(by('CUT_15', '2025-01-16', '2025-04-15')).toEqual(['0/3', '0/3', '1/3', '2/3', '3/3']);
    expect(by('LAST_CUT', '2025-01-20', '2025-03-31')).toEqual(['0/3', '1/3', '2/3', '3/3', '3/3']);
    expect(by('CUT_15', '2025-01-20', '2025-02-10')).toEqual(['0/1', '1/1', '1/1', '1/1', '1/1']);
    expect(by('HALF', '2025-01-20', '2025-01-25')).toEqual(['0/1', '1/1', '1/1', '1/1', '1/1']);
  });

  it('by even months counts both months of a term of two, and those between ends that count nothing', () => {
    const by = (partialMonths: PartialMonths, [from, to]: readonly [string, string], ...days: readonly string[]) =>
      steps({ measure: 'MONTHLY_EVEN', term: term(from, to), partialMonths }, ...days);
    expect(by('ALL_WHOLE', ['2025-01-20', '2025-02-10'], '2025-01-31', '2025-02-10')).toEqual(['1/2', '2/2']);
    expect(by('HALF', ['2025-01-01', '2025-02-10'], '2025-01-31', '2025-02-10')).toEqual(['2/3', '3/3']);
    const inner = ['2025-01-31', '2025-02-27', '2025-02-28', '2025-03-10'];
    expect(by('CUT_15', ['2025-01-20', '2025-03-10'], ...inner)).toEqual(['0/1', '0/1', '1/1', '1/1']);
    expect(by('CUT_15', ['2025-01-20', '2025-01-25'], '2025-01-24', '2025-01-25')).toEqual(['0/1', '1/1']);
  });

  it('by even months or periods has counted a first month that is its last day alone', () => {
    const days = term('2025-01-31', '2025-03-30');
    expect(steps({ measure: 'MONTHLY_EVEN', term: days, partialMonths: 'ALL_WHOLE' }, '2025-01-31')).toEqual(['1/3']);
    expect(steps({ measure: 'EVEN_PERIODS', term: days }, '2025-01-30', '2025-01-31')).toEqual(['0/2', '1/2']);
  });

  it('by thirty-day months takes every month alike, and a start on its last day as one on the 30th', () => {
    const by = (from: string, to: string, ...days: readonly string[]) =>
      steps({ measure: 'DAILY_30_360', term: term(from, to) }, ...days);
    expect(
      by('2025-01-16', '2025-03-15', '2025-01-15', '2025-01-30', '2025-01-31', '2025-02-28', '2025-03-15'),
    ).toEqual(['0/60', '15/60', '15/60', '45/60', '60/60']);
    expect(by('2025-01-31', '2025-03-31', '2025-01-31', '2025-02-27', '2025-02-28')).toEqual([
      '1/61',
      '28/61',
      '31/61',
    ]);
    expect(by('2025-02-28', '2025-03-31', '2025-02-28')).toEqual(['1/31']);
  });

  it('by the millisecond counts the time of a day that is not whole', () => {
    const span = {
      fromMs: readInstant('2026-03-30T18:00:00Z') ?? 0n,
      toMs: readInstant('2026-04-01T06:00:00.000Z') ?? 0n,
    };
    const plan: MeasurePlan = { measure: 'MILLISECOND', term: term('2026-03-30', '2026-04-01'), span };
    const shares = ['2026-03-29', '2026-03-30', '2026-03-31', '2026-04-01'].map((day) => {
      const { n, d } = progressAt(plan, civilDate(day));
      return formatRatio(ratio(n, d));
    });
    expect(shares).toEqual(['0', '1/6', '5/6', '1']);
  });

  it('by prorated ends gives whole months the same and each end its days of that month', () => {
    const plan = planMeasure('MONTHLY_PRORATED_ENDS', term('2025-01-22', '2025-04-15'), {
      satisfiedOn: null,
      steps: [],
    });
    if (!plan.ok) throw new Error('planned');
    // 10/31 of January, February, March and half of April: 175/62 months in all.
    expect(
      steps(plan.value, '2025-01-21', '2025-01-31', '2025-02-28', '2025-03-10', '2025-04-12', '2025-04-15'),
    ).toEqual(['0/1', '4/35', '82/175', '102/175', '844/875', '1/1']);
  });

  it('by prorated ends inside one month goes by its days', () => {
    const plan = planMeasure('MONTHLY_PRORATED_ENDS', term('2025-01-06', '2025-01-15'), {
      satisfiedOn: null,
      steps: [],
    });
    if (!plan.ok) throw new Error('planned');
    expect(steps(plan.value, '2025-01-06', '2025-01-10', '2025-01-15')).toEqual(['1/10', '1/2', '1/1']);
  });

  it('by prorated ends of time gives an end its time of the term, and whole months share what is left', () => {
    const span = { fromMs: readInstant('2025-01-22T12:00:00Z') ?? 0n, toMs: readInstant('2025-04-01T00:00:00Z') ?? 0n };
    const days = term('2025-01-22', '2025-03-31');
    const plan: MeasurePlan = { measure: 'MONTHLY_PRORATED_ENDS', term: days, span, endsBy: 'TIME_OF_TERM' };
    // 9.5 of 68.5 days, then 59 days shared by two months.
    expect(steps(plan, '2025-01-31', '2025-02-28', '2025-03-31')).toEqual(['19/137', '78/137', '1/1']);
  });

  it('by even periods counts a period when the month it begins in is over', () => {
    const plan: MeasurePlan = { measure: 'EVEN_PERIODS', term: term('2026-07-20', '2026-10-19') };
    expect(steps(plan, '2026-07-30', '2026-07-31', '2026-08-31', '2026-09-30', '2026-10-19')).toEqual([
      '0/3',
      '1/3',
      '2/3',
      '3/3',
      '3/3',
    ]);
  });

  it('by units or costs is the last share that was told', () => {
    const told = ['2026-01-10', '2026-01-20', '2026-01-20', '2026-03-01'].map((day, index) => ({
      on: civilDate(day),
      share: ratio(BigInt(index + 1), 4n),
    }));
    for (const measure of ['UNITS', 'COST_TO_COST', 'MILESTONE'] as const) {
      const plan = planMeasure(measure, term('2026-01-01', '2026-12-31'), { satisfiedOn: null, steps: told });
      if (!plan.ok) throw new Error('planned');
      expect(
        steps(plan.value, '2026-01-09', '2026-01-10', '2026-01-19', '2026-01-20', '2026-02-28', '2026-12-31'),
      ).toEqual(['0/1', '1/4', '1/4', '3/4', '3/4', '1/1']);
    }
  });

  it('of what is left after a day is that of the days left, for a span of time as for a term', () => {
    const plan = planMeasure('MONTHLY_PRORATED_ENDS', term('2025-01-22', '2025-04-15'), {
      satisfiedOn: null,
      steps: [],
    });
    if (!plan.ok) throw new Error('planned');
    const left = remainingPlan(plan.value, civilDate('2025-02-28'), null);
    expect(formatRatio(left.share)).toBe('93/175');
    // A whole March and half of April.
    expect(steps(left.plan, '2025-02-28', '2025-03-31', '2025-04-15')).toEqual(['0/1', '2/3', '1/1']);
  });

  it('by service months counts anniversaries of the first day', () => {
    const plan: MeasurePlan = { measure: 'SERVICE_MONTHS', term: term('2026-01-15', '2026-04-20') };
    expect(steps(plan, '2026-02-13', '2026-02-14', '2026-04-14', '2026-04-19', '2026-04-20')).toEqual([
      '0/4',
      '1/4',
      '3/4',
      '3/4',
      '4/4',
    ]);
  });

  it('never falls, is nothing before the term and whole at its end, and goes on from any cut with what is left', () => {
    const measures = fc.constantFrom(
      'DAILY',
      'DAILY_30_360',
      'MILLISECOND',
      'MONTHLY_EVEN',
      'MONTHLY_PRORATED_ENDS',
      'SERVICE_MONTHS',
      'EVEN_PERIODS',
      'CUSTOM_CURVE',
    );
    const terms = fc.tuple(
      fc.integer({ min: 0, max: 1500 }),
      fc.integer({ min: 0, max: 800 }),
      fc.integer({ min: 0, max: 800 }),
    );
    fc.assert(
      fc.property(terms, measures, ends, halfDays, ([start, days, cut], measure, partialMonths, [early, late]) => {
        const from = addDays(civilDate('2023-01-15'), start);
        const plan = spannedPlan({ from, to: addDays(from, days) }, { measure, partialMonths, early, late });
        const shares = Array.from({ length: days + 2 }, (_, index) => shareAt(plan, addDays(from, index - 1)));
        expect(formatRatio(shares[0] ?? ratio(9n))).toBe('0');
        expect(formatRatio(shares.at(-1) ?? ratio(9n))).toBe('1');
        expect(shares.every((share, index) => compareRatios(share, shares[index - 1] ?? ratio(0n)) >= 0)).toBe(true);
        if (cut >= days) return;
        const rest = remainingPlan(plan, addDays(from, cut), null);
        expect(formatRatio(addRatios(rest.share, shareAt(plan, addDays(from, cut))))).toBe('1');
        expect(formatRatio(shareAt(rest.plan, addDays(from, cut)))).toBe('0');
        expect(formatRatio(shareAt(rest.plan, addDays(from, days)))).toBe('1');
      }),
      RUNS,
    );
  });

  it('by day over whole months of thirty days is that by even months', () => {
    const whole = term('2026-04-01', '2026-04-30');
    for (const measure of ['DAILY', 'DAILY_30_360', 'MONTHLY_PRORATED_ENDS', 'MONTHLY_EVEN', 'EVEN_PERIODS'] as const) {
      const plan = spannedPlan(whole, { measure, partialMonths: 'ALL_WHOLE', early: 0n, late: 0n });
      expect(formatRatio(shareAt(plan, civilDate('2026-04-30')))).toBe('1');
    }
    const year = term('2025-01-01', '2025-12-31');
    const shares = (
      ['DAILY_30_360', 'MONTHLY_PRORATED_ENDS', 'MONTHLY_EVEN', 'SERVICE_MONTHS', 'EVEN_PERIODS'] as const
    ).map((measure) =>
      formatRatio(
        shareAt(spannedPlan(year, { measure, partialMonths: 'HALF', early: 0n, late: 0n }), civilDate('2025-05-31')),
      ),
    );
    expect(shares).toEqual(['5/12', '5/12', '5/12', '5/12', '5/12']);
  });

  it('at a point is one step on the day of its trigger and none without', () => {
    const plan: MeasurePlan = {
      measure: 'POINT',
      term: term('2026-01-01', '2026-12-31'),
      satisfiedOn: civilDate('2026-03-05'),
    };
    expect(steps(plan, '2026-03-04', '2026-03-05')).toEqual(['0/1', '1/1']);
    expect(steps({ ...plan, satisfiedOn: null }, '2027-01-01')).toEqual(['0/1']);
  });

  it('by a curve counts a span by its weight, however fine', () => {
    const curve = [
      { to: civilDate('2026-01-31'), weight: ratio(3n) },
      { to: civilDate('2026-02-28'), weight: ratio(1n, 2n) },
    ];
    const plan = planMeasure('CUSTOM_CURVE', term('2026-01-01', '2026-02-28'), { satisfiedOn: null, steps: [], curve });
    if (!plan.ok) throw new Error('planned');
    expect(steps(plan.value, '2025-12-31', '2026-01-01', '2026-01-31', '2026-02-14', '2026-02-28')).toEqual([
      '0/1',
      '6/217',
      '6/7',
      '13/14',
      '1/1',
    ]);
    const rest = remainingPlan(plan.value, civilDate('2026-01-31'), civilDate('2026-02-07'));
    expect([formatRatio(rest.share), ...steps(rest.plan, '2026-01-31', '2026-02-01', '2026-02-07')]).toEqual([
      '1/28',
      '0/1',
      '1/7',
      '1/1',
    ]);
    const idle = { ...plan.value, spans: [{ to: civilDate('2026-02-28'), weight: ratio(0n) }] } as const;
    expect(steps(idle, '2026-02-27', '2026-02-28')).toEqual(['0/1', '1/1']);
  });
});
