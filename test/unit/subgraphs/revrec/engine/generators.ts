import fc from 'fast-check';
import type { ContractLine, RevenueEvent } from '#revrec/engine/events.ts';
import { addDays, civilDate } from '#schema/canonical/calendar.ts';
import { aLine, aModification, anApproval, anInvoice, documentLine, usd } from './meridian.ts';

const { numRuns = 200 } = fc.readConfigureGlobal();
/** Seeded, so that a failure is the same failure tomorrow; a longer proof asks for more runs before it reads this. */
export const RUNS = { numRuns, seed: 606 };

const EPOCH = civilDate('2023-10-01');
const price = fc.bigInt({ min: 1n, max: 10n ** 12n });

const OTHER_MEASURES = [
  'DAILY_30_360',
  'MONTHLY_EVEN',
  'MONTHLY_PRORATED_ENDS',
  'SERVICE_MONTHS',
  'EVEN_PERIODS',
  'CUSTOM_CURVE',
  'POINT',
] as const;

/** A line of a curve with one over its days, whatever they are: three spans at most, the first one often of no weight. */
const curved = (line: ContractLine): ContractLine => {
  if (line.measure !== 'CUSTOM_CURVE') return line;
  const from = civilDate(line.from);
  const untils = [addDays(from, 9), addDays(from, 99)].filter((day) => day < line.to);
  const size = Number(line.quantity);
  const curve = [...untils, line.to].map((until, index) => ({
    until,
    weight: String(index === 2 ? 1 : size % (3 - index)),
  }));
  return { ...line, curve: curve.every(({ weight }) => weight === '0') ? [{ until: line.to, weight: '1' }] : curve };
};

const lineArbitrary = (index: number, sign: bigint) =>
  fc
    .record({
      start: fc.integer({ min: 0, max: 900 }),
      days: fc.integer({ min: 1, max: 1500 }),
      amount: price,
      quantity: fc.integer({ min: 1, max: 900 }),
      list: fc.integer({ min: 1, max: 99_999 }),
      spread: fc.integer({ min: 0, max: 500 }),
      measure: fc.constantFrom('DAILY', 'DAILY', ...OTHER_MEASURES),
    })
    .map(({ start, days, amount, quantity, list, spread, measure }): ContractLine => {
      const from = addDays(EPOCH, start);
      const range = { low: String(list), point: String(list + spread), high: String(list + 2 * spread) };
      return curved(
        aLine({
          key: `line-${String(index).padStart(2, '0')}`,
          product: `PRODUCT-${index % 4}`,
          quantity: String(quantity),
          unitPrice: String(list + spread),
          amount: usd(sign * amount),
          from,
          to: addDays(from, days - 1),
          kind: measure === 'POINT' ? 'POINT_IN_TIME' : 'SERIES',
          measure: measure as ContractLine['measure'],
          trigger: measure === 'POINT' ? 'START' : null,
          ssp: { entry: `ssp:${index}`, method: 'OBSERVABLE', ...range, source: 'generated' },
        }),
      );
    });

const linesArbitrary = (sign: bigint, most: number) =>
  fc
    .integer({ min: 1, max: most })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => lineArbitrary(at, sign))));

const approve = (lines: readonly ContractLine[]): RevenueEvent => ({
  ...anApproval(lines),
  effectiveAt: EPOCH,
  recordedAt: `${EPOCH}T08:00:00.000Z`,
});

/** A contract with 1 to 12 obligations and no other event. */
export const anyContract = linesArbitrary(1n, 12).map(approve);

/** An addition that reflects its price, or does not, or a plain rise in price, on some day of the contract. */
const anyDeal = (index: number) =>
  fc
    .record({
      day: fc.integer({ min: 0, max: 1200 }),
      late: fc.integer({ min: 0, max: 300 }),
      line: lineArbitrary(index + 20, 1n),
      kind: fc.constantFrom('AT_SSP', 'BELOW_SSP', 'PRICE'),
      raise: price,
    })
    .map(({ day, late, line, kind, raise }): RevenueEvent => {
      const effectiveAt = addDays(EPOCH, day);
      const to = addDays(effectiveAt, 400);
      const added = curved({ ...line, from: effectiveAt, to });
      const below = { ...added, unitPrice: '0.01' };
      const stamp = { id: `e-deal-${index}`, effectiveAt, recordedAt: `${addDays(effectiveAt, late)}T09:00:00.000Z` };
      const change = kind === 'PRICE' ? { priceDelta: usd(raise) } : { added: [kind === 'AT_SSP' ? added : below] };
      // A plain rise needs something left to deliver, whatever the day: so it comes with an addition.
      const safe = kind === 'PRICE' ? { ...change, added: [below] } : change;
      return aModification({ amendment: `A-${index}`, ...safe }, stamp);
    });

const anyInvoice = (index: number) =>
  fc
    .record({ day: fc.integer({ min: 0, max: 1200 }), minor: price, product: fc.integer({ min: 0, max: 5 }) })
    .map(
      ({ day, minor, product }): RevenueEvent =>
        anInvoice(
          { id: `e-invoice-${index}`, effectiveAt: addDays(EPOCH, day) },
          { lines: [documentLine(minor, `PRODUCT-${product}`)], tax: usd(minor / 5n) },
        ),
    );

/** A contract of at most four lines with up to three amendments and four invoices. */
export const anyHistory = fc
  .tuple(
    linesArbitrary(1n, 4).map(approve),
    fc.array(fc.constant(null), { maxLength: 3 }).chain((deals) => fc.tuple(...deals.map((_, at) => anyDeal(at)))),
    fc.array(fc.constant(null), { maxLength: 4 }).chain((bills) => fc.tuple(...bills.map((_, at) => anyInvoice(at)))),
  )
  .map(([approval, deals, bills]): readonly RevenueEvent[] => [approval, ...deals, ...bills]);

/** The same contract with every amount of the other sign; quantities and standalone prices stay. */
export function negated(event: RevenueEvent): RevenueEvent {
  if (event.kind !== 'CONTRACT_APPROVED' || event.payload === null) return event;
  const lines = event.payload.lines.map((line) => ({ ...line, amount: usd(-BigInt(line.amount.minor)) }));
  return { ...event, payload: { ...event.payload, lines } };
}
