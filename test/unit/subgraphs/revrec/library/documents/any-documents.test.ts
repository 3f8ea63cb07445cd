import fc from 'fast-check';
import { INVOICE_DRIVEN } from '#revrec/library/policy-set.ts';
import { addDays, civilDate } from '#schema/canonical/calendar.ts';
import { reckoned } from '#test/unit/subgraphs/revrec/engine/formula.ts';
import { aContract, aLine, recognized, sumOf } from '../files.ts';

const START = civilDate('2026-01-01');
const PRODUCTS = ['BY-DAY', 'BY-MONTH', 'AT-ONCE', 'UNKNOWN'] as const;
const text = (minor: number) => (minor / 100).toFixed(2);

const anyLine = fc.record({
  product: fc.constantFrom(...PRODUCTS),
  minor: fc.integer({ min: 1, max: 9_999_999 }),
  from: fc.integer({ min: -100, max: 400 }),
  days: fc.option(fc.integer({ min: 0, max: 500 })),
});
const anyInvoice = fc.record({
  on: fc.integer({ min: 0, max: 500 }),
  lines: fc.array(anyLine, { minLength: 1, maxLength: 4 }),
  tax: fc.integer({ min: 0, max: 99_999 }),
});
/** What part of a line, and of the tax, is credited so many days after its invoice. */
const anyMemo = fc.record({
  invoice: fc.nat(),
  line: fc.nat(),
  after: fc.integer({ min: 0, max: 300 }),
  percent: fc.integer({ min: 1, max: 100 }),
});
const anyBilling = fc.record({
  invoices: fc.array(anyInvoice, { minLength: 1, maxLength: 4 }),
  memos: fc.array(anyMemo, { maxLength: 3 }),
});
type Billing = typeof anyBilling extends fc.Arbitrary<infer Value> ? Value : never;

function fileOf({ invoices, memos }: Billing) {
  const issued = invoices.map(({ on, lines, tax }, index) => ({
    type: 'invoice',
    key: `I-${index}`,
    on: addDays(START, on),
    tax: text(tax),
    lines: lines.map(({ product, minor, from, days }) => ({
      product,
      amount: text(minor),
      ...(days === null ? {} : { from: addDays(START, from), to: addDays(START, from + days) }),
    })),
  }));
  const credited = new Set<string>();
  const given = memos.flatMap(({ invoice, line, after, percent }, index) => {
    const at = invoice % invoices.length;
    const own = invoices[at];
    const part = own?.lines[line % own.lines.length];
    // One memo a product of an invoice, so that never more is credited than was billed.
    const key = `${at} ${part?.product}`;
    if (own === undefined || part === undefined || credited.has(key)) return [];
    credited.add(key);
    const amount = text(Math.ceil((part.minor * percent) / 100));
    const lines = [{ product: part.product, amount }];
    return [{ type: 'credit memo', key: `M-${index}`, on: addDays(START, own.on + after), invoice: `I-${at}`, lines }];
  });
  const products = [
    aLine({ key: 'day', product: 'BY-DAY', method: 'DAILY' }),
    aLine({ key: 'month', product: 'BY-MONTH', method: 'MONTHLY' }),
    aLine({ key: 'once', product: 'AT-ONCE', method: 'ON_START' }),
  ];
  return aContract({ lines: products, events: [...issued, ...given] });
}

describe('whatever is billed and credited', () => {
  it('its rows sum to it line by line, its journals to the rows, and every formula to its figure', () => {
    fc.assert(
      fc.property(anyBilling, (billing) => {
        const one = recognized(fileOf(billing), {}, INVOICE_DRIVEN);
        const [balance] = one.balances;
        const rows = sumOf(one.schedule.map(({ amountMinor }) => amountMinor));
        expect([rows, balance?.recognizedMinor, balance?.deferredMinor, balance?.unbilledMinor]).toEqual([
          one.transactionPriceMinor,
          rows,
          0n,
          0n,
        ]);
        const net = (isOf: (role: string) => boolean) =>
          sumOf(one.journals.filter(({ role }) => isOf(role)).map((line) => line.creditMinor - line.debitMinor));
        expect(net((role) => role === 'REVENUE' || role.endsWith('_CONTRA'))).toBe(rows);
        expect(net((role) => role === 'DEFERRED_REVENUE')).toBe(0n);
        expect(-net((role) => role === 'AR')).toBe(rows + net((role) => role === 'TAX_LIABILITY'));
        for (const [obligation, own] of Map.groupBy(one.schedule, (row) => row.obligation)) {
          expect(own.at(-1)?.cumulativeMinor).toBe(sumOf(own.map(({ amountMinor }) => amountMinor)));
          const earned = one.journals.filter((line) => line.obligation === obligation && line.role === 'REVENUE');
          expect(earned.length).toBeGreaterThan(0);
        }
        for (const { id, formula, rounded } of one.derivations) {
          const value = reckoned(formula);
          expect([id, value]).toEqual([id, { n: rounded, d: 1n }]);
        }
      }),
      { numRuns: 100, seed: 606 },
    );
  });

  it('comes to the same on a day as what was billed by then comes to', () => {
    fc.assert(
      fc.property(anyBilling, fc.integer({ min: 0, max: 600 }), (billing, days) => {
        const on = addDays(START, days);
        const file = fileOf(billing);
        const events = (file['events'] as { on: string }[]).filter((event) => event.on <= on);
        const [all, known] = [file, { ...file, events }].map(
          (told) => recognized(told, { on }, INVOICE_DRIVEN).balances,
        );
        expect(
          all?.map(({ recognizedMinor, billedMinor, taxMinor }) => [recognizedMinor, billedMinor, taxMinor]),
        ).toEqual(known?.map(({ recognizedMinor, billedMinor, taxMinor }) => [recognizedMinor, billedMinor, taxMinor]));
      }),
      { numRuns: 50, seed: 606 },
    );
  });
});
