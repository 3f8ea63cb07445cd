import type { CivilDate } from '#schema/canonical/calendar.ts';
import type { CurrencyCode } from '#schema/canonical/currency.ts';
import { addRatios, formatRatio, type Ratio, ratio, subtractRatios } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { type AllocatedLine, allocate } from './allocate.ts';
import { collect } from './collect.ts';
import { type AccountingContract, type AllocationBasis, isFixed, type Obligation } from './contract-state.ts';
import { readCurve } from './curve-measure.ts';
import { figure } from './derivation.ts';
import type { EngineError } from './engine-error.ts';
import type { ContractLine } from './events.ts';
import { type Evidence, fulfilmentOf } from './evidence.ts';
import { planMeasure } from './measure.ts';
import { invalid, readMinor, readQuantity, readTerm } from './payload.ts';
import type { PolicySet } from './policies.ts';
import { comparedPrices, separateSteps } from './ramp.ts';
import { pricedLine, RESIDUAL_RULE, withResidualSsp } from './residual.ts';
import { pickSsp, type SspPick } from './ssp.ts';
import type { PromisedVariable } from './variable.ts';

/** What is earned as charged takes no part in the fixed price (IFRS 15.84-85, B16; ASC 606-10-32-39 to 32-40, 55-18). */
const NO_WEIGHT: SspPick = { entry: 'as charged', unit: ratio(0n), extended: ratio(0n), position: 'IN_RANGE' };

/** What starts an accounting contract: the lines of an approval, or the additions of a separate amendment. */
export interface Inception {
  readonly contractKey: string;
  readonly lines: readonly ContractLine[];
  readonly effectiveOn: CivilDate;
  readonly currency: CurrencyCode;
  readonly eventId: string;
  readonly policies: PolicySet;
  readonly evidence: Evidence;
  /** What of the price is an estimate, beside the stated prices of the lines. */
  readonly variable?: readonly PromisedVariable[];
}

export interface Incepted {
  readonly contract: AccountingContract;
  readonly derivations: readonly Derivation[];
}

/**
 * The first version of an accounting contract: its price is the sum of its lines and of the constrained estimates, split
 * by relative SSP.
 */
export function incept(inception: Inception): Result<Incepted, EngineError> {
  const { contractKey, lines, effectiveOn, eventId, variable = [] } = inception;
  const promised = promise(inception, lines);
  if (!promised.ok) return promised;
  const fixed = promised.value.filter(isFixed);
  const estimatedMinor = variable.reduce((all, { constrainedMinor }) => all + constrainedMinor, 0n);
  const totalMinor = fixed.reduce((all, { statedMinor }) => all + statedMinor, estimatedMinor);
  const split = fixed.length === 0 ? ok([]) : splitPrice(totalMinor, fixed, variable);
  if (!split.ok) return split;

  const derivations = explain(inception, fixed, split.value);
  const obligations = promised.value.map((obligation) => {
    const index = fixed.indexOf(obligation);
    const amountMinor = split.value[index]?.allocatedMinor ?? 0n;
    const derivation = derivations[index]?.id ?? eventId;
    const priced = withResidualSsp(obligation, amountMinor);
    return {
      ...priced,
      allocatedMinor: amountMinor,
      segments: priced.segments.map((segment) => ({ ...segment, amountMinor, derivation })),
    };
  });
  const version = { contractKey, version: 1, effectiveOn, transactionPriceMinor: totalMinor, obligations, eventId };
  const basis: AllocationBasis = {
    kind: 'WHOLE',
    effectiveOn,
    weights: obligations.filter(isFixed).map(({ key, ssp }) => ({ key, weight: ssp.extended })),
    satisfied: [],
  };
  return ok({ contract: { key: contractKey, versions: [version], bases: [basis] }, derivations });
}

function splitPrice(totalMinor: bigint, fixed: readonly Obligation[], variable: readonly PromisedVariable[]) {
  const lines = fixed.map((one) => ({ ...pricedLine(one), statedMinor: one.statedMinor }));
  const parts = variable.flatMap(({ target, constrainedMinor, reason }) =>
    target === 'ALL' ? [] : [{ keys: target, minor: constrainedMinor, evidence: reason }],
  );
  return allocate({ totalMinor, lines, variable: parts });
}

/** Obligations that are priced and planned, and not yet allocated. */
export function promise(
  inception: Inception,
  lines: readonly ContractLine[],
): Result<readonly Obligation[], EngineError> {
  const twice = lines.find(({ key }, index) => lines.findIndex((other) => other.key === key) !== index);
  if (twice !== undefined) return invalid(twice.key, 'two lines have this key');
  if (lines.length === 0) return invalid(inception.contractKey, 'there is no line');
  const compared = comparedPrices(lines);
  const steps = separateSteps(lines, inception.policies.values);
  if (!steps.ok) return steps;
  return collect(lines, (line) =>
    promiseLine(inception, line, { compared: compared.get(line.key), isStep: steps.value.has(line.key) }),
  );
}

function promiseLine(
  inception: Inception,
  line: ContractLine,
  { compared, isStep }: { readonly compared: Ratio | undefined; readonly isStep: boolean },
): Result<Obligation, EngineError> {
  const { contractKey, currency, policies, effectiveOn, evidence } = inception;
  const key = `${contractKey}/${line.key}`;
  const term = readTerm(line, key);
  if (!term.ok) return term;
  const quantity = isFixed(line) ? readQuantity(line.quantity, key) : ok(ratio(1n));
  if (!quantity.ok) return quantity;
  const stated = readMinor(line.amount, currency, key);
  if (!stated.ok) return stated;
  const total = line.total === undefined ? quantity : readQuantity(line.total, key);
  if (!total.ok) return total;
  const priced = { currency, policies: policies.values, compared };
  const picked = isFixed(line) ? pickSsp({ ...line, key }, term.value, priced) : ok(NO_WEIGHT);
  if (!picked.ok) return picked;
  // A step that stands alone has the price that was agreed for it.
  const ssp = isStep ? statedPrice(picked.value, stated.value) : picked.value;
  const satisfiedOn = satisfiedByContract(line, term.value.from, effectiveOn);
  const decimals = policies.values.progressDecimals;
  const fulfilment = fulfilmentOf(evidence.get(key) ?? [], { satisfiedOn, effectiveOn, decimals });
  const curve = readCurve(line, term.value, key);
  if (!curve.ok) return curve;
  const plan = planMeasure(line.measure, term.value, { ...fulfilment, curve: curve.value });
  if (!plan.ok) return plan;
  const segment = {
    amountMinor: 0n,
    plan: plan.value,
    settledMinor: 0n,
    fromOn: null,
    untilOn: null,
    sspMinor: ssp.extended,
    derivation: inception.eventId,
  };
  return ok({
    key,
    product: line.product,
    kind: line.kind,
    measure: line.measure,
    trigger: line.trigger,
    term: term.value,
    distinct: line.distinct,
    quantity: quantity.value,
    total: total.value,
    unitPrice: line.unitPrice,
    pricePer: line.pricePer,
    ssp,
    statedMinor: isFixed(line) ? stated.value : 0n,
    allocatedMinor: 0n,
    segments: [segment],
    increments: [],
  });
}

function statedPrice({ unit, position }: SspPick, statedMinor: bigint): SspPick {
  return { entry: 'STATED', unit, extended: ratio(statedMinor), position };
}

/** Booking and start are known from the contract; delivery, acceptance and the others are facts still to come. */
function satisfiedByContract(line: ContractLine, startsOn: CivilDate, bookedOn: CivilDate): CivilDate | null {
  if (line.trigger === 'BOOKING') return bookedOn;
  return line.trigger === 'START' ? startsOn : null;
}

/** Of a residual line what the others leave; of any other its part by relative SSP, and what is tied to it. */
function explain(
  { effectiveOn, eventId, policies, variable = [] }: Inception,
  obligations: readonly Obligation[],
  split: readonly AllocatedLine[],
): readonly Derivation[] {
  const total = split.reduce((all, { allocatedMinor }) => all + allocatedMinor, 0n);
  const tied = variable.filter(({ target }) => target !== 'ALL').reduce((all, one) => all + one.constrainedMinor, 0n);
  const weights = obligations.reduce((all, { ssp }) => addRatios(all, ssp.extended), ratio(0n));
  const residual = obligations.findIndex(({ ssp }) => ssp.residual !== undefined);
  const shared = total - tied - (split[residual]?.allocatedMinor ?? 0n);
  const idOf = (key: string) => `allocation:${key}@${effectiveOn}`;
  const others = obligations.filter((_, index) => index !== residual).map(({ key }) => idOf(key));
  return obligations.map(({ key, ssp }, index) => {
    const share = split[index];
    const exact = share?.exact ?? ratio(0n);
    const common = { id: idOf(key), op: 'ALLOCATE', exact, rounded: share?.allocatedMinor ?? 0n } as const;
    const leaves = [eventId, ssp.entry, ...policies.versionIds];
    if (index === residual) {
      const formula = `${total - tied} - ${shared}`;
      return figure({ ...common, ...RESIDUAL_RULE, formula, inputs: [...others, ...leaves] });
    }
    const byWeight = `${shared} * (${formatRatio(ssp.extended)}) / (${formatRatio(weights)})`;
    return figure({
      ...common,
      rule: 'relative SSP, largest remainder',
      formula: tied === 0n ? byWeight : `${byWeight} + ${formatRatio(tiedTo(exact, { shared, ssp, weights }))}`,
      inputs: leaves,
      paragraph: 'IFRS 15.76; ASC 606-10-32-31',
    });
  });
}

/** What an obligation has of the parts that are tied to some, beside its part of the rest. */
function tiedTo(
  exact: Ratio,
  { shared, ssp, weights }: { readonly shared: bigint; readonly ssp: SspPick; readonly weights: Ratio },
): Ratio {
  const { extended } = ssp;
  return subtractRatios(exact, ratio(shared * extended.n * weights.d, extended.d * weights.n));
}
