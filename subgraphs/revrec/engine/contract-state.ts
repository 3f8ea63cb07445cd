import type { CivilDate, PriceSpan, Term } from '#schema/canonical/calendar.ts';
import type { CurrencyCode } from '#schema/canonical/currency.ts';
import { addRatios, type Ratio, ratio, subtractRatios } from '#schema/canonical/ratio.ts';
import type {
  Derivation,
  ObligationKind,
  RevenueMeasure,
  RevenueTrigger,
  Treatment,
} from '#schema/canonical/revenue.ts';
import { type MeasurePlan, type Progress, progressAt } from './measure.ts';
import type { ModificationAnswers } from './modification-table.ts';
import type { PolicySet } from './policies.ts';
import { recognizedAt } from './schedule.ts';
import type { SspPick } from './ssp.ts';

/** All that is known of one signed contract: its accounting contracts, what changed them and what was billed. */
export interface ContractState {
  readonly contractKey: string;
  readonly customer: string;
  readonly entity: string;
  readonly currency: CurrencyCode;
  readonly knownAt: string;
  readonly policies: PolicySet;
  /** The signed contract first, then one for each amendment treated as a separate contract. */
  readonly contracts: readonly AccountingContract[];
  readonly modifications: readonly ModificationRecord[];
  readonly billed: readonly BilledItem[];
  /** The parts of the price that are estimates, in the order they were promised. */
  readonly variable: readonly VariableState[];
  readonly estimates: readonly EstimateRecord[];
  /** Set once the contract was cancelled: nothing is promised from that day on. */
  readonly ended: Ending | null;
  readonly derivations: readonly Derivation[];
  /** The events the figures come from, in the order they were applied. */
  readonly eventIds: readonly string[];
}

/** A cancellation. Until a credit memo has said so, what is to be given back is owed as a refund. */
export interface Ending {
  readonly effectiveOn: CivilDate;
  readonly refunds: readonly { readonly contractKey: string; readonly minor: bigint }[];
  /** The credit memos that give it back. */
  readonly documents: readonly string[];
}

/** A unit of account of its own: price, obligations and netting never cross its border. */
export interface AccountingContract {
  readonly key: string;
  /** One a day on which something changed, in order. */
  readonly versions: readonly ContractVersion[];
  /** How its price was split each time, in order: a change of an estimate is split the same way. */
  readonly bases: readonly AllocationBasis[];
}

/** What the promises of a contract weigh. REST: only what was left of the price on that day was split. */
export interface AllocationBasis {
  readonly kind: 'WHOLE' | 'REST';
  readonly effectiveOn: CivilDate;
  readonly weights: readonly { readonly key: string; readonly weight: Ratio }[];
  /** Which part of each obligation, as it stood under the basis before, was met by the eve of the day. */
  readonly satisfied: readonly { readonly key: string; readonly share: Ratio }[];
}

/** A variable part of the price as it stands. */
export interface VariableState {
  readonly key: string;
  readonly contractKey: string;
  /** The obligations that it is tied to; ALL where it belongs to the whole price. */
  readonly target: 'ALL' | readonly string[];
  readonly estimateMinor: bigint;
  readonly constrainedMinor: bigint;
  /** Its place in the contract's bases: it was promised under that one. */
  readonly promisedIn: number;
  readonly isResolved: boolean;
}

/** A change of an estimate: what it adds to the price and what of that was earned at once. */
interface EstimateRecord {
  readonly eventId: string;
  readonly element: string;
  readonly contractKey: string;
  readonly effectiveOn: CivilDate;
  readonly deltaMinor: bigint;
  readonly catchUpMinor: bigint;
}

export interface ContractVersion {
  readonly contractKey: string;
  readonly version: number;
  readonly effectiveOn: CivilDate;
  /** Without usage, which enters the price as it is incurred. */
  readonly transactionPriceMinor: bigint;
  readonly obligations: readonly Obligation[];
  readonly eventId: string;
}

export interface Obligation {
  readonly key: string;
  readonly product: string;
  readonly kind: ObligationKind;
  readonly measure: RevenueMeasure;
  readonly trigger: RevenueTrigger | null;
  readonly term: Term;
  readonly distinct: boolean;
  readonly quantity: Ratio;
  /** Units or cost in all, where it is measured by them; else its quantity at first. */
  readonly total: Ratio;
  /** As agreed, per unit and `pricePer`. */
  readonly unitPrice: string;
  readonly pricePer: PriceSpan;
  readonly ssp: SspPick;
  readonly statedMinor: bigint;
  readonly allocatedMinor: bigint;
  /** In order of time; each but the last was cut by a modification. */
  readonly segments: readonly Segment[];
  /** What is earned beside them, in the order it was told. */
  readonly increments: readonly Increment[];
}

/** An amount and how it is earned. From the day after `untilOn` the next segment goes on. */
export interface Segment {
  readonly amountMinor: bigint;
  readonly plan: MeasurePlan;
  /** What the segments before recognised of the same amount: this one takes up the difference, on `fromOn` at once. */
  readonly settledMinor: bigint;
  /** What of the obligation's increments its amount holds, or left behind when it began; left out = nothing. */
  readonly takenInMinor?: bigint;
  /** Before this day it counts nothing; `null` where the plan itself begins late enough. */
  readonly fromOn: CivilDate | null;
  readonly untilOn: CivilDate | null;
  /** Extended standalone selling price of this segment's span: what it weighs in a later pool. */
  readonly sspMinor: Ratio;
  readonly derivation: string;
}

/** Usage as it was incurred, a concession (below zero), or what the end of a contract leaves. Its plan always ends. */
export interface Increment {
  readonly amountMinor: bigint;
  readonly plan: MeasurePlan;
  readonly derivation: string;
}

/** What an amendment did to revenue, and why. */
export interface ModificationRecord {
  readonly eventId: string;
  readonly amendment: string;
  readonly effectiveOn: CivilDate;
  readonly answers: ModificationAnswers;
  readonly row: number;
  readonly treatment: Treatment;
  readonly priceDeltaMinor: bigint;
  readonly catchUpMinor: bigint;
  /** The accounting contracts it created or changed. */
  readonly contractKeys: readonly string[];
  /** Documents of billing that came with it. */
  readonly documents: readonly string[];
  readonly explanation: readonly string[];
}

/** Part of a document that belongs to one accounting contract; credit memos are below zero. */
export interface BilledItem {
  readonly eventId: string;
  readonly document: string;
  readonly on: CivilDate;
  readonly contractKey: string;
  readonly amountMinor: bigint;
  /** The part of the amount that is usage, earned for its own days. */
  readonly usageMinor: bigint;
  readonly taxMinor: bigint;
  /** What of the fixed amount the document says a product of. */
  readonly byProduct?: readonly { readonly product: string; readonly minor: bigint }[];
}

export function latestVersion({ key, versions }: Pick<AccountingContract, 'key' | 'versions'>): ContractVersion {
  const last = versions.at(-1);
  if (last === undefined) throw new Error(`Contract ${key} has no version`);
  return last;
}

/** The version in force on a day; `null` before the first one. */
export function versionAt({ versions }: AccountingContract, on: CivilDate): ContractVersion | null {
  return versions.findLast(({ effectiveOn }) => effectiveOn <= on) ?? null;
}

export function openSegment({ key, segments }: Obligation): Segment {
  const last = segments.at(-1);
  if (last === undefined) throw new Error(`Obligation ${key} has no segment`);
  return last;
}

/** Whether anything was delivered by the end of a day; an amendment before the first delivery starts nothing. */
export function isStarted({ segments }: Obligation, on: CivilDate): boolean {
  return segments.some(({ plan, untilOn }) => progressAt(plan, seenUntil(untilOn, on)).n > 0n);
}

/** Recognised up to the end of a day, in minor units. */
export function recognizedOn({ segments, increments }: Obligation, on: CivilDate): bigint {
  const besides = increments.reduce(
    (all, { amountMinor, plan }) => all + recognizedAt(amountMinor, progressAt(plan, on)),
    0n,
  );
  return segments.reduce((all, segment) => all + recognizedBy(segment, on), besides);
}

/**
 * Recognised of a fixed promise when it is changed: its segments to the eve of the change, and what another change of the
 * day itself caught up or took back at once. A concession lowers price and recognised alike, so that what is left is the same with and without it.
 */
export function recognizedToDate(obligation: Obligation, eve: CivilDate): bigint {
  const besides = incrementsOf(obligation);
  return obligation.segments.reduce((all, segment) => all + cumulativeOf(segment, eve) - segment.settledMinor, besides);
}

/** What an obligation earns beside its segments. */
export function incrementsOf({ increments }: Obligation): bigint {
  return increments.reduce((all, { amountMinor }) => all + amountMinor, 0n);
}

/** What of a segment its figures come from. */
export type EarningPart = Pick<Segment, 'amountMinor' | 'plan' | 'settledMinor' | 'fromOn' | 'untilOn'>;

/** What one segment adds up to the end of a day. */
export function recognizedBy(segment: EarningPart, on: CivilDate): bigint {
  const { fromOn, settledMinor } = segment;
  return fromOn !== null && on < fromOn ? 0n : cumulativeOf(segment, on) - settledMinor;
}

/** What cut segments came to: every later change asks for all of them again. */
const CUT_AT = new WeakMap<EarningPart, bigint>();

/** The segment's own amount by its progress, with what earlier segments settled of it. */
export function cumulativeOf(segment: EarningPart, on: CivilDate): bigint {
  const { amountMinor, plan, untilOn } = segment;
  if (untilOn === null || on < untilOn) return recognizedAt(amountMinor, progressAt(plan, on));
  const known = CUT_AT.get(segment);
  if (known !== undefined) return known;
  const cumulative = recognizedAt(amountMinor, progressAt(plan, untilOn));
  CUT_AT.set(segment, cumulative);
  return cumulative;
}

/** The same before the last rounding: what was cut by a modification is settled, what goes on is a fraction. */
export function exactlyEarnedOn({ segments, increments }: Obligation, on: CivilDate): Ratio {
  const parts = [
    ...increments.map(({ amountMinor, plan }) => fractionOf(amountMinor, progressAt(plan, on))),
    ...segments.map((segment) => {
      const { amountMinor, plan, untilOn, fromOn, settledMinor } = segment;
      const isBefore = fromOn !== null && on < fromOn;
      const isSettled = untilOn !== null && untilOn <= on;
      if (isBefore || isSettled) return ratio(recognizedBy(segment, on));
      return subtractRatios(fractionOf(amountMinor, progressAt(plan, on)), ratio(settledMinor));
    }),
  ];
  return parts.reduce(addRatios, ratio(0n));
}

function fractionOf(amountMinor: bigint, { n, d }: Progress): Ratio {
  return ratio(amountMinor * n, d);
}

/** Whether what it earns is part of the price that was agreed; what is earned as charged enters with the charge. */
export function isFixed({ kind, measure }: Pick<Obligation, 'kind' | 'measure'>): boolean {
  return kind !== 'USAGE' && measure !== 'USAGE_AS_INCURRED' && measure !== 'RIGHT_TO_INVOICE';
}

/** The last version with other obligations; who was changed before keeps its versions. */
export function withObligations(
  contract: AccountingContract,
  change: (obligation: Obligation) => Obligation,
): AccountingContract {
  const last = latestVersion(contract);
  const versions = [...contract.versions.slice(0, -1), { ...last, obligations: last.obligations.map(change) }];
  return { ...contract, versions };
}

/** One version a day: a second change of the same day takes the place of the first one's version. */
export function withVersion(
  { key, versions, bases }: AccountingContract,
  next: Omit<ContractVersion, 'version' | 'contractKey'>,
  basis: AllocationBasis | null = null,
): AccountingContract {
  const last = latestVersion({ key, versions });
  const isLater = last.effectiveOn < next.effectiveOn;
  const version = { ...next, contractKey: key, version: isLater ? last.version + 1 : last.version };
  return {
    key,
    versions: [...(isLater ? versions : versions.slice(0, -1)), version],
    bases: basis === null ? bases : [...bases, basis],
  };
}

function seenUntil(untilOn: CivilDate | null, on: CivilDate): CivilDate {
  return untilOn !== null && untilOn < on ? untilOn : on;
}
