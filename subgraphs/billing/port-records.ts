import type { Ratio } from '#schema/canonical/ratio.ts';
import type { InvoiceIssuer } from '#schema/commands/billing.ts';
import type { BillingFrequency } from '#schema/commands/crm.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import type { InvoiceStatus, PaymentStatus, SubscriptionStatus } from '#schema/generated/billing.ts';

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
  /** Settled by the customer's balance when it was issued. */
  readonly creditDrawnMinor: bigint;
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
