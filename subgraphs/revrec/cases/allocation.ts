import { z } from 'zod';
import { type AllocationLine, allocate, type TargetedPart } from '#revrec/engine/allocate.ts';
import { CONTRACT_DRIVEN, type PolicyValues } from '#revrec/engine/policies.ts';
import { splitBySsp } from '#revrec/engine/relative-ssp.ts';
import { choiceIn, rangeOf } from '#revrec/engine/ssp.ts';
import { multiplyRatios, type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import { type Amounts, CaseUnreadable, numberOf } from './amounts.ts';
import type { Driver } from './driver.ts';
import { decimal, figureOf, listOf, number, policyOf } from './inputs.ts';
import { sspRangeOf } from './ssp-range-policy.ts';

const line = z.object({
  key: decimal,
  ssp: decimal.optional(),
  list: decimal.optional(),
  sspPct: number.optional(),
  quantity: number.default(ratio(1n)),
  months: number.default(ratio(1n)),
  unitPrice: decimal.optional(),
  unitSsp: decimal.optional(),
  method: z.enum(['OBSERVABLE', 'ADJ_MARKET', 'COST_PLUS', 'PCT_OF_LIST', 'RESIDUAL']).optional(),
  sspRange: z.array(decimal).min(2).max(3).optional(),
  stated: decimal.optional(),
  currency: z.string().optional(),
  rateToAllocation: number.optional(),
});
type Line = z.infer<typeof line>;

const keys = z.array(decimal).min(1);
const inputs = z.object({
  transactionPrice: decimal.optional(),
  allocationCurrency: z.string().optional(),
  lines: listOf(line).refine((all) => all.length > 0, 'there is no line'),
  targetedDiscounts: z
    .array(z.object({ keys, bundlePrice: decimal, evidence: z.union([z.string(), z.boolean()]).default(true) }))
    .default([]),
  targetedFixed: z.array(z.object({ keys, amount: decimal })).default([]),
  targetedVariable: z
    .array(
      z.object({
        element: z.string(),
        keys,
        method: z.enum(['EXPECTED', 'MOST_LIKELY', 'USAGE_EXCEPTION', 'ROYALTY_EXCEPTION']),
        estimate: decimal.nullish(),
        constrained: decimal.nullish(),
      }),
    )
    .default([]),
  variableAsIncurred: z.array(z.object({ element: z.string(), amount: decimal, keys: keys.optional() })).default([]),
});
type Inputs = z.infer<typeof inputs>;

const ramp = z.enum(['LEVEL_SERIES', 'SEPARATE_STEPS']);

interface Reading {
  readonly amounts: Amounts;
  readonly sspRange: PolicyValues['sspRange'];
  readonly allocationCurrency: string | undefined;
}

/** A line of the example in the currency of the allocation; `ssp` is its extended standalone price, not rounded. */
interface ReadLine {
  readonly key: string;
  readonly ssp: Ratio | null;
  readonly statedMinor: bigint;
  readonly range: { readonly lowMinor: Ratio; readonly highMinor: Ratio } | null;
}

/** `allocate`: splits a price over its lines, or says that what is left for the residual line was never observed. */
export const allocation: Driver = ({ inputs: given, expected, policies, amounts }) => {
  const read = inputs.parse(given);
  const { rampTreatment } = CONTRACT_DRIVEN.values;
  const treatment = policyOf(policies, 'rampTreatment', { values: ramp, otherwise: rampTreatment });
  const sspRange = sspRangeOf(policies);
  const reading = { amounts, sspRange, allocationCurrency: read.allocationCurrency };
  const lines = read.lines.map((one) => readLine(one, reading));
  const targetedVariable = variableParts(read, amounts);
  const statedMinor = lines.reduce((all, one) => all + one.statedMinor, 0n);
  const totalMinor = read.transactionPrice === undefined ? statedMinor : amounts.minor(read.transactionPrice);
  const result = allocate({
    totalMinor,
    lines: lines.map((one) => asAllocationLine(one, treatment)),
    targeted: fixedParts(read, amounts),
    variable: targetedVariable,
  });
  if (!result.ok && result.error.kind === 'REJECTED_RESIDUAL') {
    return { outcome: 'REJECTED_RESIDUAL', residual: amounts.text(result.error.residualMinor) };
  }
  const allocated = figureOf(result);
  const residual = lines.find((one) => one.range !== null);
  const of = (key: string) => allocated.find((one) => one.key === key)?.allocatedMinor ?? 0n;
  return {
    outcome: 'ALLOCATED',
    allocated: Object.fromEntries(allocated.map((one) => [one.key, amounts.text(one.allocatedMinor)])),
    carve: Object.fromEntries(allocated.map((one) => [one.key, amounts.text(one.carveMinor)])),
    extendedSsp: Object.fromEntries(
      lines.flatMap(({ key, ssp }) => (ssp === null ? [] : [[key, amounts.text(roundHalfAway(ssp))]])),
    ),
    transactionPrice: amounts.text(totalMinor),
    residual: residual === undefined ? null : amounts.text(of(residual.key)),
    variableTarget: Object.fromEntries(read.targetedVariable.map((one) => [one.element, one.keys])),
    variableAllocated: asIncurred(read, lines, { amounts, wanted: expected['variableAllocated'] }),
  };
};

function readLine(one: Line, { amounts, sspRange, allocationCurrency }: Reading): ReadLine {
  const rate = one.rateToAllocation ?? sameCurrency(one, allocationCurrency);
  const size = multiplyRatios(one.quantity, one.months);
  const converted = (text: string, count = ratio(1n)) => [rate, count].reduce(multiplyRatios, amounts.exact(text));
  const stated = one.stated === undefined ? null : converted(one.stated);
  const priced = one.unitPrice === undefined ? null : converted(one.unitPrice, size);
  const statedExact = stated ?? priced ?? ratio(0n);
  const [low, high] = [one.sspRange?.[0], one.sspRange?.at(-1)];
  const common = { key: one.key, statedMinor: roundHalfAway(statedExact), range: null };
  if (one.method === 'RESIDUAL') {
    if (low === undefined || high === undefined)
      throw new CaseUnreadable(`${one.key}: a residual line needs its range`);
    return { ...common, ssp: null, range: { lowMinor: converted(low), highMinor: converted(high) } };
  }
  if (one.ssp !== undefined) return { ...common, ssp: converted(one.ssp) };
  if (one.list !== undefined && one.sspPct !== undefined) return { ...common, ssp: converted(one.list, one.sspPct) };
  if (one.unitSsp !== undefined) return { ...common, ssp: converted(one.unitSsp, size) };
  if (low === undefined || high === undefined) throw new CaseUnreadable(`${one.key}: it has no standalone price`);
  return { ...common, ssp: multiplyRatios(inRange(one, { low, high, sspRange }), converted('1', size)) };
}

/** The price of a range that the policy picks for one unit. */
function inRange(
  one: Line,
  { low, high, sspRange }: { readonly low: string; readonly high: string; readonly sspRange: PolicyValues['sspRange'] },
): Ratio {
  const [, point] = one.sspRange?.length === 3 ? one.sspRange : [];
  const range = rangeOf({ low: numberOf(low), point: numberOf(point ?? low), high: numberOf(high) });
  if (range === null) throw new CaseUnreadable(`${one.key}: the range is not low, point, high`);
  const size = multiplyRatios(one.quantity, one.months);
  const stated =
    one.unitPrice === undefined ? numberOf(one.stated ?? '0') : multiplyRatios(numberOf(one.unitPrice), size);
  const { position, unit } = choiceIn(range, { stated: ratio(stated.n * size.d, stated.d * size.n), policy: sspRange });
  if (point === undefined && sspRange[position] === 'POINT')
    throw new CaseUnreadable(`${one.key}: its range has no point`);
  return unit;
}

function sameCurrency({ key, currency }: Line, allocationCurrency: string | undefined): Ratio {
  if (currency === undefined || allocationCurrency === undefined || currency === allocationCurrency) return ratio(1n);
  throw new CaseUnreadable(`${key}: no rate from ${currency} to ${allocationCurrency}`);
}

/** Steps that stand alone weigh what was agreed for them. */
function asAllocationLine({ key, ssp, statedMinor, range }: ReadLine, treatment: z.infer<typeof ramp>): AllocationLine {
  const sspMinor = treatment === 'SEPARATE_STEPS' ? ratio(statedMinor) : ssp;
  return { key, statedMinor, sspMinor, ...(range === null ? {} : { residual: range }) };
}

/** A discount without evidence belongs to all lines. */
function fixedParts({ targetedDiscounts, targetedFixed }: Inputs, amounts: Amounts): readonly TargetedPart[] {
  const discounts = targetedDiscounts.filter(({ evidence }) => evidence !== false && evidence !== '');
  return [
    ...discounts.map((one) => ({
      keys: one.keys,
      minor: amounts.minor(one.bundlePrice),
      evidence: String(one.evidence),
    })),
    ...targetedFixed.map((one) => ({ keys: one.keys, minor: amounts.minor(one.amount), evidence: 'fixed amount' })),
  ];
}

/** Usage and royalties are in no price until they are incurred. */
function variableParts({ targetedVariable }: Inputs, amounts: Amounts): readonly TargetedPart[] {
  return targetedVariable
    .filter(({ method }) => method === 'EXPECTED' || method === 'MOST_LIKELY')
    .map((one) => ({
      keys: one.keys,
      minor: amounts.minor(one.constrained ?? one.estimate ?? '0'),
      evidence: one.element,
    }));
}

function asIncurred(
  { variableAsIncurred }: Inputs,
  lines: readonly ReadLine[],
  { amounts, wanted }: { readonly amounts: Amounts; readonly wanted: unknown },
): Readonly<Record<string, unknown>> {
  const shares = variableAsIncurred.map(({ element, amount, keys: own }) => {
    const members = lines.filter(({ key, ssp }) => ssp !== null && (own === undefined || own.includes(key)));
    const split = splitBySsp(
      amounts.minor(amount),
      members.map(({ key, ssp }) => ({ key, sspMinor: ssp })),
    );
    return { element, split: figureOf(split) };
  });
  const told = (split: readonly { readonly key: string; readonly minor: bigint }[]) =>
    Object.fromEntries(split.map(({ key, minor }) => [key, amounts.text(minor)]));
  const isByElement = z.record(z.string(), z.record(z.string(), z.unknown())).safeParse(wanted).success;
  if (isByElement) return Object.fromEntries(shares.map(({ element, split }) => [element, told(split)]));
  return told(
    lines.map(({ key }) => ({
      key,
      minor: sumOf(shares.flatMap(({ split }) => split.filter((share) => share.key === key))),
    })),
  );
}

function sumOf(parts: readonly { readonly minor: bigint }[]): bigint {
  return parts.reduce((all, { minor }) => all + minor, 0n);
}
