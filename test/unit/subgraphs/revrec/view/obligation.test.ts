import { methodOf } from '#revrec/view/obligation.ts';

describe('the public word for a measure', () => {
  it.each([
    ['DAILY', 'DAILY'],
    ['MILLISECOND', 'DAILY'],
    ['MONTHLY_EVEN', 'MONTHLY'],
    ['SERVICE_MONTHS', 'MONTHLY'],
    ['POINT', 'POINT_IN_TIME'],
    ['MILESTONE', 'MILESTONE'],
    ['RIGHT_TO_INVOICE', 'USAGE'],
    ['COST_TO_COST', 'PERCENT_COMPLETE'],
  ] as const)('of %s is %s', (measure, method) => {
    expect(methodOf(measure)).toBe(method);
  });
});
