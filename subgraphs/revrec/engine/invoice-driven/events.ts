import type { CivilDate, Term } from '#schema/canonical/calendar.ts';
import type { CurrencyCode } from '#schema/canonical/currency.ts';
import type { Ratio } from '#schema/canonical/ratio.ts';
import type { DayMeasure } from './invoice-document.ts';

/**
 * A fact of the ledger, recorded on its day. Amounts are minor units of the document's own currency, gross of tax unless
 * they say otherwise. One id is one fact, however often it is delivered.
 */
export type LedgerEvent =
  | InvoiceIssued
  | PendingItem
  | UsageRated
  | CustomerBalanceOpening
  | DocumentEvent
  | ContractEvent;

interface Recorded {
  readonly id: string;
  readonly at: CivilDate;
}

/** One line as the document has it. `taxMinor` is never recomputed; inclusive tax is a part of `amountMinor`. */
export interface ChargedLine {
  readonly amountMinor: bigint;
  readonly taxMinor: bigint;
  readonly taxInclusive: boolean;
  /** Without one it is earned on its day. */
  readonly service: Term | null;
  /** Names it in what it moves; lines without a name are shown together. */
  readonly key?: string;
  readonly product?: string | null;
  /** How it is earned over its service period, where that is not the ledger's own measure. */
  readonly measure?: DayMeasure;
}

export interface InvoiceIssued extends Recorded {
  readonly kind: 'INVOICE_ISSUED';
  readonly document: string;
  readonly currency: CurrencyCode;
  readonly lines: readonly ChargedLine[];
  /** Paid with the customer's balance. */
  readonly balanceAppliedMinor: bigint;
  /** Given to the customer's balance; `null` gives all of a negative invoice that no balance was applied to. */
  readonly toBalanceMinor: bigint | null;
  readonly includesPending: boolean;
  readonly metered: boolean;
}

/** A proration that no invoice has yet. */
export interface PendingItem extends Recorded {
  readonly kind: 'PENDING_ITEM';
  readonly currency: CurrencyCode;
  readonly line: ChargedLine;
}

export interface UsageRated extends Recorded {
  readonly kind: 'USAGE_RATED';
  readonly quantity: Ratio;
}

/** What a customer's balance was when the ledger began. It posts nothing. */
export interface CustomerBalanceOpening extends Recorded {
  readonly kind: 'CUSTOMER_BALANCE_OPENING';
  readonly amountMinor: bigint;
}

/** What money came through or left by. */
export type MoneyRole = 'CASH' | 'EXTERNAL_ASSET' | 'CUSTOMER_BALANCE' | 'EXTERNAL_CUSTOMER_BALANCE';

/** `amountMinor` `null` is all that is open. Without an invoice it pays the contract. */
export interface PaymentReceived extends Recorded {
  readonly kind: 'PAYMENT_RECEIVED';
  readonly invoice: string | null;
  readonly amountMinor: bigint | null;
  readonly into: MoneyRole;
  readonly feeMinor: bigint;
}

/** `amountMinor` `null` is all that is left of the invoice. */
export interface Refunded extends Recorded {
  readonly kind: 'REFUNDED';
  readonly invoice: string | null;
  readonly amountMinor: bigint | null;
  readonly from: MoneyRole;
}

/** How a credit memo of a paid invoice is settled; what no part settles lowers the receivable. */
export interface CreditSplit {
  readonly refundMinor: bigint;
  readonly balanceMinor: bigint;
  readonly externalMinor: bigint;
}

export interface CreditMemoIssued extends Recorded {
  readonly kind: 'CREDIT_MEMO';
  readonly document: string;
  readonly invoice: string;
  readonly amountMinor: bigint | null;
  readonly split: CreditSplit | null;
  /** What it takes back of which product, and of the tax; left out: the same fraction of every line and of the tax. */
  readonly of?: CreditedParts;
}

/**
 * Net amounts, above zero, in the invoice's currency, which is the functional one. A product goes to its lines of the
 * invoice by what is left of each, any other one to all lines.
 */
export interface CreditedParts {
  readonly lines: readonly { readonly product: string | null; readonly minor: bigint }[];
  readonly taxMinor: bigint;
}

export interface CreditMemoVoided extends Recorded {
  readonly kind: 'CREDIT_MEMO_VOIDED';
  readonly creditMemo: string;
}

/** `amountMinor` `null` is what is left of the invoice, and for a dispute won what was disputed. */
export interface Disputed extends Recorded {
  readonly kind: 'DISPUTE_OPENED' | 'DISPUTE_WON' | 'DISPUTE_LOST';
  readonly invoice: string;
  readonly amountMinor: bigint | null;
}

export interface InvoiceEnded extends Recorded {
  readonly kind: 'INVOICE_VOIDED' | 'MARKED_UNCOLLECTIBLE' | 'EXCLUDED';
  readonly invoice: string;
}

export type DocumentEvent = PaymentReceived | Refunded | CreditMemoIssued | CreditMemoVoided | Disputed | InvoiceEnded;

/** What a contract without invoices says: consideration falls due, goods or services are transferred. */
export type ContractEvent = ConsiderationDue | Delivered | DeliveredWithReturnRight;

export interface ConsiderationDue extends Recorded {
  readonly kind: 'CONSIDERATION_DUE';
  readonly amountMinor: bigint;
  readonly cancellable: boolean;
}

export interface Delivered extends Recorded {
  readonly kind: 'DELIVERED';
  readonly amountMinor: bigint;
  /** Whether from now on nothing but time stands between what was delivered so far and its payment. */
  readonly unconditional: boolean;
  readonly expectedRebateMinor: bigint;
}

/** `unitPrice` and `unitCost` in minor units. */
export interface DeliveredWithReturnRight extends Recorded {
  readonly kind: 'DELIVERED_WITH_RETURN_RIGHT';
  readonly units: Ratio;
  readonly unitPrice: Ratio;
  readonly unitCost: Ratio;
  readonly expectedReturnedUnits: Ratio;
  readonly settlement: 'CASH' | 'AR';
}
