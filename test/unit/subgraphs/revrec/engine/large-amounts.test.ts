import fc from 'fast-check';
import { recognizedOn } from '#revrec/engine/contract-state.ts';
import { asked, earnedCurve } from '#revrec/engine/earned-curve.ts';
import { obligationsOf } from '#revrec/engine/target.ts';
import { addDays, civilDate } from '#schema/canonical/calendar.ts';
import { folded } from './folded.ts';
import { RUNS } from './generators.ts';
import { aLine, anApproval, usd } from './meridian.ts';

const FIRST = civilDate('2026-01-01');
const anyMinor = fc.oneof(
  fc.bigInt({ min: 10n ** 12n, max: 9n * 10n ** 15n }),
  fc.bigInt({ min: 10n ** 15n, max: 10n ** 19n }),
);
const anyTerm = fc.integer({ min: 1, max: 1500 });

describe('an amount that is larger than a plain number can count', () => {
  it('is earned to the unit, by the curve as by the fraction', () => {
    fc.assert(
      fc.property(anyMinor, anyTerm, fc.nat({ max: 1600 }), fc.boolean(), (minor, days, later, isBack) => {
        const line = aLine({ from: FIRST, to: addDays(FIRST, days - 1), amount: usd(isBack ? -minor : minor) });
        const [promised] = obligationsOf(folded([anApproval([line])], '2099-12-31T00:00:00.000Z'));
        if (promised === undefined) throw new Error('there is a line');
        const on = addDays(FIRST, later - 20);
        const served = BigInt(Math.max(0, Math.min(later - 19, days)));
        const whole = (2n * minor * served + BigInt(days)) / (2n * BigInt(days));
        const earned = earnedCurve(promised.obligation)(asked(on));
        expect(earned).toBe(isBack ? -whole : whole);
        expect(recognizedOn(promised.obligation, on)).toBe(earned);
      }),
      RUNS,
    );
  });
});
