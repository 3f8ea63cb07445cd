import { CostBudgets } from '#gateway/cost/cost-budgets.ts';
import { FixedClock } from '#kit/runtime/clock.ts';

const opened = () => {
  const clock = new FixedClock('2026-08-16T09:30:00.000Z');
  return { clock, budgets: new CostBudgets({ limit: 100, restoreRate: 10, clock }) };
};

describe('a budget of cost', () => {
  it('is spent to the last point, and not a point more', () => {
    const { budgets } = opened();
    expect(budgets.charge('a', 60)).toBe(0);
    expect(budgets.charge('a', 40)).toBe(0);
    expect(budgets.settle('a', 0)).toEqual({ limit: 100, remaining: 0, restoreRate: 10 });
    expect(budgets.charge('a', 1)).toBe(1);
    expect(budgets.charge('a', 0)).toBe(0);
  });

  it('takes nothing for what it refuses, and says after how many seconds it would not', () => {
    const { budgets, clock } = opened();
    budgets.charge('a', 90);
    expect(budgets.charge('a', 45)).toBe(4);
    clock.advance(3_400);
    expect(budgets.charge('a', 45)).toBe(1);
    clock.advance(100);
    expect(budgets.charge('a', 45)).toBe(0);
  });

  it('comes back steadily and never beyond its limit', () => {
    const { budgets, clock } = opened();
    budgets.charge('a', 100);
    clock.advance(2_500);
    expect(budgets.settle('a', 0).remaining).toBe(25);
    clock.advance(3_600_000);
    expect(budgets.settle('a', 0).remaining).toBe(100);
    expect(budgets.settle('a', 50).remaining).toBe(100);
  });

  it('is given back what was not spent, and owes what was spent beyond', () => {
    const { budgets } = opened();
    budgets.charge('a', 80);
    expect(budgets.settle('a', 75).remaining).toBe(95);
    budgets.charge('a', 10);
    expect(budgets.settle('a', -120).remaining).toBe(0);
    expect(budgets.charge('a', 1)).toBe(4);
  });

  it('is of each caller alone', () => {
    const { budgets } = opened();
    budgets.charge('a', 100);
    expect(budgets.charge('b', 100)).toBe(0);
  });

  it('runs what is dearer than all of it when nothing is spent, for all of it', () => {
    const { budgets } = opened();
    expect(budgets.charge('a', 500)).toBe(0);
    expect(budgets.charge('a', 500)).toBe(10);
  });

  it('is not taken back by a clock that was set back', () => {
    const { budgets, clock } = opened();
    budgets.charge('a', 100);
    clock.advance(-60_000);
    expect(budgets.settle('a', 0).remaining).toBe(0);
  });

  it('is remembered of so many callers, and forgotten of who was away for the longest', () => {
    const { budgets } = opened();
    for (const name of ['first', 'second']) budgets.charge(name, 100);
    for (let number = 0; number < 9_998; number += 1) budgets.charge(`c${number}`, 1);
    expect(budgets.charge('first', 1)).toBe(1);
    budgets.charge('one more', 1);
    expect(budgets.charge('first', 1)).toBe(1);
    expect(budgets.charge('second', 1)).toBe(0);
  });
});
