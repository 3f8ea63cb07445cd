import type { Reply } from '#kit/commands/reply.ts';
import type { InvoiceIssuer } from '#schema/commands/billing.ts';
import type { ChargeModel } from '#schema/commands/crm.ts';
import type {
  BillingCreditMemo,
  BillingInvoice,
  BillingInvoiceLine,
  BillingNotice,
  BillingRecords,
  BillingSubscription,
  NoticePage,
  PricedRhythm,
  RecordPage,
} from './port-records.ts';

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

/** What a plan that has not begun bills instead of what it did. Null marks are taken off. */
export interface PlanChange {
  readonly externalId: string;
  readonly steps: readonly TermStep[];
  readonly changeKey: string | null;
  readonly version: number | null;
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
  /** The vendor's id of the credit memo or invoice that had brought what is taken off. */
  readonly creditExternalId: string;
  readonly changeKey: string;
  readonly part: number;
}

/** A move of a customer's account: above zero is credit for the customer, below zero what was taken off it. */
export interface AccountEntry {
  readonly currency: string;
  readonly amountMinor: bigint;
  /** The invoice that drew it, or that brought it by being below zero. */
  readonly invoiceExternalId: string | null;
  /** The credit memo that brought it. */
  readonly creditMemoExternalId: string | null;
  /** It gives back what that invoice had drawn. */
  readonly isGivenBack: boolean;
  /** Of what was taken off: the vendor's id of the credit memo or invoice that had brought it; null = nobody said. */
  readonly creditExternalId: string | null;
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
  /** What a plan bills, step by step. */
  stepsOfPlan(externalId: string): Reply<readonly TermStep[]>;
  /** Only for plans that have not begun. */
  amendPlan(change: PlanChange, key: string): Reply<null>;
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
  /** All that ever moved the customer's account, oldest first. */
  accountEntries(customerExternalId: string): Reply<readonly AccountEntry[]>;
  /** Takes it off the account, once a command and part. */
  debitAccount(debit: AccountDebit, key: string): Reply<null>;
  /** Takes an open invoice back. Only for open ones. */
  voidInvoice(externalId: string, key: string): Reply<null>;
}
