import { type MeasurePlan, planMeasure, progressAt } from '#revrec/engine/measure.ts';
import { civilDate, parseTerm } from '#schema/canonical/calendar.ts';

const term = (from: string, to: string) => parseTerm(from, to) ?? { from: civilDate(from), to: civilDate(from) };
const steps = (plan: MeasurePlan, ...days: readonly string[]) =>
  days.map((day) => {
    const { n, d } = progressAt(plan, civilDate(day));
    return `${n}/${d}`;
  });

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

  it('at a point is one step on the day of its trigger and none without', () => {
    const plan: MeasurePlan = {
      measure: 'POINT',
      term: term('2026-01-01', '2026-12-31'),
      satisfiedOn: civilDate('2026-03-05'),
    };
    expect(steps(plan, '2026-03-04', '2026-03-05')).toEqual(['0/1', '1/1']);
    expect(steps({ ...plan, satisfiedOn: null }, '2027-01-01')).toEqual(['0/1']);
  });

  it('in a measure that is not computed holds the contract by name', () => {
    expect(
      planMeasure('COST_TO_COST', term('2026-01-01', '2026-12-31'), { satisfiedOn: null, steps: [] }),
    ).toMatchObject({
      error: { kind: 'HELD', subject: 'COST_TO_COST' },
    });
  });
});
