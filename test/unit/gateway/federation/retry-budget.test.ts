import { RetryBudget } from '#gateway/federation/retry-budget.ts';

describe('a retry budget', () => {
  it('allows ten repetitions at first, and one in ten calls after that', () => {
    const budget = new RetryBudget();
    const spent = Array.from({ length: 11 }, () => budget.spend());
    expect(spent.filter(Boolean)).toHaveLength(10);
    for (let count = 0; count < 9; count += 1) budget.earn();
    expect(budget.spend()).toBe(false);
    budget.earn();
    budget.earn();
    expect([budget.spend(), budget.spend()]).toEqual([true, false]);
  });
});
