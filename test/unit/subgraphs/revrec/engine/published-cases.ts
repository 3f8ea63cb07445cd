import { z } from 'zod';
import { type AllocationLine, allocate, type TargetedPart } from '#revrec/engine/allocate.ts';
import { knownEvents } from '#revrec/engine/event-order.ts';
import { type MeasurePlan, progressAt } from '#revrec/engine/measure.ts';
import { cumulativeRows } from '#revrec/engine/schedule.ts';
import { addDays, civilDate, monthlyCalendar, parseTerm, type Term } from '#schema/canonical/calendar.ts';
import { multiplyRatios, parseRatio, type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import { anInvoice } from './meridian.ts';
import { contractSteps } from './published-steps.ts';

/** One published example run through the engine; `NOT_BUILT` names what the engine does not have yet. */
export interface Outcome {
  readonly kind: 'COMPARED' | 'NOT_BUILT';
  readonly actual?: unknown;
  readonly expected?: unknown;
}

const NOT_BUILT: Outcome = { kind: 'NOT_BUILT' };
const envelope = z.object({
  op: z.string(),
  policies: z.record(z.string(), z.unknown()),
  currency: z.object({ exponent: z.number() }),
  inputs: z.unknown(),
  expected: z.record(z.string(), z.unknown()),
  expectedWhenExact: z.unknown().optional(),
});

export function published(record: unknown): Outcome {
  const { op, inputs, expected, expectedWhenExact, currency, policies } = envelope.parse(record);
  const amounts = amountsOf(currency.exponent);
  switch (op) {
    case 'allocate':
      return allocation(inputs, expected, amounts);
    case 'schedule':
      return 'rounding' in policies ? NOT_BUILT : schedule(inputs, expected, amounts);
    case 'prorate':
      return proration(inputs, expected, amounts);
    case 'contractSteps': {
      // A publication that rounds progress says besides what comes out without that.
      const wanted = 'progressDecimals' in policies ? expectedWhenExact : expected;
      return { kind: 'COMPARED', ...contractSteps(inputs, wanted, amounts) };
    }
    case 'asOf':
      return bitemporal(inputs, expected, amounts);
    default:
      return NOT_BUILT;
  }
}

/** Reads and writes decimals with the example's own number of digits, in text only. */
function amountsOf(exponent: number) {
  const scale = ratio(10n ** BigInt(exponent));
  return {
    exact: (text: string): Ratio => multiplyRatios(parseRatio(text) ?? ratio(0n), scale),
    minor: (text: string): bigint => roundHalfAway(multiplyRatios(parseRatio(text) ?? ratio(0n), scale)),
    text: (minor: bigint): string => {
      const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, '0');
      const cut = digits.length - exponent;
      return (minor < 0n ? '-' : '') + (exponent === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`);
    },
  };
}
type Amounts = ReturnType<typeof amountsOf>;

const text = z.string();
const allocateInputs = z.object({
  transactionPrice: text.optional(),
  lines: z.array(
    z.object({
      key: text,
      ssp: text.optional(),
      list: text.optional(),
      sspPct: text.optional(),
      stated: text.optional(),
      sspRange: z.tuple([text, text]).optional(),
    }),
  ),
  targetedDiscounts: z.array(z.object({ keys: z.array(text), bundlePrice: text, evidence: text })).default([]),
  targetedFixed: z.array(z.object({ keys: z.array(text), amount: text })).default([]),
});

function allocation(inputs: unknown, expected: Record<string, unknown>, amounts: Amounts): Outcome {
  const read = allocateInputs.parse(inputs);
  const lines = read.lines.map(({ key, ssp, list, sspPct, stated, sspRange }): AllocationLine => {
    const listed =
      list === undefined || sspPct === undefined ? null : multiplyRatios(amounts.exact(list), ratioOf(sspPct));
    const range = sspRange?.map(amounts.exact);
    const [lowMinor, highMinor] = range ?? [];
    return {
      key,
      sspMinor: ssp === undefined ? listed : amounts.exact(ssp),
      statedMinor: amounts.minor(stated ?? '0'),
      ...(lowMinor !== undefined && highMinor !== undefined ? { residual: { lowMinor, highMinor } } : {}),
    };
  });
  const stated = lines.reduce((all, { statedMinor }) => all + statedMinor, 0n);
  const totalMinor = read.transactionPrice === undefined ? stated : amounts.minor(read.transactionPrice);
  // A royalty is no part of the fixed price: its licence takes part with nothing when the price is targeted away.
  const targeted: readonly TargetedPart[] = [
    ...read.targetedDiscounts.map(({ keys, bundlePrice, evidence }) => ({
      keys,
      minor: amounts.minor(bundlePrice),
      evidence,
    })),
    ...read.targetedFixed.map(({ keys, amount }) => ({ keys, minor: amounts.minor(amount), evidence: 'fixed price' })),
  ];
  const result = allocate({ totalMinor, lines, targeted });
  const figures = (of: (line: { readonly allocatedMinor: bigint; readonly carveMinor: bigint }) => bigint) =>
    result.ok ? Object.fromEntries(result.value.map((line) => [line.key, amounts.text(of(line))])) : {};
  const all: Record<string, unknown> = result.ok
    ? {
        outcome: 'ALLOCATED',
        allocated: figures(({ allocatedMinor }) => allocatedMinor),
        carve: figures(({ carveMinor }) => carveMinor),
        extendedSsp: Object.fromEntries(
          lines.map(({ key, sspMinor }) => [key, amounts.text(roundHalfAway(sspMinor ?? ratio(0n)))]),
        ),
      }
    : {
        outcome: result.error.kind,
        residual: result.error.kind === 'REJECTED_RESIDUAL' ? amounts.text(result.error.residualMinor) : null,
      };
  // Who receives a royalty is told to the engine, not found by it.
  const { variableTarget: _, ...found } = expected;
  const actual = Object.fromEntries(Object.keys(found).map((key) => [key, all[key]]));
  return { kind: 'COMPARED', expected: found, actual };
}

const span = z.object({ from: text, to: text });
const scheduleInputs = z.object({
  amount: text,
  measure: text,
  service: span.optional(),
  instants: span.optional(),
  partialMonths: text.optional(),
});

function schedule(inputs: unknown, expected: Record<string, unknown>, amounts: Amounts): Outcome {
  const { amount, measure, service, instants, partialMonths } = scheduleInputs.parse(inputs);
  const days =
    service ??
    (instants === undefined ? undefined : { from: instants.from.slice(0, 10), to: instants.to.slice(0, 10) });
  const term = days === undefined ? null : parseTerm(days.from, days.to);
  const plan = term === null ? null : planOf(measure, partialMonths, term);
  if (term === null || plan === null) return NOT_BUILT;

  const months = monthlyCalendar(term.from, term.to);
  const rows = cumulativeRows(
    amounts.minor(amount),
    months.map(({ to }) => progressAt(plan, to)),
  );
  const told = rows
    .map((row, index) => ({ ...row, month: months[index]?.key ?? '' }))
    .filter(({ amountMinor }) => amountMinor !== 0n);
  const total = amounts.minor(amount);
  const asked = (name: string) => Object.keys(z.record(text, text).catch({}).parse(expected[name]));
  const only = expected['partial'] === true ? asked('rows') : told.map(({ month }) => month);
  const all: Record<string, unknown> = {
    partial: true,
    rowCount: rows.length,
    rows: Object.fromEntries(
      told
        .filter(({ month }) => only.includes(month))
        .map(({ month, amountMinor }) => [month, amounts.text(amountMinor)]),
    ),
    deferredEnd: Object.fromEntries(
      told
        .filter(({ month }) => asked('deferredEnd').includes(month))
        .map(({ month, cumulativeMinor }) => [month, amounts.text(total - cumulativeMinor)]),
    ),
  };
  return {
    kind: 'COMPARED',
    expected,
    actual: Object.fromEntries(Object.keys(expected).map((key) => [key, all[key]])),
  };
}

function planOf(measure: string, partialMonths: string | undefined, term: Term): MeasurePlan | null {
  if (measure === 'DAILY') return { measure, term };
  if (measure !== 'MONTHLY_EVEN') return null;
  return partialMonths === 'ALL_WHOLE' || partialMonths === 'LAST_CUT' ? { measure, term, partialMonths } : null;
}

function proration(inputs: unknown, expected: Record<string, unknown>, amounts: Amounts): Outcome {
  const { amount, days, termDays } = z.object({ amount: text, days: text, termDays: text }).parse(inputs);
  const from = civilDate('2026-01-01');
  const term = { from, to: addDays(from, Number(termDays) - 1) };
  const progress = progressAt({ measure: 'DAILY', term }, addDays(from, Number(days) - 1));
  const [row] = cumulativeRows(amounts.minor(amount), [progress]);
  return { kind: 'COMPARED', expected, actual: { prorated: amounts.text(row?.amountMinor ?? 0n) } };
}

const asOfInputs = z.object({
  events: z.array(
    z.object({
      id: text,
      recordedAt: text,
      effectiveAt: text.optional(),
      kind: text,
      line: text.optional(),
      supersedes: text.optional(),
      amount: text.optional(),
    }),
  ),
  queries: z.array(z.object({ knownAt: text, effectiveAt: text })),
});

/** The example's own event kinds are carried by documents: what is under test is which of them are known and in force. */
function bitemporal(inputs: unknown, expected: Record<string, unknown>, amounts: Amounts): Outcome {
  const { events, queries } = asOfInputs.parse(inputs);
  const carried = events.map(({ id, recordedAt, effectiveAt, kind, supersedes }) => {
    const at = { id, effectiveAt: effectiveAt ?? recordedAt, recordedAt: `${recordedAt}T00:00:00.000Z` };
    const event = anInvoice({ ...at, supersedes: supersedes ?? null }, { lines: [] });
    return kind === 'VOID' ? { ...event, payload: null } : event;
  });
  const answers = queries.map(({ knownAt, effectiveAt }) => {
    const known = knownEvents(carried, `${knownAt}T00:00:00.000Z`);
    const inForce = known.ok ? known.value.filter((event) => event.effectiveAt <= effectiveAt) : [];
    const lines = new Map<string, bigint>();
    for (const { id } of inForce) {
      const fact = events.find((event) => event.id === id);
      lines.set(fact?.line ?? id, amounts.minor(fact?.amount ?? '0'));
    }
    return amounts.text([...lines.values()].reduce((all, minor) => all + minor, 0n));
  });
  // Which treatment a correction has is for the driver of postings; here only the amounts are the engine's answer.
  return { kind: 'COMPARED', expected: { amounts: expected['amounts'] }, actual: { amounts: answers } };
}

function ratioOf(decimal: string): Ratio {
  return parseRatio(decimal) ?? ratio(0n);
}
