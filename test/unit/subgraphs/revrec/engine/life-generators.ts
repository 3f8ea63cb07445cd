import fc from 'fast-check';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { addDays, civilDate } from '#schema/canonical/calendar.ts';
import { anyHistory } from './generators.ts';
import { aCancellation, aCredit, building, calls, measured, met, serviceLine } from './life.ts';
import { aLine, anInvoice, usd } from './meridian.ts';

const EPOCH = civilDate('2023-10-01');
const day = fc.integer({ min: 1, max: 1200 }).map((count) => addDays(EPOCH, count));
const minor = fc.bigInt({ min: 1n, max: 50_000n });

/** Three years of one product, each at its own price; a service by evidence; usage. */
const promised = [
  ...['2024', '2025', '2026'].map((year, index) =>
    aLine({
      key: `ramp-${year}`,
      product: 'RAMP',
      quantity: '10',
      unitPrice: String(900 + 100 * index),
      amount: usd(BigInt(900_000 + 100_000 * index)),
      from: `${year}-01-01`,
      to: `${year}-12-31`,
    }),
  ),
  building,
  calls,
  { ...calls, key: 'hours', product: 'HOURS', kind: 'OVER_TIME', measure: 'RIGHT_TO_INVOICE' } as const,
];

function withPromises([approval, ...others]: readonly RevenueEvent[]): readonly RevenueEvent[] {
  if (approval?.kind !== 'CONTRACT_APPROVED' || approval.payload === null) throw new Error('a history is approved');
  const lines = [...approval.payload.lines, ...promised];
  return [{ ...approval, payload: { ...approval.payload, lines } }, ...others];
}

const anyEvidence = fc
  .tuple(day, fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 400 }), fc.boolean())
  .map(([first, percent, later, isMet]): readonly RevenueEvent[] => [
    measured({ id: 'e-part', effectiveAt: first }, String(percent)),
    ...(isMet ? [met({ id: 'e-met', effectiveAt: addDays(first, later) })] : []),
  ]);

const anyUsage = fc
  .array(fc.tuple(day, minor, fc.integer({ min: 0, max: 70 }), fc.constantFrom('API-CALLS', 'HOURS')), { maxLength: 3 })
  .map((charges) =>
    charges.map(([to, amount, days, product], index) =>
      anInvoice(
        { id: `e-usage-${index}`, effectiveAt: addDays(to, 1) },
        { lines: [serviceLine(amount, product, addDays(to, -days), to)] },
      ),
    ),
  );

const anyCredit = (index: number) =>
  fc
    .record({
      on: day,
      amount: minor,
      product: fc.constantFrom('RAMP', 'PRODUCT-0', 'IMPLEMENTATION', 'API-CALLS', 'HOURS', null),
      days: fc.option(fc.integer({ min: 0, max: 300 })),
    })
    .map(({ on, amount, product, days }): RevenueEvent => {
      const to = days === null ? null : addDays(on, 40);
      const from = days === null ? null : addDays(on, 40 - days);
      return aCredit({ id: `credit-${index}`, effectiveAt: on }, [serviceLine(amount, product, from, to)]);
    });

const anyEnd = fc
  .record({
    on: fc.integer({ min: 1201, max: 1500 }).map((count) => addDays(EPOCH, count)),
    amount: minor,
    late: fc.integer({ min: 0, max: 30 }),
    credited: fc.boolean(),
  })
  .map(({ on, amount, late, credited }): readonly RevenueEvent[] => {
    if (!credited) return [aCancellation({ id: 'e-end', effectiveAt: on })];
    const settledOn = addDays(on, late);
    const documents = ['credit-end'];
    return [
      aCancellation({ id: 'e-end', effectiveAt: on }, { refundable: usd(amount), settledOn, documents }),
      aCredit({ id: 'end', effectiveAt: settledOn }, [serviceLine(amount, 'RAMP', on, addDays(on, 200))]),
    ];
  });

/** A life that has not ended. */
export const anyOpenLife = fc
  .tuple(
    anyHistory.map(withPromises),
    anyEvidence,
    anyUsage,
    fc
      .integer({ min: 0, max: 2 })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => anyCredit(index)))),
  )
  .map(([history, evidence, usage, credits]) => [...history, ...evidence, ...usage, ...credits]);

/** One that is cancelled in the end. */
export const anyEndedLife = fc.tuple(anyOpenLife, anyEnd).map(([life, end]) => [...life, ...end]);

export const anyLife = fc.oneof(anyOpenLife, anyEndedLife);
