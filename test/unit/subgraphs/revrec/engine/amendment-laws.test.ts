import fc from 'fast-check';
import { type ContractState, recognizedOn } from '#revrec/engine/contract-state.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { obligationsOf } from '#revrec/engine/target.ts';
import { addDays, type CivilDate, civilDate } from '#schema/canonical/calendar.ts';
import { ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import { aCount, delivered } from './counted.ts';
import { folded } from './folded.ts';
import { RUNS } from './generators.ts';
import { aModification, anApproval, usd } from './meridian.ts';

const LATEST = '2099-12-31T00:00:00.000Z';
const SIGNED = civilDate('2026-01-01');

interface Drawn {
  readonly total: number;
  readonly done: number;
  readonly later: number;
  readonly dollars: number;
}

const anyLine = fc
  .record({
    total: fc.integer({ min: 2, max: 60 }),
    done: fc.nat({ max: 100 }),
    later: fc.nat({ max: 100 }),
    dollars: fc.integer({ min: 1, max: 900_000 }),
  })
  .map(({ total, done, later, dollars }): Drawn => {
    const met = Math.floor((done * total) / 100);
    return { total, done: met, later: met + Math.floor((later * (total - met)) / 100), dollars };
  });
/** Something of the first one is left to deliver, so that the contract can be changed; the others may be met wholly. */
const anyLines = fc
  .array(anyLine, { minLength: 1, maxLength: 4 })
  .map(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, done: Math.min(first.done, first.total - 1) }, ...others],
  );
const anyMinor = fc.bigInt({ min: 1n, max: 10n ** 9n });
const day = fc.integer({ min: 32, max: 200 });

const keyOf = (index: number) => `line-${index}`;
const approval = (lines: readonly Drawn[], moreMinor = 0n): RevenueEvent =>
  anApproval(
    lines.map(({ total, dollars }, index) => {
      const line = aCount(keyOf(index), { total: String(total), dollars });
      return index === 0 ? { ...line, amount: usd(BigInt(dollars) * 100n + moreMinor) } : line;
    }),
  );
const progress = (lines: readonly Drawn[], on: CivilDate, part: 'done' | 'later') =>
  lines.map((line, index) =>
    delivered({ id: `e-${part}-${index}`, effectiveAt: on }, keyOf(index), String(line[part]), String(line.total)),
  );
const rise = (name: string, on: CivilDate, minor: bigint, asOne: readonly string[] | null) =>
  aModification(
    {
      amendment: name,
      priceDelta: usd(minor),
      answers: asOne === null ? { remainingDistinct: 'NONE' } : { remainingDistinct: 'SOME', notDistinct: asOne },
    },
    { id: `e-${name}`, effectiveAt: on },
  );
const at = (events: readonly RevenueEvent[]) => folded(events, LATEST);
const earned = (state: ContractState, on: CivilDate) =>
  obligationsOf(state).map(({ obligation }) => [
    obligation.key,
    obligation.allocatedMinor,
    recognizedOn(obligation, on),
  ]);

describe('an amendment of one promise', () => {
  it('leaves on its day, and ever after, what a contract signed at the new price would have', () => {
    fc.assert(
      fc.property(anyLines, anyMinor, day, (lines, minor, days) => {
        const on = addDays(SIGNED, days);
        const told = [...progress(lines, addDays(SIGNED, 20), 'done'), ...progress(lines, addDays(on, 30), 'later')];
        const amended = at([approval(lines), ...told, rise('A-1', on, minor, null)]);
        const asSigned = at([approval(lines, minor), ...told]);
        expect(amended.modifications[0]?.treatment).toBe('CATCH_UP');
        for (const later of [on, addDays(on, 29), addDays(on, 30)]) {
          expect(earned(amended, later)).toEqual(earned(asSigned, later));
        }
        const before = earned(at([approval(lines), ...told]), addDays(on, -1)).map(([, , recognized]) => recognized);
        expect(earned(amended, addDays(on, -1)).map(([, , recognized]) => recognized)).toEqual(before);
      }),
      RUNS,
    );
  });

  it('that is taken back by another restores every figure', () => {
    fc.assert(
      fc.property(anyLines, anyMinor, day, (lines, minor, days) => {
        const on = addDays(SIGNED, days);
        const plain = [approval(lines), ...progress(lines, addDays(SIGNED, 20), 'done')];
        const back = [rise('A-1', on, minor, null), rise('A-2', addDays(on, 3), -minor, null)];
        expect(earned(at([...plain, ...back]), addDays(on, 3))).toEqual(earned(at(plain), addDays(on, 3)));
      }),
      RUNS,
    );
  });
});

describe('an amendment of promises of both kinds', () => {
  it('measures anew what goes on as one, and leaves what was earned of the others', () => {
    fc.assert(
      fc.property(anyLines, anyMinor, day, (lines, minor, days) => {
        fc.pre(lines.length > 1 && (lines[0]?.done ?? 0) > 0);
        const on = addDays(SIGNED, days);
        const plain = [approval(lines), ...progress(lines, addDays(SIGNED, 20), 'done')];
        const state = at([...plain, rise('A-1', on, minor, [`K-1/${keyOf(0)}`])]);
        expect(state.modifications[0]?.treatment).toBe('MIXED');
        const [first, ...others] = obligationsOf(state).map(({ obligation }) => obligation);
        const [line] = lines;
        if (first === undefined || line === undefined) throw new Error('there is a line');
        const whole = roundHalfAway(ratio(first.allocatedMinor * BigInt(line.done), BigInt(line.total)));
        expect(recognizedOn(first, on)).toBe(whole);
        const [, ...before] = earned(at(plain), on).map(([, , recognized]) => recognized);
        expect(others.map((one) => recognizedOn(one, on))).toEqual(before);
      }),
      RUNS,
    );
  });
});
