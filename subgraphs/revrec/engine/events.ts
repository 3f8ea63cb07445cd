import type { PriceSpan } from '#schema/canonical/calendar.ts';
import type { CurrencyCode } from '#schema/canonical/currency.ts';
import type { MoneyWire } from '#schema/canonical/money.ts';
import type { ObligationKind, RevenueMeasure, RevenueTrigger } from '#schema/canonical/revenue.ts';
import type { SspEntry } from './ssp.ts';

/**
 * A fact the engine computes from. It is plain JSON throughout (money as minor units in text, decimals as text,
 * days as `YYYY-MM-DD`, instants as `2026-08-16T09:30:00.000Z`), so that storing and hashing lose nothing.
 */
export type RevenueEvent =
  | EventOf<'CONTRACT_APPROVED', ContractApproved>
  | EventOf<'CONTRACT_COMBINED', ContractCombined>
  | EventOf<'COLLECTIBILITY_CHANGED', Step1>
  | EventOf<'MODIFICATION_APPROVED', ModificationApproved>
  | EventOf<'CANCELLED', ContractCancelled>
  | EventOf<'VC_ESTIMATED', VariableEstimated>
  | EventOf<'VC_RESOLVED', VariableResolved>
  | EventOf<'PRICE_CONCESSION', PriceConcession>
  | EventOf<'PROGRESS_MEASURED', ProgressMeasured>
  | EventOf<'MILESTONE_MET', MilestoneMet>
  | EventOf<'INVOICE_ISSUED', InvoiceIssued>
  | EventOf<'CREDIT_MEMO', CreditMemoIssued>
  | EventOf<'PAYMENT_RECEIVED', PaymentReceived>
  | EventOf<'REFUNDED', Refunded>;

export type RevenueEventKind = RevenueEvent['kind'];

export interface EventOf<Kind extends string, Payload> {
  readonly id: string;
  readonly kind: Kind;
  readonly entity: string;
  /** The signed contract; all events of one engine run share it. */
  readonly contractKey: string;
  /** When it holds in business. */
  readonly effectiveAt: string;
  /** When the system knew it. */
  readonly recordedAt: string;
  /** Set once, when a later record superseded this one. */
  readonly supersededAt: string | null;
  /** The event this one corrects. */
  readonly supersedes: string | null;
  readonly source: EventSource;
  /** `null` makes the superseded event void and adds nothing. */
  readonly payload: Payload | null;
}

/** Where the fact comes from. One version of one source object is one fact, however often it is delivered. */
export interface EventSource {
  readonly system: string;
  readonly objectType: string;
  readonly objectId: string;
  readonly objectVersion: string;
  readonly payloadHash: string;
}

/** What is promised and at which stated price. */
export interface ContractLine {
  readonly key: string;
  readonly product: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly pricePer: PriceSpan;
  /** The line's stated price over its whole term, as billing has it. */
  readonly amount: MoneyWire;
  readonly from: string;
  readonly to: string;
  readonly kind: ObligationKind;
  readonly measure: RevenueMeasure;
  readonly trigger: RevenueTrigger | null;
  /** Whether the customer can benefit from it by itself and it is separately identifiable. */
  readonly distinct: boolean;
  readonly ssp: SspEntry | null;
  /** Of UNITS and COST_TO_COST: how many units, or what it costs in all, as expected; else its quantity. */
  readonly total?: string;
  /** Of CUSTOM_CURVE, and of no other measure: what its days count, span by span from its first day to its last. */
  readonly curve?: readonly CurvePoint[];
  /** Why this step of a ramp stands alone: its price follows its value, or the customer may leave before it. */
  readonly stepJudgement?: string;
}

/** What the days since the point before, or since the first day, count together: a decimal of zero or above. */
interface CurvePoint {
  readonly until: string;
  readonly weight: string;
}

/**
 * A part of the price that depends on what is still to come. The constraint is a person's estimate: only `constrained`
 * enters the price (IFRS 15.50-58; ASC 606-10-32-5 to 32-13).
 */
export interface VariableElement {
  readonly key: string;
  readonly method: 'EXPECTED' | 'MOST_LIKELY';
  readonly estimate: MoneyWire;
  readonly constrained: MoneyWire;
  /** All promises of the contract, or the keys of the lines that evidence ties it to (IFRS 15.85; ASC 606-10-32-40). */
  readonly target: 'ALL' | readonly string[];
  readonly owner: string;
  readonly reason: string;
}

export interface ContractApproved {
  readonly customer: string;
  readonly currency: CurrencyCode;
  readonly lines: readonly ContractLine[];
  readonly variable?: readonly VariableElement[];
  /** Left out = met. */
  readonly step1?: Step1;
}

/** Whether the criteria of a contract are met, collectibility among them, and why not (IFRS 15.9; ASC 606-10-25-1). */
export interface Step1 {
  readonly met: boolean;
  readonly reasons: readonly string[];
}

/** This contract and these were agreed as a package: they are one (IFRS 15.17; ASC 606-10-25-9). */
export interface ContractCombined {
  /** Keys of the other contracts; their events are given together with this one's. */
  readonly members: readonly string[];
  readonly reason: string;
}

/** An estimate anew, or what became of it (`VC_RESOLVED`): the difference is caught up. */
export interface VariableEstimated {
  readonly element: string;
  readonly method: VariableElement['method'];
  readonly estimate: MoneyWire;
  readonly constrained: MoneyWire;
  readonly reason: string;
  /**
   * Which promises a change belongs to, where a person has judged it: those of the contract that promised it, or those
   * of the contract as modified. Without a judgement it is the former (IFRS 15.90; ASC 606-10-32-45).
   */
  readonly basis?: EstimateBasis;
}

export type EstimateBasis = 'ORIGINAL' | 'CURRENT';

export interface VariableResolved {
  readonly element: string;
  readonly amount: MoneyWire;
}

/** A lower price without an amendment. `amount` is above zero. */
export interface PriceConcession {
  readonly amount: MoneyWire;
  /** The engine's key of the obligation whose service it is for, or ALL. */
  readonly obligation: string;
  /** The part, 0 to 1, that is for service given; `null` = nobody has said, which holds the contract. */
  readonly satisfiedShare: string | null;
}

/**
 * Less of a product: `credit` is what the price falls by for it, below zero on a positive price. From the amendment's day
 * to the end of what is held, unless days are named.
 */
export interface ReducedLine {
  readonly product: string;
  readonly quantity: string;
  readonly credit: MoneyWire;
  readonly from?: string;
  readonly to?: string;
}

/** Judgements that a person recorded; each takes the place of the answer by rule. */
export interface RecordedAnswers {
  readonly approved?: boolean;
  readonly priceOpen?: boolean;
  readonly originalTerms?: boolean;
  readonly addsDistinct?: boolean;
  readonly priceReflectsSsp?: boolean;
  readonly remainingDistinct?: RemainingDistinct;
  /** With SOME: the engine's keys of the obligations whose rest is no promise of its own. */
  readonly notDistinct?: readonly string[];
}

/** Whether what is left to deliver is distinct from what was delivered. */
export type RemainingDistinct = 'ALL' | 'NONE' | 'SOME' | 'NOTHING_REMAINS';

/** More or less of an obligation that is measured in units or cost. Its price is in `priceDelta`. */
export interface ExtendedLine {
  /** The engine's key. */
  readonly obligation: string;
  /** Units or cost in all from now on, what was delivered included. */
  readonly total: string;
  /** What its standalone selling price changes by; without it more units have the old price a unit, more cost none. */
  readonly sspDelta?: MoneyWire;
  /** The standalone selling price of what was delivered, where it is not the old price a unit. */
  readonly deliveredSsp?: MoneyWire;
}

export interface ModificationApproved {
  readonly amendment: string;
  /** Each with its price: the net of billing's proration for the product. */
  readonly added: readonly ContractLine[];
  readonly removed: readonly ReducedLine[];
  /** A change of price that belongs to no added or removed line. */
  readonly priceDelta: MoneyWire | null;
  /** The part of the change that belongs to satisfied performance; zero or above. */
  readonly concession: MoneyWire | null;
  readonly answers: RecordedAnswers;
  /** Documents of billing that come with it, also when they were told before it. */
  readonly documents?: readonly string[];
  readonly extended?: readonly ExtendedLine[];
  /** What the customer pays for leaving a part; above zero. */
  readonly penalty?: MoneyWire;
  /** Variable price that it promises. */
  readonly variable?: readonly VariableElement[];
  /** Standalone prices on its day of what was promised before, for the policy ALL_AT_MODIFICATION. */
  readonly standalonePrices?: readonly { readonly obligation: string; readonly ssp: SspEntry }[];
}

/** Nothing is promised from its day on. What was billed and is not given back is earned then. */
export interface ContractCancelled {
  readonly amendment: string;
  /** Invoices up to this day are settled by it; later ones are earned as they come. */
  readonly settledOn: string;
  /** What is given back, net of tax; zero or above. */
  readonly refundable: MoneyWire;
  /** The credit memos that give it back, also when they were told before it. */
  readonly documents: readonly string[];
}

/** How far an obligation is met; a later measurement takes the place of an earlier one. */
export type ProgressMeasured = MeasuredShare | MeasuredUnits;

/** 0 to 100. */
interface MeasuredShare {
  readonly obligation: string;
  readonly percent: string;
  readonly evidence: string;
}

/** Units or cost to date, and in all as now expected: decimals, or fractions such as `15/29`. */
interface MeasuredUnits {
  readonly obligation: string;
  readonly doneToDate: string;
  readonly total: string;
  readonly evidence: string;
}

export interface MilestoneMet {
  readonly obligation: string;
  readonly evidence: string;
}

export interface DocumentLine {
  readonly key: string;
  readonly product: string | null;
  /** Net of tax; below zero for a credit. */
  readonly amount: MoneyWire;
  readonly from: string | null;
  readonly to: string | null;
}

export interface InvoiceIssued {
  readonly document: string;
  /** The amendment that is billed with it, when there is one. */
  readonly amendment: string | null;
  readonly lines: readonly DocumentLine[];
  readonly tax: MoneyWire | null;
}

/**
 * Amounts are above zero and lower what was billed. They lower the price as well, unless an amendment or a cancellation
 * has said so already, or what they correct is an invoice that was wrong.
 */
export interface CreditMemoIssued {
  readonly document: string;
  readonly invoice: string | null;
  readonly correctsInvoice?: boolean;
  /** It takes back what is left of `invoice`, whose lines it has; `correctsInvoice` is true as well. */
  readonly voidsInvoice?: boolean;
  readonly amendment: string | null;
  readonly lines: readonly DocumentLine[];
  readonly tax: MoneyWire | null;
}

/** Moves cash against the receivable and no revenue. */
export interface PaymentReceived {
  readonly document: string;
  readonly amount: MoneyWire;
}

/** Money that went back: settles what a credit memo left to the customer and moves no revenue. */
export interface Refunded {
  readonly document: string;
  readonly creditMemo: string | null;
  readonly amount: MoneyWire;
}

/** The order of kinds inside one effective day, lower first. */
export const EVENT_RANK: ReadonlyMap<string, number> = new Map<RevenueEventKind, number>([
  ['CONTRACT_APPROVED', 10],
  ['CONTRACT_COMBINED', 11],
  ['COLLECTIBILITY_CHANGED', 14],
  ['MODIFICATION_APPROVED', 25],
  ['CANCELLED', 26],
  ['VC_ESTIMATED', 40],
  ['VC_RESOLVED', 41],
  ['PRICE_CONCESSION', 42],
  ['PROGRESS_MEASURED', 50],
  ['MILESTONE_MET', 52],
  ['INVOICE_ISSUED', 61],
  ['CREDIT_MEMO', 62],
  ['PAYMENT_RECEIVED', 64],
  ['REFUNDED', 65],
]);
