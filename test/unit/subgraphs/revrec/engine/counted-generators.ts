import fc from 'fast-check';
import type { ContractLine, RevenueEvent } from '#revrec/engine/events.ts';
import { addDays, type CivilDate, civilDate } from '#schema/canonical/calendar.ts';
import { aBonus, aCount, delivered, estimatedAt } from './counted.ts';
import { aModification, anApproval, anInvoice, documentLine, stamp, usd } from './meridian.ts';

/** Lives of contracts that are measured in units and cost and whose price is in part an estimate. */
const EPOCH = civilDate('2024-01-10');

interface Line {
  readonly line: ContractLine;
  readonly total: number;
  readonly done: number;
}

const KINDS = ['PROGRESS', 'PROGRESS', 'PROGRESS', 'ESTIMATE', 'RISE', 'AS_ONE', 'EXTEND', 'CONCEDE', 'BILL'] as const;
const anyStep = fc.record({
  kind: fc.constantFrom(...KINDS),
  days: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60 })),
  line: fc.nat({ max: 2 }),
  part: fc.integer({ min: 0, max: 100 }),
  dollars: fc.integer({ min: 1, max: 90_000 }),
  asOne: fc.boolean(),
});
type Step = typeof anyStep extends fc.Arbitrary<infer Value> ? Value : never;

const anyLines = fc
  .array(
    fc.record({
      total: fc.integer({ min: 1, max: 60 }),
      dollars: fc.integer({ min: 1, max: 900_000 }),
      measure: fc.constantFrom('UNITS', 'COST_TO_COST'),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((lines) =>
    lines.map(({ total, dollars, measure }, index): Line => {
      const counted = { total: String(total), dollars, measure } as const;
      return { line: aCount(`line-${index}`, counted), total, done: 0 };
    }),
  );

function approval(lines: readonly Line[], dollars: number): RevenueEvent {
  const signed = anApproval(lines.map(({ line }) => line));
  if (signed.kind !== 'CONTRACT_APPROVED' || signed.payload === null) throw new Error('it is approved');
  const at = { effectiveAt: EPOCH, recordedAt: `${EPOCH}T08:00:00.000Z` };
  return { ...signed, ...at, payload: { ...signed.payload, variable: [aBonus(dollars)] } };
}

/** Progress of each line never passes what is promised of it then. */
function eventOf(
  step: Step,
  lines: Line[],
  at: { readonly id: string; readonly effectiveAt: CivilDate },
): RevenueEvent | null {
  const { kind, part, dollars, asOne } = step;
  const index = step.line % lines.length;
  const one = lines[index];
  if (one === undefined) return null;
  const amendment = `A-${at.id}`;
  const answers = { remainingDistinct: asOne ? 'NONE' : 'ALL' } as const;
  switch (kind) {
    case 'PROGRESS': {
      const done = one.done + Math.floor(((one.total - one.done) * part) / 100);
      lines[index] = { ...one, done };
      return delivered(at, one.line.key, String(done), String(one.total));
    }
    case 'ESTIMATE':
      return estimatedAt(at, dollars);
    case 'RISE':
      return aModification(
        { amendment, priceDelta: usd(BigInt(dollars) * 100n), answers: { remainingDistinct: 'ALL' } },
        at,
      );
    case 'AS_ONE':
      return aModification(
        { amendment, priceDelta: usd(BigInt(dollars) * 100n), answers: { remainingDistinct: 'NONE' } },
        at,
      );
    case 'EXTEND': {
      const total = one.total + 1 + part;
      lines[index] = { ...one, total };
      const extended = [{ obligation: `K-1/${one.line.key}`, total: String(total) }];
      return aModification({ amendment, priceDelta: usd(BigInt(dollars)), extended, answers }, at);
    }
    case 'CONCEDE': {
      const payload = { amount: usd(BigInt(part + 1)), obligation: 'ALL', satisfiedShare: '1' };
      return { ...stamp(at), kind: 'PRICE_CONCESSION', payload };
    }
    case 'BILL':
      return anInvoice(at, { lines: [documentLine(BigInt(dollars), one.line.product)] });
  }
}

function lifeOf(lines: readonly Line[], steps: readonly Step[]) {
  const now = [...lines];
  let day = EPOCH;
  const events = steps.flatMap((step, index) => {
    day = addDays(day, step.days);
    return eventOf(step, now, { id: `e-${index}`, effectiveAt: day }) ?? [];
  });
  const last = addDays(day, 1);
  const finished = now.map(({ line, total }) =>
    delivered({ id: `e-all-${line.key}`, effectiveAt: last }, line.key, String(total), String(total)),
  );
  return { events, finished };
}

const anyLife = fc
  .tuple(anyLines, fc.integer({ min: 0, max: 90_000 }), fc.array(anyStep, { maxLength: 10 }))
  .map(([lines, dollars, steps]) => ({ signed: approval(lines, dollars), ...lifeOf(lines, steps) }));

/** A contract of up to three lines with a bonus and up to ten things that happen to it. */
export const anyCounted = anyLife.map(({ signed, events }) => [signed, ...events]);

/** The same, and then all that is promised is delivered. */
export const anyFinished = anyLife.map(({ signed, events, finished }) => [signed, ...events, ...finished]);

/** The same without a modification, and the contract that had the last estimate from the start. */
export const anyEstimated = fc
  .tuple(anyLines, fc.array(anyStep, { maxLength: 8 }), fc.tuple(fc.nat({ max: 90_000 }), fc.nat({ max: 90_000 })))
  .map(([lines, steps, [first, last]]) => {
    const progress = steps.filter(({ kind }) => kind === 'PROGRESS');
    const { events: life } = lifeOf(lines, progress);
    const on = addDays(EPOCH, 1 + 60 * steps.length);
    return {
      on,
      estimated: [approval(lines, first), ...life, estimatedAt({ id: 'e-last', effectiveAt: on }, last)],
      fromTheStart: [approval(lines, last), ...life],
      restored: [
        approval(lines, first),
        ...life,
        estimatedAt({ id: 'e-last', effectiveAt: on }, last),
        estimatedAt({ id: 'e-back', effectiveAt: addDays(on, 1) }, first),
      ],
      untouched: [approval(lines, first), ...life],
    };
  });
