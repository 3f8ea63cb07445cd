import { addDays, type CivilDate } from '#schema/canonical/calendar.ts';
import type { Share } from '#schema/canonical/largest-remainder.ts';
import {
  compareRatios,
  formatRatio,
  multiplyRatios,
  type Ratio,
  ratio,
  subtractRatios,
} from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import {
  type AccountingContract,
  incrementsOf,
  isFixed,
  latestVersion,
  type Obligation,
  openSegment,
  recognizedToDate,
  type Segment,
  withVersion,
} from './contract-state.ts';
import { figure, shareFigure } from './derivation.ts';
import type { EngineError } from './engine-error.ts';
import { type Extension, extended, extensionOf, restOf, wholeOf } from './extension.ts';
import { type MeasurePlan, progressAt, remainingPlan } from './measure.ts';
import type { PolicySet } from './policies.ts';
import { endAfter, isOpen, quantityLost, type Reduction } from './reduction.ts';
import { releaseRest } from './release.ts';
import { type MeasuredAnew, remeasure } from './remeasure.ts';
import { type PricedLine, pricedLine, RESIDUAL_RULE, splitWithResidual, withResidualSsp } from './residual.ts';

/** What an amendment changes in one accounting contract. `added` are promised and not yet allocated. */
export interface ContractChange {
  readonly amendment: string;
  readonly eventId: string;
  readonly effectiveOn: CivilDate;
  readonly priceDeltaMinor: bigint;
  readonly reductions: readonly Reduction[];
  readonly added: readonly Obligation[];
  readonly extensions: readonly Extension[];
  /** What an open obligation weighs on the day over what it weighed at inception. */
  readonly sspFactor: (obligation: string) => Ratio;
  /** Partly met promises whose rest is no promise of its own: they go on as one, with a catch-up for what is met. */
  readonly goesOnAsOne: (obligation: Obligation) => boolean;
  readonly policies: PolicySet;
}

export interface Changed {
  readonly contract: AccountingContract;
  /** Recognised at once for what was met before. */
  readonly catchUpMinor: bigint;
  readonly derivations: readonly Derivation[];
}

/**
 * Leaves everything recognised as it is and spreads the rest of the price, with the change, over what is left to
 * deliver: existing promises weigh what is left of their standalone price at inception, new ones their whole. Where
 * nothing is left to deliver, the rest is earned at once.
 */
export function changeProspectively(
  contract: AccountingContract,
  change: ContractChange,
): Result<Changed, EngineError> {
  const before = latestVersion(contract);
  const open = before.obligations.filter((obligation) => isLeft(obligation, change));
  const cutOn = addDays(change.effectiveOn, -1);
  const unearned = open.filter(isFixed).map((one) => one.allocatedMinor - recognizedToDate(one, cutOn));
  const poolMinor = unearned.reduce((all, minor) => all + minor, change.priceDeltaMinor);
  const priceMinor = before.transactionPriceMinor + change.priceDeltaMinor;

  const remaining = open.map((obligation) => remainderOf(obligation, change));
  const fixed = new Set(open.filter(isFixed).map(({ key }) => key));
  const goesOn = change.added.some(isFixed) || remaining.some(({ key, quantity }) => fixed.has(key) && quantity.n > 0n);
  if (!goesOn) {
    if (poolMinor !== 0n && !before.obligations.some(isFixed))
      return fail({ kind: 'NO_WEIGHT', subject: contract.key });
    const added = change.added.map((obligation) => startWith(obligation, 0n, change));
    return ok(releaseRest(contract, change, { poolMinor, remaining: remaining.map(asCut), added }));
  }

  const weights = [
    ...remaining.filter(({ key }) => fixed.has(key)).map(({ key, sspMinor }) => ({ key, sspMinor })),
    ...change.added.filter(isFixed).map(pricedLine),
  ];
  const split = splitWithResidual(poolMinor, weights);
  if (!split.ok) return split;
  if (poolMinor * priceMinor < 0n) return fail({ kind: 'NEGATIVE_ALLOCATION', subject: `pool of ${contract.key}` });

  const explained = explain(contract.key, change, { split: split.value, unearned, weights, poolMinor });
  const shares = new Map(split.value.map(({ key, minor }) => [key, minor]));
  // Reversed, so that of equal keys the first one counts.
  const rests = new Map(remaining.toReversed().map((one) => [one.key, one]));
  const catchUps: Derivation[] = [];
  const obligations = before.obligations.map((obligation) => {
    const rest = rests.get(obligation.key);
    if (rest === undefined) return obligation;
    const share = shares.get(obligation.key) ?? 0n;
    const extension = extensionOf(change.extensions, obligation.key);
    const promised = extension === null ? obligation : extended(obligation, extension);
    if (!change.goesOnAsOne(obligation)) return goOn(promised, rest, share);
    const whole = goOnAsOne(promised, { share, change, anew: anewOf(obligation, change) });
    catchUps.push(whole.derivation);
    return whole.obligation;
  });
  const added = change.added.map((obligation) => startWith(obligation, shares.get(obligation.key) ?? 0n, change));
  const version = {
    effectiveOn: change.effectiveOn,
    transactionPriceMinor: priceMinor,
    obligations: [...obligations, ...added],
    eventId: change.eventId,
  };
  const basis = {
    kind: 'REST',
    effectiveOn: change.effectiveOn,
    weights: weights.map(({ key, sspMinor }) => ({ key, weight: sspMinor ?? sspOf(added, key) })),
    satisfied: before.obligations.filter(isFixed).map((one) => ({ key: one.key, share: metBy(one, cutOn) })),
  } as const;
  return ok({
    contract: withVersion(contract, version, basis),
    catchUpMinor: catchUps.reduce((all, { rounded }) => all + (rounded ?? 0n), 0n),
    derivations: [...explained, ...catchUps],
  });
}

/** Whether something of it is left to deliver, or more of it is promised now. */
export function isLeft(
  obligation: Obligation,
  { effectiveOn, extensions }: Pick<ContractChange, 'effectiveOn' | 'extensions'>,
): boolean {
  const isExtended = extensionOf(extensions, obligation.key) !== null && openSegment(obligation).untilOn === null;
  return isExtended || isOpen(obligation, effectiveOn);
}

/** The part of it, as it stands, that was met by the end of a day. */
function metBy(obligation: Obligation, on: CivilDate): Ratio {
  const { plan, untilOn } = openSegment(obligation);
  const { n, d } = progressAt(plan, on);
  return untilOn === null ? ratio(n, d) : ratio(1n);
}

/** How it is measured as a whole once it is extended; undefined when its size stays. */
export function anewOf(obligation: Obligation, { extensions, effectiveOn }: ContractChange): MeasuredAnew | undefined {
  const extension = extensionOf(extensions, obligation.key);
  return extension === null ? undefined : wholeOf(obligation, extension, effectiveOn);
}

/** What is left of an obligation after the change: nothing weighs nothing and earns nothing more. */
interface Remainder {
  readonly key: string;
  readonly cutOn: CivilDate;
  readonly quantity: Ratio;
  readonly endsOn: CivilDate | null;
  readonly sspMinor: Ratio;
  readonly plan: MeasurePlan;
  readonly derivation: string;
}

function remainderOf(obligation: Obligation, change: ContractChange): Remainder {
  const extension = extensionOf(change.extensions, obligation.key);
  return extension === null ? remainderKept(obligation, change) : remainderExtended(obligation, extension, change);
}

function remainderExtended(obligation: Obligation, extension: Extension, change: ContractChange): Remainder {
  const factor = change.sspFactor(obligation.key);
  const isDone = compareRatios(extension.done, extension.total) === 0;
  return {
    ...restOf(obligation, extension, { on: change.effectiveOn, factor }),
    key: obligation.key,
    cutOn: addDays(change.effectiveOn, -1),
    quantity: isDone ? ratio(0n) : obligation.quantity,
    endsOn: null,
    derivation: shareId(obligation.key, change),
  };
}

function remainderKept(obligation: Obligation, change: ContractChange): Remainder {
  const { plan, sspMinor } = openSegment(obligation);
  const cutOn = addDays(change.effectiveOn, -1);
  const endsOn = endAfter(change.reductions, obligation.key);
  const rest = remainingPlan(plan, cutOn, endsOn);
  const quantity = subtractRatios(obligation.quantity, quantityLost(change.reductions, obligation.key));
  const kept = ratio(quantity.n * obligation.quantity.d, quantity.d * obligation.quantity.n);
  return {
    key: obligation.key,
    cutOn,
    quantity,
    endsOn,
    sspMinor: [rest.share, kept, change.sspFactor(obligation.key)].reduce(multiplyRatios, sspMinor),
    plan: rest.plan,
    // No price is shared out to what is earned as it is billed: it goes on as it was.
    derivation: isFixed(obligation) ? shareId(obligation.key, change) : change.eventId,
  };
}

function goOn(obligation: Obligation, rest: Remainder, amountMinor: bigint): Obligation {
  const { cutOn, quantity, endsOn, sspMinor, plan, derivation } = rest;
  const earlier = obligation.segments.slice(0, -1);
  const cut: Segment = { ...openSegment(obligation), untilOn: cutOn };
  const begun = { amountMinor, plan, settledMinor: 0n, fromOn: null, untilOn: null, sspMinor, derivation };
  const besidesMinor = incrementsOf(obligation);
  const next: Segment = besidesMinor === 0n ? begun : { ...begun, takenInMinor: besidesMinor };
  return {
    ...obligation,
    quantity,
    term: endsOn === null ? obligation.term : { from: obligation.term.from, to: endsOn },
    allocatedMinor: recognizedToDate(obligation, cutOn) + amountMinor,
    segments: quantity.n === 0n ? [...earlier, cut] : [...earlier, cut, next],
  };
}

function asCut({ key, cutOn, quantity }: Remainder) {
  return { key, cutOn, isGone: quantity.n === 0n };
}

/**
 * A partly met promise at its new price: what is met is brought to its part of it at once (row 5 of the table, by
 * obligation: IFRS 15.21(b)-(c); ASC 606-10-25-13(b)-(c)).
 */
export function goOnAsOne(
  obligation: Obligation,
  {
    share,
    change,
    anew,
  }: { readonly share: bigint; readonly change: ContractChange; readonly anew?: MeasuredAnew | undefined },
): { readonly obligation: Obligation; readonly derivation: Derivation } {
  const open = openSegment(obligation);
  const id = `catch-up:${obligation.key}@${change.effectiveOn}:${change.amendment}`;
  // All that was earned of it is measured again, so a concession (row 2) is part of the price that progress counts of.
  const again = remeasure(obligation, {
    restMinor: share,
    on: change.effectiveOn,
    derivation: id,
    anew,
    takesIn: true,
  });
  return {
    obligation: again.obligation,
    derivation: figure({
      id,
      op: 'CATCH_UP',
      rule: 'new price by progress, less what was recognised',
      formula: `${again.amountMinor} by progress - ${again.settledMinor}`,
      inputs: [open.derivation, change.eventId, ...change.policies.versionIds],
      exact: ratio(again.caughtUpMinor),
      paragraph: 'IFRS 15.21(b); ASC 606-10-25-13(b)',
    }),
  };
}

function startWith(obligation: Obligation, amountMinor: bigint, change: ContractChange): Obligation {
  const derivation = isFixed(obligation) ? shareId(obligation.key, change) : change.eventId;
  const priced = withResidualSsp(obligation, amountMinor);
  return {
    ...priced,
    allocatedMinor: amountMinor,
    segments: priced.segments.map((segment) => ({ ...segment, amountMinor, derivation })),
  };
}

function sspOf(obligations: readonly Obligation[], key: string): Ratio {
  return obligations.find((one) => one.key === key)?.ssp.extended ?? ratio(0n);
}

function shareId(obligation: string, { amendment, effectiveOn }: ContractChange): string {
  return `pool-share:${obligation}@${effectiveOn}:${amendment}`;
}

interface Pooled {
  readonly split: readonly Share[];
  readonly unearned: readonly bigint[];
  readonly weights: readonly PricedLine[];
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
  const residual = pooled.weights.find((line) => line.residual !== undefined)?.key;
  const left = pooled.split.find(({ key }) => key === residual)?.minor ?? 0n;
  const shared = pooled.poolMinor - left;
  const weights = new Map(pooled.weights.toReversed().map(({ key, sspMinor }) => [key, sspMinor]));
  const shares = pooled.split.map((share) => {
    const { key } = share;
    const sspMinor = weights.get(key) ?? ratio(0n);
    const common = { id: shareId(key, change), op: 'ALLOCATE', share } as const;
    const inputs = [pool.id, ...policies.versionIds];
    if (key === residual)
      return shareFigure({ ...common, ...RESIDUAL_RULE, formula: `${pooled.poolMinor} - ${shared}`, inputs });
    return shareFigure({
      ...common,
      rule: 'remaining relative SSP, largest remainder',
      formula: `${shared} by weight ${formatRatio(sspMinor)}`,
      inputs,
      paragraph: 'IFRS 15.21(a); ASC 606-10-25-13(a)',
    });
  });
  return [pool, ...shares];
}
