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
  | EventOf<'MODIFICATION_APPROVED', ModificationApproved>
  | EventOf<'CANCELLED', ContractCancelled>
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
}

export interface ContractApproved {
  readonly customer: string;
  readonly currency: CurrencyCode;
  readonly lines: readonly ContractLine[];
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
}

/** Whether what is left to deliver is distinct from what was delivered. */
export type RemainingDistinct = 'ALL' | 'NONE' | 'SOME' | 'NOTHING_REMAINS';

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

/** How far an obligation is met, 0 to 100; a later measurement takes the place of an earlier one. */
export interface ProgressMeasured {
  readonly obligation: string;
  readonly percent: string;
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
  ['MODIFICATION_APPROVED', 25],
  ['CANCELLED', 26],
  ['PROGRESS_MEASURED', 50],
  ['MILESTONE_MET', 52],
  ['INVOICE_ISSUED', 61],
  ['CREDIT_MEMO', 62],
  ['PAYMENT_RECEIVED', 64],
  ['REFUNDED', 65],
]);
