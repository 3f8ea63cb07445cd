import type { CivilDate } from './calendar.ts';
import type { CurrencyCode } from './currency.ts';
import type { Money } from './money.ts';
import type { Ratio } from './ratio.ts';

/** The nature of a promise, which decides whether what is left of it is distinct from what was delivered. */
export type ObligationKind =
  | 'POINT_IN_TIME'
  | 'OVER_TIME'
  | 'SERIES'
  | 'STAND_READY'
  | 'LICENCE_RIGHT_TO_USE'
  | 'LICENCE_ACCESS'
  | 'MATERIAL_RIGHT'
  | 'USAGE'
  | 'SERVICE_WARRANTY'
  | 'NON_DISTINCT_BUNDLE';

/** How progress towards an obligation is measured. */
export type RevenueMeasure =
  | 'DAILY'
  | 'DAILY_INSTANT'
  | 'DAILY_30_360'
  | 'MONTHLY_EVEN'
  | 'MONTHLY_PRORATED_ENDS'
  | 'SERVICE_MONTHS'
  | 'MILLISECOND'
  | 'EVEN_PERIODS'
  | 'UNITS'
  | 'COST_TO_COST'
  | 'MILESTONE'
  | 'POINT'
  | 'USAGE_AS_INCURRED'
  | 'RIGHT_TO_INVOICE'
  | 'CUSTOM_CURVE';

/** What makes a point-in-time obligation satisfied. */
export type RevenueTrigger = 'BOOKING' | 'START' | 'DELIVERY' | 'ACCEPTANCE' | 'BILLING' | 'MANUAL';

/** The revenue effect of an amendment, in the words of the decision table. */
export type Treatment =
  | 'NONE'
  | 'NOT_A_MODIFICATION'
  | 'IMMEDIATE'
  | 'SEPARATE'
  | 'PROSPECTIVE'
  | 'CATCH_UP'
  | 'MIXED'
  | 'PARTIAL_TERMINATION';

/** What an account is for. Which account that is, a mapping by entity and product decides. */
export type AccountRole =
  | 'AR'
  | 'TAX_LIABILITY'
  | 'UNBILLED_AR'
  | 'CONTRACT_ASSET'
  | 'CONTRACT_LIABILITY'
  | 'REFUND_LIABILITY'
  | 'REVENUE';

/** Why a journal line exists. */
export type JournalCause =
  | 'RECOGNITION'
  | 'CATCH_UP_MOD'
  | 'CATCH_UP_ESTIMATE'
  | 'LATE_EVENT'
  | 'ERROR'
  | 'BILLING'
  | 'RECLASS';

/** Which of the three balanced parts of a journal a line belongs to. Each sums to zero by itself. */
export type JournalLayer = 'RECOGNITION' | 'RECLASS' | 'BILLING';

export type ScheduleRowState = 'POSTED' | 'DUE' | 'SCHEDULED' | 'AWAITING_TRIGGER';

/** How one figure or answer came to be. `inputs` are ids of events, policies, rates or other derivations. */
export interface Derivation {
  readonly id: string;
  readonly op: 'ALLOCATE' | 'SCHEDULE' | 'CATCH_UP' | 'POOL' | 'NET' | 'CONVERT' | 'ROUND' | 'DECIDE';
  readonly rule: string;
  readonly ruleVersion: string;
  /** The rule with this figure's own numbers put in. */
  readonly formula: string;
  readonly inputs: readonly string[];
  /** Before rounding, in minor units; `null` for an answer that is no figure. */
  readonly exact: Ratio | null;
  readonly rounded: bigint | null;
  /** The answer or the rounded figure as text. */
  readonly result: string;
  readonly paragraph: string | null;
}

/** Revenue of one obligation in one period; `amountMinor` is the difference of two cumulative figures. */
export interface ScheduleRow {
  /** The accounting contract: the signed one, or one of its separate contracts. */
  readonly contract: string;
  readonly obligation: string;
  readonly product: string;
  readonly period: string;
  readonly amountMinor: bigint;
  readonly cumulativeMinor: bigint;
  readonly state: ScheduleRowState;
  readonly derivation: string;
}

/** One side of a journal: exactly one of `debitMinor` and `creditMinor` is above zero, the other is zero. */
export interface JournalDraftLine {
  readonly contract: string;
  readonly obligation: string | null;
  readonly role: AccountRole;
  readonly layer: JournalLayer;
  readonly cause: JournalCause;
  /** The period the figure belongs to; differs from the journal's when that one was locked. */
  readonly originPeriod: string;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
}

/** A balanced entry to be posted in one period of one legal entity. Roles only; accounts are mapped later. */
export interface JournalDraft {
  readonly entity: string;
  readonly currency: CurrencyCode;
  readonly period: string;
  readonly lines: readonly JournalDraftLine[];
}

/** Where a contract stands at the end of a day. Deferred and unbilled are netted inside each accounting contract. */
export interface RevenuePosition {
  readonly on: CivilDate;
  readonly contracted: Money;
  readonly billed: Money;
  readonly recognized: Money;
  readonly deferred: Money;
  readonly unbilled: Money;
  readonly remainingObligation: Money;
}
