import { addDays, type CivilDate, laterOf } from '#schema/canonical/calendar.ts';
import type { Share } from '#schema/canonical/largest-remainder.ts';
import { formatRatio, multiplyRatios, type Ratio, ratio, subtractRatios } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import {
  type AccountingContract,
  type ContractVersion,
  latestVersion,
  type Obligation,
  openSegment,
  recognizedOn,
  type Segment,
} from './contract-state.ts';
import { figure } from './derivation.ts';
import type { EngineError } from './engine-error.ts';
import { type MeasurePlan, progressAt } from './measure.ts';
import type { PolicySet } from './policies.ts';
import { isOpen, quantityLost, type Reduction } from './reduction.ts';
import { splitBySsp } from './relative-ssp.ts';

/** What an amendment changes in one accounting contract. `added` are promised and not yet allocated. */
export interface ContractChange {
  readonly amendment: string;
  readonly eventId: string;
  readonly effectiveOn: CivilDate;
  readonly priceDeltaMinor: bigint;
  readonly reductions: readonly Reduction[];
  readonly added: readonly Obligation[];
  readonly policies: PolicySet;
}

export interface Changed {
  readonly contract: AccountingContract;
  readonly derivations: readonly Derivation[];
}

/**
 * Leaves everything recognised as it is and spreads the rest of the price, with the change, over what is left to
 * deliver: existing promises weigh what is left of their standalone price at inception, new ones their whole.
 */
export function changeProspectively(
  contract: AccountingContract,
  change: ContractChange,
): Result<Changed, EngineError> {
  const before = latestVersion(contract);
  const open = before.obligations.filter((obligation) => isOpen(obligation, change.effectiveOn));
  const cutOn = addDays(change.effectiveOn, -1);
  const unearned = open.map((obligation) => obligation.allocatedMinor - recognizedOn(obligation, cutOn));
  const poolMinor = unearned.reduce((all, minor) => all + minor, change.priceDeltaMinor);
  const priceMinor = before.transactionPriceMinor + change.priceDeltaMinor;

  const remaining = open.map((obligation) => remainderOf(obligation, change));
  const weights = [
    ...remaining.map(({ key, sspMinor }) => ({ key, sspMinor })),
    ...change.added.map(({ key, ssp }) => ({ key, sspMinor: ssp.extended })),
  ];
  const split = splitBySsp(poolMinor, weights);
  if (!split.ok) return split;
  if (poolMinor * priceMinor < 0n) return fail({ kind: 'NEGATIVE_ALLOCATION', subject: `pool of ${contract.key}` });

  const explained = explain(contract.key, change, { split: split.value, unearned, weights, poolMinor });
  const shares = new Map(split.value.map(({ key, minor }) => [key, minor]));
  const obligations = before.obligations.map((obligation) => {
    const rest = remaining.find(({ key }) => key === obligation.key);
    return rest === undefined ? obligation : goOn(obligation, rest, shares.get(obligation.key) ?? 0n);
  });
  const added = change.added.map((obligation) => startWith(obligation, shares.get(obligation.key) ?? 0n, change));
  const version = {
    contractKey: contract.key,
    version: before.version + 1,
    effectiveOn: change.effectiveOn,
    transactionPriceMinor: priceMinor,
    obligations: [...obligations, ...added],
    eventId: change.eventId,
  };
  return ok({
    contract: { key: contract.key, versions: withVersion(contract.versions, version) },
    derivations: explained,
  });
}

/** What is left of an obligation after the change: nothing weighs nothing and earns nothing more. */
interface Remainder {
  readonly key: string;
  readonly cutOn: CivilDate;
  readonly quantity: Ratio;
  readonly sspMinor: Ratio;
  readonly plan: MeasurePlan;
  readonly derivation: string;
}

function remainderOf(obligation: Obligation, change: ContractChange): Remainder {
  const { plan, sspMinor } = openSegment(obligation);
  const cutOn = addDays(change.effectiveOn, -1);
  const { n, d } = progressAt(plan, cutOn);
  const quantity = subtractRatios(obligation.quantity, quantityLost(change.reductions, obligation.key));
  const kept = ratio(quantity.n * obligation.quantity.d, quantity.d * obligation.quantity.n);
  return {
    key: obligation.key,
    cutOn,
    quantity,
    sspMinor: multiplyRatios(multiplyRatios(sspMinor, ratio(d - n, d)), kept),
    plan: { ...plan, term: { from: laterOf(plan.term.from, change.effectiveOn), to: plan.term.to } },
    derivation: shareId(obligation.key, change),
  };
}

function goOn(obligation: Obligation, rest: Remainder, amountMinor: bigint): Obligation {
  const { cutOn, quantity, sspMinor, plan, derivation } = rest;
  const earlier = obligation.segments.slice(0, -1);
  const cut: Segment = { ...openSegment(obligation), untilOn: cutOn };
  const next: Segment = { amountMinor, plan, untilOn: null, sspMinor, derivation };
  return {
    ...obligation,
    quantity,
    allocatedMinor: recognizedOn(obligation, cutOn) + amountMinor,
    segments: quantity.n === 0n ? [...earlier, cut] : [...earlier, cut, next],
  };
}

function startWith(obligation: Obligation, amountMinor: bigint, change: ContractChange): Obligation {
  const derivation = shareId(obligation.key, change);
  return {
    ...obligation,
    allocatedMinor: amountMinor,
    segments: obligation.segments.map((segment) => ({ ...segment, amountMinor, derivation })),
  };
}

/** One version a day: a second change of the same day takes the place of the first one's version. */
function withVersion(versions: readonly ContractVersion[], next: ContractVersion): readonly ContractVersion[] {
  const last = versions.at(-1);
  if (last === undefined || last.effectiveOn < next.effectiveOn) return [...versions, next];
  return [...versions.slice(0, -1), { ...next, version: last.version }];
}

function shareId(obligation: string, { amendment, effectiveOn }: ContractChange): string {
  return `pool-share:${obligation}@${effectiveOn}:${amendment}`;
}

interface Pooled {
  readonly split: readonly Share[];
  readonly unearned: readonly bigint[];
  readonly weights: readonly { readonly key: string; readonly sspMinor: Ratio }[];
  readonly poolMinor: bigint;
}

function explain(contractKey: string, change: ContractChange, pooled: Pooled): readonly Derivation[] {
  const { eventId, effectiveOn, amendment, priceDeltaMinor, policies } = change;
  const pool = figure({
    id: `pool:${contractKey}@${effectiveOn}:${amendment}`,
    op: 'POOL',
    rule: 'price not yet recognised and the change of price',
    formula: [...pooled.unearned, priceDeltaMinor].join(' + '),
    inputs: [eventId, ...policies.versionIds],
    exact: ratio(pooled.poolMinor),
    paragraph: 'IFRS 15.21(a); ASC 606-10-25-13(a)',
  });
  const shares = pooled.split.map(({ key, exact, minor }) => {
    const weight = pooled.weights.find((candidate) => candidate.key === key);
    return figure({
      id: shareId(key, change),
      op: 'ALLOCATE',
      rule: 'remaining relative SSP, largest remainder',
      formula: `${pooled.poolMinor} by weight ${weight === undefined ? '0' : formatRatio(weight.sspMinor)}`,
      inputs: [pool.id, ...policies.versionIds],
      exact,
      rounded: minor,
      paragraph: 'IFRS 15.21(a); ASC 606-10-25-13(a)',
    });
  });
  return [pool, ...shares];
}
