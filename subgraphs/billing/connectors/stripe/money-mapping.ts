import type { AccountEntry } from '#billing/port.ts';
import type { BillingCreditMemo, BillingDispute, BillingPayment, BillingRefund } from '#billing/port-records.ts';
import type { PaymentStatus } from '#schema/generated/billing.ts';
import { MARKS } from './manifest.ts';
import { dayOf, instantOf, mark } from './mapping.ts';
import type {
  BalanceTransactionWire,
  CreditNoteLineWire,
  CreditNoteWire,
  DisputeWire,
  InvoiceWire,
  PaymentIntentWire,
  RefundWire,
} from './wire.ts';

const PAYMENT_STATUS: ReadonlyMap<string, PaymentStatus> = new Map([
  ['processing', 'PENDING'],
  ['requires_action', 'PENDING'],
  ['requires_capture', 'PENDING'],
  ['requires_confirmation', 'PENDING'],
  // evidence: docs: payment_intent.status: before a first try, and again after each that failed
  ['requires_payment_method', 'PENDING'],
  ['canceled', 'FAILED'],
]);

const CREDIT_NOTE_STATUS: ReadonlyMap<string, BillingCreditMemo['status']> = new Map([
  ['issued', 'ISSUED'],
  ['void', 'VOID'],
]);

const REFUND_STATUS: ReadonlyMap<string, BillingRefund['status']> = new Map([
  ['pending', 'PENDING'],
  ['requires_action', 'PENDING'],
  ['succeeded', 'SUCCEEDED'],
  ['failed', 'FAILED'],
  ['canceled', 'CANCELLED'],
]);

const DISPUTE_STATUS: ReadonlyMap<string, BillingDispute['status']> = new Map([
  // evidence: docs: dispute.status: an inquiry that may still become a dispute takes no money yet
  ['warning_needs_response', 'OPEN'],
  ['warning_under_review', 'OPEN'],
  ['needs_response', 'OPEN'],
  ['under_review', 'OPEN'],
  ['warning_closed', 'WON'],
  ['prevented', 'WON'],
  ['won', 'WON'],
  ['lost', 'LOST'],
]);

/** `lines` are all of them: what the vendor embeds is one page. */
export function fromStripeCreditNote(wire: CreditNoteWire, lines: readonly CreditNoteLineWire[]): BillingCreditMemo {
  const paidPart = BigInt(wire.post_payment_amount ?? 0);
  const given = (wire.refunds ?? []).reduce((sum, refund) => sum + BigInt(refund.amount_refunded), 0n);
  // Money that was given back outside of the vendor is no balance of the customer either.
  const refundedMinor = given + BigInt(wire.out_of_band_amount ?? 0);
  return {
    externalId: wire.id,
    raw: wire,
    // evidence: spec: credit_note.number; a preview may have none
    number: wire.number ?? wire.id,
    status: CREDIT_NOTE_STATUS.get(wire.status) ?? 'UNKNOWN',
    invoiceExternalId: wire.invoice ?? null,
    customerExternalId: wire.customer,
    currency: wire.currency.toUpperCase(),
    totalMinor: BigInt(wire.total),
    taxMinor: (wire.total_taxes ?? []).reduce((sum, tax) => sum + BigInt(tax.amount), 0n),
    // evidence: docs: a note without a paid part lowers the open invoice only
    reducesInvoiceMinor: BigInt(wire.pre_payment_amount ?? wire.total),
    onAccountMinor: paidPart - refundedMinor,
    refundedMinor,
    reason: wire.memo ?? wire.reason ?? null,
    issuedOn: dayOf(wire.effective_at ?? wire.created),
    changeKey: mark(wire.metadata, MARKS.changeKey),
    part: partOf(wire.metadata),
    lines: lines.map((line, index) => {
      const [serviceStartsOn = null, serviceEndsOn = null] =
        mark(wire.metadata, `${MARKS.service}${index}`)?.split('/') ?? [];
      return {
        externalId: line.id,
        description: line.description ?? '',
        invoiceLineExternalId: line.invoice_line_item ?? null,
        amountMinor: BigInt(line.amount),
        serviceStartsOn,
        serviceEndsOn,
      };
    }),
  };
}

/** What is known about a payment beside itself: the invoice that it was tried for, and whether a bank takes it back. */
export interface AboutPayment {
  readonly invoice: Pick<InvoiceWire, 'id' | 'status' | 'attempt_count' | 'next_payment_attempt'> | null;
  readonly disputes: readonly DisputeWire[];
}

/** Null for money of nobody that we bill. */
export function fromStripePayment(wire: PaymentIntentWire, about: AboutPayment): BillingPayment | null {
  if (wire.customer === null || wire.customer === undefined) return null;
  const { invoice } = about;
  const charge = wire.latest_charge;
  const status = paymentStatusOf(wire, about);
  return {
    externalId: wire.id,
    raw: wire,
    status,
    customerExternalId: wire.customer,
    invoiceExternalId: invoice?.id ?? null,
    currency: wire.currency.toUpperCase(),
    amountMinor: BigInt(wire.status === 'succeeded' ? (wire.amount_received ?? wire.amount) : wire.amount),
    refundedMinor: BigInt(charge?.amount_refunded ?? 0),
    receivedAt: instantOf(charge?.created ?? wire.created),
    // evidence: docs: invoice.attempt_count counts the tries; a payment of no invoice was tried once if it has a charge
    attempts: invoice?.attempt_count ?? (charge === null || charge === undefined ? 0 : 1),
    final: status === 'FAILED' && isGivenUp(about),
  };
}

// evidence: docs: invoice.next_payment_attempt is null when nothing more is tried by itself
function isGivenUp({ invoice }: AboutPayment): boolean {
  if (invoice === null) return true;
  // Paid another way, or taken back: nobody waits for this payment any more.
  if (invoice.status === 'paid' || invoice.status === 'void') return false;
  return invoice.next_payment_attempt === null || invoice.next_payment_attempt === undefined;
}

function paymentStatusOf({ status, latest_charge: charge }: PaymentIntentWire, about: AboutPayment): PaymentStatus {
  if (status === 'succeeded') {
    // evidence: docs: charge.disputed stays true when the dispute was won
    const isWon = about.disputes.length > 0 && about.disputes.every((one) => DISPUTE_STATUS.get(one.status) === 'WON');
    if (charge?.disputed === true && !isWon) return 'DISPUTED';
    if (charge?.refunded === true) return 'REFUNDED';
    return (charge?.amount_refunded ?? 0) > 0 ? 'PARTIALLY_REFUNDED' : 'SUCCEEDED';
  }
  if (status === 'requires_payment_method' && charge?.status === 'failed') return 'FAILED';
  return PAYMENT_STATUS.get(status) ?? 'UNKNOWN';
}

/** `payment` is what it was given of. */
export function fromStripeRefund(wire: RefundWire, payment: BillingPayment): BillingRefund {
  return {
    externalId: wire.id,
    raw: wire,
    status: REFUND_STATUS.get(wire.status ?? '') ?? 'UNKNOWN',
    paymentExternalId: payment.externalId,
    invoiceExternalId: payment.invoiceExternalId,
    creditMemoExternalId: mark(wire.metadata, MARKS.creditMemo),
    customerExternalId: payment.customerExternalId,
    currency: wire.currency.toUpperCase(),
    amountMinor: BigInt(wire.amount),
    reason: mark(wire.metadata, MARKS.reason) ?? wire.reason ?? null,
    refundedOn: dayOf(wire.created),
    changeKey: mark(wire.metadata, MARKS.changeKey),
    part: partOf(wire.metadata),
  };
}

export function fromStripeDispute(wire: DisputeWire, payment: BillingPayment): BillingDispute {
  return {
    externalId: wire.id,
    raw: wire,
    status: DISPUTE_STATUS.get(wire.status) ?? 'UNKNOWN',
    paymentExternalId: payment.externalId,
    customerExternalId: payment.customerExternalId,
    currency: wire.currency.toUpperCase(),
    amountMinor: BigInt(wire.amount),
    reason: wire.reason ?? null,
    openedOn: dayOf(wire.created),
  };
}

export function fromStripeBalanceTransaction(wire: BalanceTransactionWire): AccountEntry {
  return {
    currency: wire.currency.toUpperCase(),
    // evidence: docs: customer_balance_transaction.amount is below zero for credit
    amountMinor: -BigInt(wire.amount),
    invoiceExternalId: wire.invoice ?? null,
    creditMemoExternalId: wire.credit_note ?? null,
    // evidence: docs: customer_balance_transaction.type; voiding an invoice gives back what it had drawn
    isGivenBack: wire.type === 'unapplied_from_invoice',
    creditExternalId: mark(wire.metadata, MARKS.creditMemo),
  };
}

function partOf(metadata: Parameters<typeof mark>[0]): number | null {
  const part = mark(metadata, MARKS.part);
  return part !== null && /^\d{1,6}$/.test(part) ? Number(part) : null;
}
