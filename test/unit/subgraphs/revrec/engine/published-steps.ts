import { z } from 'zod';
import { type ContractState, latestVersion, recognizedOn } from '#revrec/engine/contract-state.ts';
import type { ContractLine, RecordedAnswers, RevenueEvent } from '#revrec/engine/events.ts';
import { fold } from '#revrec/engine/fold.ts';
import { CONTRACT_DRIVEN } from '#revrec/engine/policies.ts';
import { obligationsOf } from '#revrec/engine/target.ts';
import { addDays, civilDate } from '#schema/canonical/calendar.ts';
import { addRatios, multiplyRatios, parseRatio, type Ratio, ratio, subtractRatios } from '#schema/canonical/ratio.ts';
import { sumOf } from './folded.ts';
import { aLine, aModification, stamp } from './meridian.ts';

/** Amounts of an example, in its own minor units. */
export interface StepAmounts {
  readonly minor: (text: string) => bigint;
  readonly text: (minor: bigint) => string;
}

const text = z.string();
const promised = z.object({ key: text, measure: text, total: text.default('1'), ssp: text, price: text.optional() });
const step = z.object({
  type: text,
  fixed: text.optional(),
  obligations: z.array(promised).default([]),
  key: text.optional(),
  doneToDate: text.optional(),
  answers: z
    .object({
      approved: z.boolean(),
      originalTerms: z.boolean(),
      addsDistinct: z.boolean(),
      priceReflectsSsp: z.boolean(),
      remainingDistinct: z.boolean(),
    })
    .optional(),
  priceDelta: text.default('0'),
  extend: z.array(z.object({ key: text, total: text })).default([]),
  add: z.array(promised).default([]),
  reestimate: z.array(z.object({ constrained: text })).default([]),
});
type Step = z.infer<typeof step>;

const FIRST_DAY = civilDate('2026-01-01');

/**
 * Runs a contract step by step: each step is a day, a transfer is evidence of the share that is done. Progress is exact:
 * where a publication rounds it, the figure without that is the one to compare.
 */
export function contractSteps(inputs: unknown, expected: unknown, amounts: StepAmounts) {
  const { steps } = z.object({ steps: z.array(step) }).parse(inputs);
  const wanted = z.object({ steps: z.array(z.record(text, z.unknown())) }).parse(expected).steps;
  const answers = wanted.map((want) => {
    const index = Number(want['step']);
    const events = steps.slice(0, index + 1).flatMap((one, at) => eventsOf(one, { at, steps, amounts }));
    const result = fold(events, { knownAt: '2099-01-01T00:00:00.000Z', policies: CONTRACT_DRIVEN });
    if (!result.ok) return { error: result.error };
    const told = figures(result.value, { on: addDays(FIRST_DAY, index), amounts });
    const units = nextUnits(events, { at: index, steps, amounts });
    const all: Readonly<Record<string, unknown>> = { step: index, ...units };
    return Object.fromEntries(Object.keys(want).map((name) => [name, all[name] ?? told(name)]));
  });
  return { expected: wanted, actual: answers };
}

interface Told {
  readonly at: number;
  readonly steps: readonly Step[];
  readonly amounts: StepAmounts;
}

function eventsOf(one: Step, { at, steps, amounts }: Told): readonly RevenueEvent[] {
  const effectiveAt = addDays(FIRST_DAY, at);
  const id = `step-${at}`;
  if (one.type === 'INCEPTION') {
    const total = amounts.minor(one.fixed ?? '0');
    const lines = one.obligations.map((line, index) => lineOf(line, index === 0 ? total : 0n, amounts));
    const payload = { customer: 'published', currency: 'USD', lines };
    return [{ ...stamp({ id, effectiveAt }), kind: 'CONTRACT_APPROVED', payload }];
  }
  if (one.type === 'TRANSFER')
    return [evidence(id, effectiveAt, share(one.key ?? '', one.doneToDate ?? '0', steps, null))];
  if (one.type !== 'MODIFY') return [];
  const judged: RecordedAnswers = {
    ...one.answers,
    remainingDistinct: one.answers?.remainingDistinct === true ? 'ALL' : 'NONE',
  };
  const extra = sumOf(one.reestimate.map(({ constrained }) => amounts.minor(constrained)));
  const delta = amounts.minor(one.priceDelta) + extra;
  const added = one.add.map((line) => lineOf(line, amounts.minor(line.price ?? '0'), amounts));
  const change = { added, priceDelta: delta === 0n ? null : money(delta), answers: judged };
  const changed = aModification(change, { id, effectiveAt });
  if (one.answers?.remainingDistinct === true) return [changed];
  const remeasured = one.extend.flatMap(({ key, total }) => {
    const done = steps.slice(0, at).findLast((other) => other.type === 'TRANSFER' && other.key === key)?.doneToDate;
    return done === undefined ? [] : [evidence(`${id}-again`, effectiveAt, share(key, done, steps, total))];
  });
  return [changed, ...remeasured];
}

function lineOf({ key, ssp, measure }: z.infer<typeof promised>, minor: bigint, amounts: StepAmounts): ContractLine {
  const price = { entry: `ssp:${key}`, method: 'OBSERVABLE', source: 'published' } as const;
  const unit = amounts.text(amounts.minor(ssp));
  return aLine({
    key,
    product: key,
    quantity: '1',
    unitPrice: unit,
    pricePer: 'TERM',
    amount: money(minor),
    kind: measure === 'COST_TO_COST' ? 'OVER_TIME' : 'SERIES',
    measure: 'MILESTONE',
    trigger: 'ACCEPTANCE',
    ssp: { ...price, low: unit, point: unit, high: unit },
  });
}

function money(minor: bigint) {
  return { minor: minor.toString(), currency: 'USD' };
}

interface Share {
  readonly key: string;
  readonly of: Ratio;
}

function share(key: string, done: string, steps: readonly Step[], total: string | null): Share {
  const promisedTotal = steps.flatMap(({ obligations }) => obligations).find((one) => one.key === key)?.total ?? '1';
  const [part, whole] = [exact(done), exact(total ?? promisedTotal)];
  return { key, of: ratio(part.n * whole.d, part.d * whole.n) };
}

function exact(written: string): Ratio {
  const [n = '0', d = '1'] = written.split('/');
  const [above, below] = [parseRatio(n) ?? ratio(0n), parseRatio(d) ?? ratio(1n)];
  return ratio(above.n * below.d, above.d * below.n);
}

/** A percentage is a decimal: a share that has none is told with thirty digits, far beyond any amount here. */
function evidence(id: string, effectiveAt: string, { key, of }: Share): RevenueEvent {
  const scale = 10n ** 30n;
  const digits = ((of.n * 100n * scale) / of.d).toString().padStart(31, '0');
  const percent = `${digits.slice(0, -30)}.${digits.slice(-30)}`;
  const payload = { obligation: `K-1/${key}`, percent, evidence: 'published' };
  return { ...stamp({ id, effectiveAt }), kind: 'PROGRESS_MEASURED', payload };
}

/** Delivers what is left after a modification unit by unit, and says what each earns. */
function nextUnits(events: readonly RevenueEvent[], { at, steps, amounts }: Told) {
  const one = steps[at];
  const given = steps.slice(0, at).findLast(({ type }) => type === 'TRANSFER');
  if (one?.type !== 'MODIFY' || given?.key === undefined || one.answers?.remainingDistinct !== true) return {};
  const { key } = given;
  const before = share(key, given.doneToDate ?? '0', steps, null).of;
  const old = steps.flatMap(({ obligations }) => obligations).find((promise) => promise.key === key)?.total ?? '1';
  const total = one.extend.find((extended) => extended.key === key)?.total ?? old;
  const left = Number(total) - Number(given.doneToDate);
  if (!Number.isInteger(left)) return {};
  const rest = subtractRatios(ratio(1n), before);
  const delivered = Array.from({ length: left }, (_, unit) => {
    const of = addRatios(before, multiplyRatios(rest, ratio(BigInt(unit + 1), BigInt(left))));
    return evidence(`unit-${unit}`, addDays(FIRST_DAY, at + 1 + unit), { key, of });
  });
  const result = fold([...events, ...delivered], { knownAt: '2099-01-01T00:00:00.000Z', policies: CONTRACT_DRIVEN });
  if (!result.ok) return { error: result.error };
  const earned = obligationsOf(result.value).find(({ obligation }) => obligation.product === key)?.obligation;
  const rows = delivered.map((_, unit) => {
    const on = addDays(FIRST_DAY, at + 1 + unit);
    return earned === undefined ? '' : amounts.text(recognizedOn(earned, on) - recognizedOn(earned, addDays(on, -1)));
  });
  return { remainingTotal: { [key]: String(left) }, firstUnits: { [key]: rows } };
}

function figures(
  state: ContractState,
  { on, amounts }: { readonly on: ReturnType<typeof civilDate>; readonly amounts: StepAmounts },
) {
  const all = obligationsOf(state).map(({ obligation }) => obligation);
  const keyed = (of: (one: (typeof all)[number]) => bigint) =>
    Object.fromEntries(all.map((one) => [one.product, amounts.text(of(one))]));
  const last = state.modifications.at(-1);
  const pool = state.derivations.findLast(({ op }) => op === 'POOL')?.rounded ?? 0n;
  const price = sumOf(state.contracts.map((contract) => latestVersion(contract).transactionPriceMinor));
  return (name: string): unknown => {
    switch (name) {
      case 'treatment':
        return last?.treatment;
      case 'transactionPrice':
        return amounts.text(price);
      case 'recognisedToDate':
        return Object.fromEntries(
          all
            .filter((one) => recognizedOn(one, on) !== 0n)
            .map((one) => [one.product, amounts.text(recognizedOn(one, on))]),
        );
      case 'remaining':
        return keyed((one) => one.allocatedMinor - recognizedOn(one, on));
      case 'allocated':
      case 'allocatedTotal':
        return keyed(({ allocatedMinor }) => allocatedMinor);
      case 'catchUp':
        return keyed((one) => recognizedOn(one, on) - recognizedOn(one, addDays(on, -1)));
      case 'pool':
        return amounts.text(pool);
      default:
        return `not told: ${name}`;
    }
  };
}
