import fc from 'fast-check';
import { latestVersion, type Obligation, recognizedOn, type Segment } from '#revrec/engine/contract-state.ts';
import { asked, earnedCurve } from '#revrec/engine/earned-curve.ts';
import { obligationsOf } from '#revrec/engine/target.ts';
import { addDays, civilDate } from '#schema/canonical/calendar.ts';
import { anyCounted } from './counted-generators.ts';
import { folded } from './folded.ts';
import { RUNS } from './generators.ts';
import { anyLife } from './life-generators.ts';
import { anApproval } from './meridian.ts';

const LATEST = '2099-12-31T00:00:00.000Z';
const EPOCH = civilDate('2023-10-01');
const [signed] = folded([anApproval()]).contracts;
const [plain] = signed === undefined ? [] : latestVersion(signed).obligations;
const [whole] = plain?.segments ?? [];

/** An obligation of these segments, which nothing could have folded: any sign, any size, in any order. */
function segmented(parts: readonly Partial<Segment>[]): Obligation {
  if (plain === undefined || whole === undefined) throw new Error('the contract has one obligation');
  return { ...plain, segments: parts.map((part) => ({ ...whole, ...part })) };
}

const anyDay = fc.integer({ min: 0, max: 1500 }).map((count) => addDays(EPOCH, count));
const anyMinor = fc.oneof(
  fc.bigInt({ min: -(10n ** 4n), max: 10n ** 4n }),
  fc.bigInt({ min: -(10n ** 13n), max: 10n ** 13n }),
  fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }),
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
);
const anySegment = fc
  .record({
    amountMinor: anyMinor,
    settledMinor: fc.oneof(fc.constant(0n), anyMinor),
    from: anyDay,
    days: fc.integer({ min: 1, max: 2000 }),
    fromOn: fc.option(anyDay),
    untilOn: fc.option(anyDay),
  })
  .map(({ from, days, ...part }) => ({
    ...part,
    plan: { measure: 'DAILY', term: { from, to: addDays(from, days - 1) } } as const,
  }));

describe('what an obligation earns, asked for many days', () => {
  it('is what is reckoned for each day by itself, whatever happens to the contract', () => {
    fc.assert(
      fc.property(fc.oneof(anyLife, anyCounted), fc.array(anyDay, { minLength: 1, maxLength: 30 }), (events, days) => {
        for (const { obligation } of obligationsOf(folded(events, LATEST))) {
          const earned = earnedCurve(obligation);
          for (const on of days) expect(earned(asked(on))).toBe(recognizedOn(obligation, on));
        }
      }),
      RUNS,
    );
  });

  it('is the same to the cent where amounts pass what a number holds exactly', () => {
    fc.assert(
      fc.property(fc.array(anySegment, { minLength: 1, maxLength: 5 }), anyDay, (segments, on) => {
        const obligation = segmented(segments);
        expect(earnedCurve(obligation)(asked(on))).toBe(recognizedOn(obligation, on));
      }),
      { ...RUNS, numRuns: RUNS.numRuns * 10 },
    );
  });

  it('is exact at the greatest amounts that a number holds, on each day of a short term', () => {
    const from = civilDate('2024-01-01');
    for (const below of [0n, 1n, 2n, 3n, 4n, 5n, 2n ** 51n, 2n ** 52n - 1n, 2n ** 52n]) {
      const amountMinor = BigInt(Number.MAX_SAFE_INTEGER) - below;
      for (let days = 1; days <= 12; days += 1) {
        const plan = { measure: 'DAILY', term: { from, to: addDays(from, days - 1) } } as const;
        const earned = earnedCurve(segmented([{ amountMinor, plan }]));
        for (let served = 1; served <= days; served += 1) {
          const [n, d] = [amountMinor * BigInt(served), BigInt(days)];
          expect(earned(asked(addDays(from, served - 1)))).toBe((2n * n + d) / (2n * d));
        }
      }
    }
  });

  it('is exact where what was settled before is more than a number holds, in one part or in all', () => {
    const day = civilDate('2024-01-01');
    const plan = { measure: 'DAILY', term: { from: day, to: day } } as const;
    const most = BigInt(Number.MAX_SAFE_INTEGER);
    for (const settled of [[most + 2n], [-(10n ** 30n) - 1n], [most / 2n, most / 2n, most / 2n + 1n]]) {
      const obligation = segmented(settled.map((settledMinor) => ({ amountMinor: 1n, settledMinor, plan })));
      expect(earnedCurve(obligation)(asked(day))).toBe(settled.reduce((left, minor) => left + 1n - minor, 0n));
    }
  });

  it('is exact in sum where each part is small enough for a number and all together are not', () => {
    const day = civilDate('2024-01-01');
    const plan = { measure: 'DAILY', term: { from: day, to: day } } as const;
    const most = BigInt(Number.MAX_SAFE_INTEGER) / 2n;
    const obligation = segmented([most, most, most].map((amountMinor) => ({ amountMinor, plan })));
    expect(earnedCurve(obligation)(asked(day))).toBe(3n * most);
  });
});
