import type { CivilDate, Term } from '#schema/canonical/calendar.ts';
import type { CurrencyCode } from '#schema/canonical/currency.ts';
import { addRatios, type Ratio, ratio } from '#schema/canonical/ratio.ts';
import type {
  Derivation,
  ObligationKind,
  RevenueMeasure,
  RevenueTrigger,
  Treatment,
} from '#schema/canonical/revenue.ts';
import { type MeasurePlan, progressAt } from './measure.ts';
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
  readonly derivations: readonly Derivation[];
  /** The events the figures come from, in the order they were applied. */
  readonly eventIds: readonly string[];
}

/** A unit of account of its own: price, obligations and netting never cross its border. */
export interface AccountingContract {
  readonly key: string;
  /** One a day on which something changed, in order. */
  readonly versions: readonly ContractVersion[];
}

export interface ContractVersion {
  readonly contractKey: string;
  readonly version: number;
  readonly effectiveOn: CivilDate;
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
  readonly ssp: SspPick;
  readonly statedMinor: bigint;
  readonly allocatedMinor: bigint;
  /** In order of time; each but the last was cut by a modification. */
  readonly segments: readonly Segment[];
}

/** An amount and how it is earned. From the day after `untilOn` the next segment goes on. */
export interface Segment {
  readonly amountMinor: bigint;
  readonly plan: MeasurePlan;
  readonly untilOn: CivilDate | null;
  /** Extended standalone selling price of this segment's span: what it weighs in a later pool. */
  readonly sspMinor: Ratio;
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
  readonly explanation: readonly string[];
}

/** Part of a document that belongs to one accounting contract; credit memos are below zero. */
export interface BilledItem {
  readonly eventId: string;
  readonly document: string;
  readonly on: CivilDate;
  readonly contractKey: string;
  readonly amountMinor: bigint;
  readonly taxMinor: bigint;
}

export function latestVersion({ key, versions }: AccountingContract): ContractVersion {
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
export function recognizedOn({ segments }: Obligation, on: CivilDate): bigint {
  return segments.reduce((all, { amountMinor, plan, untilOn }) => {
    return all + recognizedAt(amountMinor, progressAt(plan, seenUntil(untilOn, on)));
  }, 0n);
}

/** The same before the last rounding: what was cut by a modification is settled, what goes on is a fraction. */
export function exactlyEarnedOn({ segments }: Obligation, on: CivilDate): Ratio {
  return segments.reduce((all, { amountMinor, plan, untilOn }) => {
    const settled = untilOn !== null && untilOn <= on;
    const progress = progressAt(plan, settled ? untilOn : on);
    const earned = settled ? ratio(recognizedAt(amountMinor, progress)) : ratio(amountMinor * progress.n, progress.d);
    return addRatios(all, earned);
  }, ratio(0n));
}

function seenUntil(untilOn: CivilDate | null, on: CivilDate): CivilDate {
  return untilOn !== null && untilOn < on ? untilOn : on;
}
