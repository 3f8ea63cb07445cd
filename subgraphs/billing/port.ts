import type { Reply } from '#kit/commands/reply.ts';
import type { Ratio } from '#schema/canonical/ratio.ts';
import type { InvoiceIssuer } from '#schema/commands/billing.ts';
import type { BillingFrequency, ChargeModel } from '#schema/commands/crm.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import type { InvoiceStatus, PaymentStatus, SubscriptionStatus } from '#schema/generated/billing.ts';

/** What a billing system can do beyond reads. A command that needs a missing one is refused with `UnsupportedByVendor`. */
export type BillingCapability =
  | 'PREVIEW'
  | 'PRORATION'
  | 'WEBHOOKS'
  | 'PAUSE'
  | 'DRAFTS'
  | 'CREDIT_MEMOS'
  | 'REFUNDS'
  | 'ONE_TIME_CHARGES';

/** What every record carries: the vendor's id and the vendor's payload. */
export interface BillingRecord {
  readonly externalId: string;
  readonly raw: unknown;
}

export interface BillingCustomer extends BillingRecord {
  readonly name: string;
  /** The name that we gave it; null where we gave none. Another `name` was set by somebody else. */
  readonly givenName: string | null;
  /** Our id as it was written on the vendor's record; null for one that was made elsewhere. */
  readonly customerId: string | null;
  /** Code of the legal entity that bills it; nobody sees a customer without one. */
  readonly legalEntity: string | null;
}

export interface BillingProduct extends BillingRecord {
  readonly name: string;
  /** Our id and code as they were written on the vendor's record. */
  readonly productId: string | null;
  readonly code: string | null;
  readonly taxCode: string | null;
}

/** How long one billing interval is. */
export interface Rhythm {
  readonly unit: 'DAY' | 'MONTH' | 'YEAR';
  readonly count: number;
}

/** A rhythm for which yearly prices are stated anew: `years` is how many of them one interval is, exactly. */
export interface PricedRhythm extends Rhythm {
  readonly years: Ratio;
}

/** One thing that a subscription bills. Quantity and price are plain decimals, the price for a unit and interval. */
export interface BillingItem {
  readonly externalId: string;
  readonly priceExternalId: string;
  readonly productExternalId: string;
  /** Null for metered items. */
  readonly quantity: string | null;
  readonly unitPrice: string | null;
}

export interface BillingSubscription extends BillingRecord {
  readonly status: SubscriptionStatus;
  readonly customerExternalId: string;
  readonly contractId: string | null;
  readonly legalEntity: string | null;
  readonly currency: string;
  readonly startedAt: Date;
  readonly currentPeriodStartsOn: string;
  /** Last day of the period. */
  readonly currentPeriodEndsOn: string;
  /** Last day that is billed; null for one that goes on. */
  readonly endsOn: string | null;
  readonly contractNumber: string | null;
  /** Days to pay an invoice. */
  readonly paymentTermDays: number | null;
  /** How long one interval of its prices is; null where they bill once. */
  readonly rhythm: Rhythm | null;
  readonly frequency: BillingFrequency | null;
  /** With ERP, its invoices stay drafts until the ledger has numbered them. */
  readonly invoiceIssuer: InvoiceIssuer;
  /** The vendor's plan of later steps that it follows or came from. */
  readonly scheduleExternalId: string | null;
  /** Keys of the command that started it and of the last one that changed it; null when nobody of ours did. */
  readonly startKey: string | null;
  readonly changeKey: string | null;
  /** Version of the contract that it bills; null when nobody of ours said. */
  readonly contractVersion: number | null;
  readonly latestInvoiceExternalId: string | null;
  readonly items: readonly BillingItem[];
}

/** Amounts are whole minor units of the invoice's currency; a credit of unused time is negative. */
export interface BillingInvoiceLine {
  readonly externalId: string;
  readonly description: string;
  readonly productExternalId: string | null;
  readonly quantity: string | null;
  readonly amountMinor: bigint;
  /** First and last day of service. */
  readonly serviceStartsOn: string | null;
  readonly serviceEndsOn: string | null;
  readonly proration: boolean;
}

export interface BillingInvoice extends BillingRecord {
  readonly number: string;
  readonly status: InvoiceStatus;
  readonly customerExternalId: string;
  readonly subscriptionExternalId: string | null;
  readonly contractId: string | null;
  readonly legalEntity: string | null;
  /** Key of the command whose change of the subscription brought it. */
  readonly changeKey: string | null;
  readonly currency: string;
  readonly issuedOn: string;
  readonly dueOn: string | null;
  readonly totalMinor: bigint;
  readonly taxMinor: bigint;
  /** Billed and still open: zero for what is paid, void or a draft. */
  readonly amountDueMinor: bigint;
  readonly amountPaidMinor: bigint;
  readonly lines: readonly BillingInvoiceLine[];
}

/** A part of a credit memo; the invoice's line that it takes back, where one is named. */
export interface BillingCreditMemoLine {
  readonly externalId: string;
  readonly description: string;
  readonly invoiceLineExternalId: string | null;
  readonly amountMinor: bigint;
  readonly serviceStartsOn: string | null;
  readonly serviceEndsOn: string | null;
}

/** `reducesInvoiceMinor`, `onAccountMinor` and `refundedMinor` add up to `totalMinor`, as they were when it was issued. */
export interface BillingCreditMemo extends BillingRecord {
  readonly number: string;
  readonly status: 'ISSUED' | 'VOID' | 'UNKNOWN';
  readonly invoiceExternalId: string | null;
  readonly customerExternalId: string;
  readonly currency: string;
  readonly totalMinor: bigint;
  readonly taxMinor: bigint;
  readonly reducesInvoiceMinor: bigint;
  readonly onAccountMinor: bigint;
  readonly refundedMinor: bigint;
  readonly reason: string | null;
  readonly issuedOn: string;
  /** The command that issued it, and which of its credits this is; null when nobody of ours did. */
  readonly changeKey: string | null;
  readonly part: number | null;
  readonly lines: readonly BillingCreditMemoLine[];
}

export interface BillingPayment extends BillingRecord {
  readonly status: PaymentStatus;
  readonly customerExternalId: string;
  readonly invoiceExternalId: string | null;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly refundedMinor: bigint;
  readonly receivedAt: Date;
  /** How often the invoice was tried. */
  readonly attempts: number;
  /** Of a failed one: billing will not try again by itself. */
  readonly final: boolean;
}

/** Money that went back. */
export interface BillingRefund extends BillingRecord {
  readonly status: 'PENDING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'UNKNOWN';
  readonly paymentExternalId: string;
  readonly invoiceExternalId: string | null;
  /** The credit memo that it settles. */
  readonly creditMemoExternalId: string | null;
  readonly customerExternalId: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly reason: string | null;
  readonly refundedOn: string;
  /** The command that gave it, and which of its refunds this is; null when nobody of ours did. */
  readonly changeKey: string | null;
  readonly part: number | null;
}

/** A payment that the customer's bank takes back. */
export interface BillingDispute extends BillingRecord {
  readonly status: 'OPEN' | 'WON' | 'LOST' | 'UNKNOWN';
  readonly paymentExternalId: string;
  readonly customerExternalId: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly reason: string | null;
  readonly openedOn: string;
}

/** Records as they were read together, in our words. */
export interface BillingRecords {
  readonly customers: readonly BillingCustomer[];
  readonly products: readonly BillingProduct[];
  readonly subscriptions: readonly BillingSubscription[];
  readonly invoices: readonly BillingInvoice[];
  readonly creditMemos: readonly BillingCreditMemo[];
  readonly payments: readonly BillingPayment[];
  readonly refunds: readonly BillingRefund[];
  readonly disputes: readonly BillingDispute[];
  /** Records that the vendor no longer shows; the mirror marks them and keeps them. */
  readonly gone: readonly { readonly kind: 'subscription' | 'invoice'; readonly externalId: string }[];
  /** Records that could not be read as ours; the rest of the batch stands. */
  readonly unmappable: readonly { readonly externalId: string; readonly error: ConnectorError }[];
}

export const NO_RECORDS: BillingRecords = {
  customers: [],
  products: [],
  subscriptions: [],
  invoices: [],
  creditMemos: [],
  payments: [],
  refunds: [],
  disputes: [],
  gone: [],
  unmappable: [],
};

/** What the vendor said: something happened to a record. `body` is the vendor's own, read again by `recordsOfNotice`. */
export interface BillingNotice {
  /** The same when it is told twice, whichever way it comes. */
  readonly eventId: string;
  readonly body: string;
}

/** What happened since a cursor, oldest first, complete up to the new cursor. */
export interface NoticePage {
  readonly notices: readonly BillingNotice[];
  /** Where to read on; opaque. */
  readonly cursor: string;
}

/** One page of everything there is; `next` is null after the last. */
export interface RecordPage {
  readonly records: BillingRecords;
  readonly next: string | null;
}

export interface NewCustomer {
  readonly customerId: string;
  readonly name: string;
  readonly country: string | null;
  readonly legalEntity: string;
}

/** A product at a price, as it is sold: quantity and unit price are plain decimals, the price as in `soldLine`. */
export interface SoldProduct {
  readonly productId: string;
  readonly productCode: string;
  readonly productName: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly chargeModel?: ChargeModel | undefined;
}

/** A price of the vendor's catalogue and how many of it: one entry a price. Null = metered. */
export interface PricedItem {
  readonly priceExternalId: string;
  readonly productExternalId: string;
  readonly quantity: string | null;
}

/** What is billed interval after interval, and what once. */
export interface PricedLines {
  readonly items: readonly PricedItem[];
  readonly once: readonly PricedItem[];
}

/** An amount that a first invoice carries beside its items, such as the credit of what was billed before. */
export interface CarriedLine {
  readonly productExternalId: string;
  readonly description: string;
  /** Below zero for a credit. */
  readonly amountMinor: bigint;
  readonly serviceStartsOn: string;
  readonly serviceEndsOn: string;
}

/** A term billed in advance, from its first day to its last, in the rhythm of its prices. */
export interface NewSubscription extends PricedLines {
  readonly customerExternalId: string;
  readonly contractId: string;
  readonly contractNumber: string | null;
  readonly legalEntity: string;
  readonly currency: string;
  readonly startsOn: string;
  readonly endsOn: string;
  /** First day that the first invoice does not bill. */
  readonly anchorOn: string;
  readonly paymentTermDays: number;
  readonly version: number;
  readonly invoiceIssuer: InvoiceIssuer;
  readonly carried: readonly CarriedLine[];
}

/** One step of a ramp, or all of a term that begins later; its last day is the day before the next one's first. */
export interface TermStep extends PricedLines {
  readonly startsOn: string;
  readonly endsOn: string;
}

/** A term in steps, or one to come. Its first invoice comes with its first day. */
export interface PlannedSubscription extends Omit<NewSubscription, 'items' | 'once' | 'anchorOn' | 'carried'> {
  readonly steps: readonly TermStep[];
}

/**
 * From `effectiveOn` 00:00 UTC the subscription bills exactly `items`, up to `endsOn`; the difference is prorated and
 * billed at once, with what is charged `once`. What is left out stays.
 */
export interface SubscriptionChange extends PricedLines {
  readonly subscription: BillingSubscription;
  readonly effectiveOn: string;
  readonly endsOn?: string | undefined;
  readonly invoiceIssuer?: InvoiceIssuer | undefined;
  readonly version: number;
}

/** A change of whether it bills at all; null `endsOn` = it ends nowhere. */
export interface SubscriptionAct {
  readonly subscription: BillingSubscription;
  readonly version: number;
}

/** A start as it would be billed. `customerExternalId` null = billing has no such customer yet, only its country. */
export interface StartPreview extends Pick<NewSubscription, 'carried'> {
  /** Null for one whole interval, whenever it begins. */
  readonly dates: Pick<NewSubscription, 'startsOn' | 'endsOn' | 'anchorOn'> | null;
  readonly customerExternalId: string | null;
  readonly country: string | null;
  readonly currency: string;
  readonly rhythm: PricedRhythm;
  readonly lines: readonly SoldProduct[];
}

/** A change as it would be billed. */
export interface ChangePreview extends Pick<SubscriptionChange, 'subscription' | 'effectiveOn' | 'endsOn'> {
  readonly currency: string;
  readonly rhythm: PricedRhythm;
  readonly lines: readonly SoldProduct[];
}

/** An invoice that nobody wrote; its customer is null where billing has none yet. */
export interface InvoicePreview extends Omit<BillingInvoice, 'customerExternalId'> {
  readonly customerExternalId: string | null;
}

/** What a subscription was before a change. */
export interface SubscriptionBefore
  extends Pick<BillingSubscription, 'items' | 'changeKey' | 'contractVersion' | 'endsOn' | 'invoiceIssuer'> {
  readonly isPaused: boolean;
}

/** Back to what was before. `reverseOn` = the day from which the change is prorated back, null = not at all. */
export interface SubscriptionRestore {
  readonly subscription: BillingSubscription;
  readonly before: SubscriptionBefore;
  readonly reverseOn: string | null;
}

/** A part of an issued invoice that is taken back. */
export interface NewCreditMemo {
  readonly invoiceExternalId: string;
  /** Above zero; the lines add up to it. */
  readonly amountMinor: bigint;
  /** What of it the customer keeps on account: all that the invoice does not still owe. */
  readonly onAccountMinor: bigint;
  readonly lines: readonly {
    readonly invoiceLineExternalId: string;
    readonly amountMinor: bigint;
    readonly serviceStartsOn: string | null;
    readonly serviceEndsOn: string | null;
  }[];
  readonly reason: string;
  /** Of the command, and which of its credits this is. */
  readonly changeKey: string;
  readonly part: number;
}

/** Money of a payment that goes back. */
export interface NewRefund {
  readonly paymentExternalId: string;
  readonly amountMinor: bigint;
  readonly creditMemoExternalId: string | null;
  readonly reason: string;
  readonly changeKey: string;
  readonly part: number;
}

/** An amount that leaves the customer's account because it was given back as money. */
export interface AccountDebit {
  readonly customerExternalId: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly changeKey: string;
  readonly part: number;
}

/**
 * What this subgraph asks of any billing system. Implemented once in each vendor folder.
 * Reads may be repeated freely. A write takes a key and has one effect a key, however often it is sent, provided that
 * its caller has looked for the effect before sending again. When its reply is lost it answers `OutcomeUnknown`.
 */
export interface BillingConnector {
  readonly vendor: string;
  readonly connection: string;
  readonly capabilities: ReadonlySet<BillingCapability>;
  /** The vendor's words for what it keeps, for references to its records. */
  readonly words: Readonly<Record<'customer' | 'subscription' | 'invoice' | 'creditMemo' | 'refund', string>>;

  /** Where the vendor's news stand now. */
  newsCursor(): Reply<string>;
  /** What happened since; `NotFound` when the vendor has forgotten as far back, so that everything must be read. */
  newsSince(cursor: string): Reply<NoticePage>;
  /** Everything, page by page, customers and products first. */
  everything(position: string | null): Reply<RecordPage>;
  /** The records that a notice speaks of, as they are now. */
  recordsOfNotice(body: string): Reply<BillingRecords>;
  /** The notice of a webhook; null when it is not signed by the vendor within the last minutes before `now`. */
  verifiedNotice(
    headers: Readonly<Record<string, string | undefined>>,
    rawBody: string,
    now: Date,
  ): BillingNotice | null;

  customer(externalId: string): Reply<BillingRecords>;
  subscription(externalId: string): Reply<BillingRecords>;
  invoice(externalId: string): Reply<BillingRecords>;
  /** The subscription's invoices, the latest first. */
  invoicesOf(subscriptionExternalId: string): Reply<BillingRecords>;
  products(externalIds: readonly string[]): Reply<BillingRecords>;
  creditMemosOf(invoiceExternalId: string): Reply<BillingRecords>;
  /** With its refunds and disputes. */
  payment(externalId: string): Reply<BillingRecords>;

  /** The vendor's customer that carries our id; null when there is none. */
  customerByOurId(customerId: string): Reply<string | null>;
  /** One customer of ours makes one customer, also when two operations ask at once. Answers its id. */
  createCustomer(customer: NewCustomer): Reply<string>;
  /** Gives it this name. */
  renameCustomer(externalId: string, name: string, key: string): Reply<null>;
  /** The catalogue's prices of these lines; products and prices that are missing are added, once each. */
  priceLines(currency: string, lines: readonly SoldProduct[], rhythm: PricedRhythm): Reply<PricedLines>;
  /** The vendor's ids of products, by our codes, whether or not they are there yet. */
  productIdsOf(codes: readonly string[]): ReadonlyMap<string, string>;
  /** Starts a subscription and issues its first invoice. Answers the subscription's id. */
  startSubscription(terms: NewSubscription, key: string): Reply<string>;
  /** Plans a subscription. Answers its id, or that of the plan while it has not begun. */
  planSubscription(terms: PlannedSubscription, key: string): Reply<string>;
  /** The subscription, or plan of one, that this key started for the customer; null when it started none. */
  subscriptionStartedBy(customerExternalId: string, key: string): Reply<string | null>;
  /**
   * The invoice that a start would issue; nothing is written. A product that the catalogue has not got cannot be
   * previewed: `UnsupportedByVendor`, `preview-of-a-new-product`.
   */
  previewStart(terms: StartPreview): Reply<InvoicePreview | null>;
  amendSubscription(change: SubscriptionChange, key: string): Reply<null>;
  /** The invoice that a change would issue, null when it costs nothing; otherwise as `previewStart`. */
  previewAmendment(change: ChangePreview): Reply<InvoicePreview | null>;
  /** What the vendor would give back for the time from `effectiveOn` on, line by line; all below zero. */
  previewUnused(subscription: BillingSubscription, effectiveOn: string): Reply<readonly BillingInvoiceLine[]>;
  restoreSubscription(restore: SubscriptionRestore, key: string): Reply<null>;
  /** Goes on with a subscription that was ended, as it was, without billing anything anew. Answers its new id. */
  reviveSubscription(ended: BillingSubscription, before: SubscriptionBefore, key: string): Reply<string>;
  /** What goes on in place of the ended subscription; null when nothing does. */
  subscriptionRevivedFrom(ended: BillingSubscription): Reply<string | null>;
  /** Bills nothing from `effectiveOn` on and gives nothing back; at once when that day has come. */
  endSubscription(act: SubscriptionAct & { readonly effectiveOn: string }, key: string): Reply<null>;
  /** Bills nothing until it is resumed. */
  pauseSubscription(act: SubscriptionAct, key: string): Reply<null>;
  resumeSubscription(act: SubscriptionAct, key: string): Reply<null>;
  /** Its invoices stay drafts from now on. */
  keepDrafts(externalId: string, key: string): Reply<null>;
  /** Ends it now without any proration. Succeeds on one that has ended. */
  cancelSubscription(externalId: string, key: string): Reply<null>;
  /** Keeps a draft from being issued by itself. */
  holdInvoice(externalId: string, key: string): Reply<null>;
  /** Issues a draft, under the number that is given, else under the vendor's own. Only for drafts. */
  issueInvoice(externalId: string, key: string, number?: string): Reply<null>;
  /** Answers the credit memo's id. More than the invoice still holds is refused. */
  issueCreditMemo(credit: NewCreditMemo, key: string): Reply<string>;
  /** The credit memo that would be issued; nothing is written. */
  previewCreditMemo(credit: NewCreditMemo): Reply<BillingCreditMemo>;
  /** Takes a credit memo back, where the vendor lets it. */
  voidCreditMemo(externalId: string, key: string): Reply<null>;
  /** Answers the refund's id. More than the payment still holds is refused. */
  refundPayment(refund: NewRefund, key: string): Reply<string>;
  /** What the customer has on account now. */
  accountMinor(customerExternalId: string): Reply<bigint>;
  /** Takes it off the account, once a command and part. */
  debitAccount(debit: AccountDebit, key: string): Reply<null>;
  /** Takes an open invoice back. Only for open ones. */
  voidInvoice(externalId: string, key: string): Reply<null>;
}

/** All of these batches as one. */
export function joinRecords(batches: readonly BillingRecords[]): BillingRecords {
  return {
    customers: batches.flatMap(({ customers }) => customers),
    products: batches.flatMap(({ products }) => products),
    subscriptions: batches.flatMap(({ subscriptions }) => subscriptions),
    invoices: batches.flatMap(({ invoices }) => invoices),
    creditMemos: batches.flatMap(({ creditMemos }) => creditMemos),
    payments: batches.flatMap(({ payments }) => payments),
    refunds: batches.flatMap(({ refunds }) => refunds),
    disputes: batches.flatMap(({ disputes }) => disputes),
    gone: batches.flatMap(({ gone }) => gone),
    unmappable: batches.flatMap(({ unmappable }) => unmappable),
  };
}
