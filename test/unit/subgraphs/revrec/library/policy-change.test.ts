import { fold } from '#revrec/engine/fold.ts';
import { postings } from '#revrec/engine/posting.ts';
import { calendarOf } from '#revrec/engine/target.ts';
import { faultLine } from '#revrec/library/fault.ts';
import { changePolicy, type PolicyChange } from '#revrec/library/policy-change.ts';
import { CONTRACT_DRIVEN, enginePolicies, type PolicyVersion, publish } from '#revrec/library/policy-set.ts';
import { aContract, aLine, read, sumOf } from './files.ts';

/** A bundle below the range of one line: which price weighs there moves revenue between the two. */
const bundle = aContract({
  lines: [
    aLine({ unitPrice: '80.00', method: 'DAILY', ssp: { low: '90.00', point: '100.00', high: '110.00' } }),
    aLine({
      key: 'setup',
      product: 'SETUP',
      quantity: '1',
      unitPrice: '3000',
      pricePer: 'TERM',
      method: 'ON_START',
      ssp: '3000',
    }),
  ],
});
const { events } = read(bundle);
const pointBelow: PolicyVersion = {
  key: 'sspRange',
  value: { BELOW: 'POINT', IN_RANGE: 'STATED', ABOVE: 'HIGH' },
  version: 2,
  effectiveFrom: '2026-04-15',
  author: 'controller',
  status: 'CONFIRMED',
};
const rules = publish(CONTRACT_DRIVEN, pointBelow);

function changed(changedOn = '2026-04-15', given: readonly PolicyVersion[] = [pointBelow]): PolicyChange {
  const set = publish(CONTRACT_DRIVEN, ...given);
  const told = changePolicy(events, { before: set, after: set }, { changedOn });
  if (!told.ok) throw new Error(told.error.map(faultLine).join('\n'));
  return told.value;
}

describe('a rule that is changed in the middle of a month', () => {
  it('keeps what was computed under the old version, that month included', () => {
    const { rows, firstPeriod, before } = changed();
    expect(firstPeriod).toBe('2026-05');
    const kept = rows.filter(({ period }) => period < '2026-05');
    expect(new Set(kept.map(({ period }) => period))).toEqual(new Set(['2026-01', '2026-02', '2026-03', '2026-04']));
    expect(kept.every(({ bookedMinor, beforeMinor }) => bookedMinor === beforeMinor)).toBe(true);
    expect(before.contracts[0]?.policyVersionIds).not.toContain('policy:sspRange@2');
  });

  it('shows the difference by obligation and month, and totals it', () => {
    const { rows, totals, after } = changed();
    expect(rows.every((row) => row.differenceMinor === row.afterMinor - row.beforeMinor)).toBe(true);
    // The start fee weighs 3,000 of 13,800 before and of 15,000 after: 12,600 * (3,000/15,000 - 3,000/13,800) less.
    expect(rows.find(({ obligation }) => obligation === 'C-1/setup')).toMatchObject({
      period: '2026-01',
      beforeMinor: 273_913n,
      afterMinor: 252_000n,
      differenceMinor: -21_913n,
    });
    const all = totals.find(({ period }) => period === null);
    expect(all).toMatchObject({
      currency: 'USD',
      beforeMinor: 1_260_000n,
      afterMinor: 1_260_000n,
      differenceMinor: 0n,
    });
    const months = totals.filter(({ period }) => period !== null);
    expect(sumOf(months.map(({ differenceMinor }) => differenceMinor))).toBe(0n);
    expect(months.find(({ period }) => period === '2026-01')?.differenceMinor).not.toBe(0n);
    expect(after.contracts[0]?.policyVersionIds).toContain('policy:sspRange@2');
  });

  it('books in the next month what the kept months differ by, so that the life sums to the new rule', () => {
    const { rows, catchUps } = changed();
    for (const own of Map.groupBy(rows, ({ obligation }) => obligation).values()) {
      expect(sumOf(own.map(({ bookedMinor }) => bookedMinor))).toBe(sumOf(own.map(({ afterMinor }) => afterMinor)));
    }
    // The fee is earned: nothing more of it but the catch-up is booked in May.
    expect(rows.find(({ obligation, period }) => obligation === 'C-1/setup' && period === '2026-05')).toMatchObject({
      beforeMinor: 0n,
      afterMinor: 0n,
      bookedMinor: -21_913n,
    });
    const kept = rows.filter(({ period }) => period < '2026-05').map(({ differenceMinor }) => differenceMinor);
    expect(catchUps).toEqual([{ currency: 'USD', minor: sumOf(kept) }]);
  });

  it('books what the engine posts when the kept months are closed', () => {
    const state = (on: string) => {
      const policies = enginePolicies(rules, on);
      const folded = policies.ok
        ? fold(events, { knownAt: '2027-01-01T00:00:00.000Z', policies: policies.value })
        : policies;
      if (!folded.ok) throw new Error('it is well');
      return folded.value;
    };
    const [old, anew] = [state('2026-04-14'), state('2026-04-15')];
    const periods = calendarOf(anew).map((period) => ({
      ...period,
      status: period.key < '2026-05' ? ('CLOSED' as const) : ('OPEN' as const),
    }));
    const posted = postings(old, [], {
      periods: periods.map((period) => ({ ...period, status: 'OPEN' as const })),
      through: '2026-04',
    });
    const due = posted.ok
      ? postings(
          anew,
          posted.value.flatMap(({ lines }) => lines),
          { periods, through: '2026-12' },
        )
      : posted;
    if (!due.ok) throw new Error('it is well');
    const { totals } = changed();
    for (const { period, lines } of due.value) {
      const revenue = lines
        .filter(({ role }) => role === 'REVENUE')
        .map(({ creditMinor, debitMinor }) => creditMinor - debitMinor);
      expect([period, sumOf(revenue)]).toEqual([period, totals.find((total) => total.period === period)?.bookedMinor]);
    }
    expect(due.value.map(({ period }) => period)).toContain('2026-05');
  });

  it('on the first of a month holds for that month; without a new version nothing differs', () => {
    expect(changed('2026-05-01', [{ ...pointBelow, effectiveFrom: '2026-05-01' }]).firstPeriod).toBe('2026-05');
    const same = changed('2026-04-15', []);
    expect(
      same.rows.every(
        ({ differenceMinor, bookedMinor, afterMinor }) => differenceMinor === 0n && bookedMinor === afterMinor,
      ),
    ).toBe(true);
    expect(same.before.contracts[0]?.replayHash).toBe(same.after.contracts[0]?.replayHash);
  });

  it('is refused on a day that is none and under a rule that is not computed', () => {
    const refused = (changedOn: string, version: PolicyVersion) => {
      const set = publish(CONTRACT_DRIVEN, version);
      const told = changePolicy(events, { before: set, after: set }, { changedOn });
      return told.ok ? null : told.error[0]?.code;
    };
    expect(refused('2026-13-01', pointBelow)).toBe('BAD_DATE');
    expect(refused('2026-04-15', { ...pointBelow, key: 'revenueRate', value: 'PERIOD_AVERAGE' })).toBe('NOT_COMPUTED');
  });
});
