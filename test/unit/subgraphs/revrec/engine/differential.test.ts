import fc from 'fast-check';
import type { ContractLine, RevenueEvent } from '#revrec/engine/events.ts';
import { calendarOf, scheduleOf } from '#revrec/engine/target.ts';
import { addDays, civilDate } from '#schema/canonical/calendar.ts';
import { folded } from './folded.ts';
import { RUNS } from './generators.ts';
import { aLine, aModification, stamp, usd } from './meridian.ts';
import { type SlowAddition, type SlowLine, slowRows } from './slow-engine.ts';

const EPOCH = civilDate('2023-10-01');

interface Drawn {
  readonly start: number;
  readonly days: number;
  readonly amount: bigint;
  readonly quantity: number;
  readonly unit: number;
  readonly low: number;
  readonly spread: number;
  readonly isAtOnce: boolean;
}

const drawnLine: fc.Arbitrary<Drawn> = fc.record({
  start: fc.integer({ min: 0, max: 500 }),
  days: fc.integer({ min: 1, max: 900 }),
  amount: fc.bigInt({ min: 0n, max: 10n ** 10n }),
  quantity: fc.integer({ min: 1, max: 900 }),
  unit: fc.integer({ min: 1, max: 3_000 }),
  low: fc.integer({ min: 1, max: 2_000 }),
  spread: fc.integer({ min: 0, max: 900 }),
  isAtOnce: fc.boolean(),
});
const drawnAddition = fc.record({
  day: fc.integer({ min: 1, max: 900 }),
  isSeparate: fc.boolean(),
  lines: fc.array(drawnLine, { minLength: 1, maxLength: 3 }),
});
const drawnContract = fc.record({
  signed: fc.array(drawnLine, { minLength: 1, maxLength: 6 }),
  additions: fc.uniqueArray(drawnAddition, { maxLength: 3, selector: ({ day }) => day }),
});

const both = (drawn: Drawn, key: string, prefix: string, earliest: number) => {
  const from = addDays(EPOCH, Math.max(drawn.start, earliest));
  const to = addDays(from, drawn.days - 1);
  const slow: SlowLine = {
    key: `${prefix}/${key}`,
    quantity: BigInt(drawn.quantity),
    unitPrice: BigInt(drawn.unit),
    low: BigInt(drawn.low),
    high: BigInt(drawn.low + drawn.spread),
    amountMinor: drawn.amount,
    from,
    to,
    isAtOnce: drawn.isAtOnce,
  };
  const point = String(drawn.low + Math.floor(drawn.spread / 2));
  const line: ContractLine = aLine({
    key,
    // Steps of one product would be a ramp, which is weighed as one series.
    product: `${prefix}/${key}`,
    quantity: String(drawn.quantity),
    unitPrice: String(drawn.unit),
    pricePer: 'TERM',
    amount: usd(drawn.amount),
    from,
    to,
    kind: drawn.isAtOnce ? 'POINT_IN_TIME' : 'SERIES',
    measure: drawn.isAtOnce ? 'POINT' : 'DAILY',
    trigger: drawn.isAtOnce ? 'START' : null,
    ssp: {
      entry: `ssp:${key}`,
      method: 'OBSERVABLE',
      low: String(drawn.low),
      point,
      high: String(drawn.low + drawn.spread),
      source: 'drawn',
    },
  });
  return { slow, line };
};

describe('the engine and a slow one that was written by itself', () => {
  it('come to the same row for every obligation and month, whatever is signed and added', () => {
    fc.assert(
      fc.property(drawnContract, ({ signed, additions }) => {
        const first = signed.map((drawn, index) => both(drawn, `line-${index}`, 'K-1', 0));
        const deals = additions.map(({ day, isSeparate, lines }, index) => ({
          on: addDays(EPOCH, day),
          isSeparate,
          amendment: `A-${index}`,
          lines: lines.map((drawn, at) => both(drawn, `more-${at}`, `K-1/A-${index}`, day)),
        }));
        const payload = { customer: 'drawn', currency: 'USD' as const, lines: first.map(({ line }) => line) };
        const approved = {
          ...stamp({ id: 'e-signed', effectiveAt: EPOCH }),
          kind: 'CONTRACT_APPROVED' as const,
          payload,
        };
        const changes = deals.map(({ on, isSeparate, amendment, lines }): RevenueEvent => {
          const answers = { addsDistinct: true, priceReflectsSsp: isSeparate, remainingDistinct: 'ALL' } as const;
          const added = lines.map(({ line }) => line);
          return aModification({ amendment, added, answers }, { id: `e-${amendment}`, effectiveAt: on });
        });
        const state = folded([approved, ...changes], '2099-12-31T00:00:00.000Z');
        const calendar = calendarOf(state);
        const rows = new Map(
          scheduleOf(state, calendar).rows.map((row) => [`${row.obligation} ${row.period}`, row.amountMinor]),
        );
        const slowly: readonly SlowAddition[] = deals.map(({ on, isSeparate, lines }) => ({
          on,
          isSeparate,
          lines: lines.map(({ slow }) => slow),
        }));
        const months = calendar.map(({ key }) => key);
        const expected = slowRows(
          first.map(({ slow }) => slow),
          slowly,
          months,
        );
        expect([...rows].toSorted()).toEqual([...expected].toSorted());
      }),
      RUNS,
    );
  });
});
