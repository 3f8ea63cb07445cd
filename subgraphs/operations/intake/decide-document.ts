import type {
  CreditMemoFacts,
  InvoiceFacts,
  InvoiceIssuer,
  InvoiceStateFacts,
  PaymentFacts,
  RefundFacts,
} from '#schema/commands/billing.ts';
import { covered, type Decision, type DocumentStart, type Known, nothing, waitFor } from './decision.ts';
import { subjectOf } from './subject.ts';

/** Documents of billing: what is to be done about each is decided by what billing holds now and what was done here. */

type Whose = Pick<InvoiceFacts, 'customerId' | 'contractId' | 'legalEntity'>;

function start(act: DocumentStart['act'], documentId: string, whose: Whose): DocumentStart {
  const { customerId, contractId, legalEntity } = whose;
  return { act, documentId, customerId, contractId, legalEntity };
}

/** Billing's states in which the ledger must have the invoice; a draft only where the ledger is to issue it. */
function isDue(status: string, issuer: InvoiceIssuer): boolean {
  return (
    status === 'OPEN' || status === 'PAID' || status === 'UNCOLLECTIBLE' || (status === 'DRAFT' && issuer === 'ERP')
  );
}

export interface InvoiceSeen {
  readonly state: InvoiceStateFacts | null;
  readonly issuer: InvoiceIssuer;
  /** Of the contract that it is billed under; null without one. */
  readonly contractCurrency: string | null;
  readonly known: Known;
}

/** An invoice that billing made by itself comes into the books, and one that billing took back out of them. */
export function decideInvoice({ state, issuer, contractCurrency, known }: InvoiceSeen): Decision {
  if (state === null) return nothing('billing has no such invoice');
  const { invoice } = state;
  // Void is the end of an invoice: a later word of another state can only be an old one.
  if (known.reached === 'VOIDED') return covered(null);
  const isInBooks = known.reached === 'POSTED' || known.owner !== null;
  if (invoice.status === 'VOID') {
    if (known.busy !== null) return waitFor(`operation:${known.busy}`);
    if (!isInBooks) return nothing('void before it came into the books');
    return { kind: 'START', start: start('POST_INVOICE', invoice.invoiceId, invoice), reached: 'VOIDED' };
  }
  if (!isDue(invoice.status, issuer)) return nothing(`${invoice.status} asks for nothing`);
  if (isInBooks) return covered(known.owner);
  if (known.busy !== null) return waitFor(`operation:${known.busy}`);
  if (contractCurrency !== null && contractCurrency !== invoice.currency)
    return wrongCurrency(invoice, contractCurrency);
  return { kind: 'START', start: start('POST_INVOICE', invoice.invoiceId, invoice), reached: 'POSTED' };
}

function wrongCurrency(invoice: InvoiceFacts, contractCurrency: string): Decision {
  const { invoiceId, number, currency, contractId, customerId, legalEntity, total } = invoice;
  return {
    kind: 'ASK_A_PERSON',
    problem: {
      code: 'SEMANTIC_MISMATCH',
      cause: 'VALIDATION',
      system: 'BILLING',
      title: `Invoice ${number} is in ${currency}, its contract in ${contractCurrency}`,
      explanation: `Billing made invoice ${number} in ${currency}, but the contract says ${contractCurrency}. Nothing was posted.`,
      impact: total,
      legalEntity,
      customerId,
      contractId,
      about: { invoiceId, invoiceCurrency: currency, contractCurrency },
    },
  };
}

/** What the ledger is to show of a payment in each of its states. */
const PAYMENT_REACHES: ReadonlyMap<string, string> = new Map([
  ['SUCCEEDED', 'RECEIVED'],
  ['REFUNDED', 'RECEIVED'],
  ['PARTIALLY_REFUNDED', 'RECEIVED'],
  ['FAILED', 'FAILED'],
  ['DISPUTED', 'DISPUTED'],
]);

/** Money that came in, did not, or is claimed back. A refund is a document of its own. */
export function decidePayment(payment: PaymentFacts | null, known: Known): Decision {
  if (payment === null) return nothing('billing has no such payment');
  const reached = PAYMENT_REACHES.get(payment.status);
  if (reached === undefined) return nothing(`${payment.status} asks for nothing`);
  if (known.reached === reached) return covered(null);
  if (known.busy !== null) return waitFor(`operation:${known.busy}`);
  return { kind: 'START', start: start('APPLY_PAYMENT', payment.paymentId, payment), reached };
}

export interface CreditMemoSeen {
  readonly memo: CreditMemoFacts | null;
  /** Whether the invoice that it is on is in the books or on its way there. */
  readonly invoiceIsKnown: boolean;
  readonly known: Known;
}

/** A credit memo that somebody made in billing. It stands in its contract's line, so it never goes before its invoice. */
export function decideCreditMemo({ memo, invoiceIsKnown, known }: CreditMemoSeen): Decision {
  if (memo === null) return nothing('billing has no such credit memo');
  if (known.owner !== null) return covered(known.owner);
  if (memo.status === 'VOID' && known.reached === 'TAKEN') {
    return undone('creditMemo', `Credit memo ${memo.number}`, { ...memo, amount: memo.total });
  }
  if (memo.status !== 'ISSUED') return nothing(`${memo.status} asks for nothing`);
  if (known.reached === 'TAKEN') return covered(null);
  if (known.busy !== null) return waitFor(`operation:${known.busy}`);
  if (memo.invoiceId !== null && !invoiceIsKnown) return waitFor(subjectOf('invoice', memo.invoiceId));
  return { kind: 'START', start: start('TAKE_CREDIT_MEMO', memo.creditMemoId, memo), reached: 'TAKEN' };
}

const REFUND_CAME_BACK: ReadonlySet<string> = new Set(['FAILED', 'CANCELLED']);

/** Money that somebody gave back in billing. */
export function decideRefund(refund: RefundFacts | null, known: Known): Decision {
  if (refund === null) return nothing('billing has no such refund');
  if (known.owner !== null) return covered(known.owner);
  if (REFUND_CAME_BACK.has(refund.status) && known.reached === 'TAKEN') {
    return undone('refund', `Refund ${refund.externalId}`, refund);
  }
  if (refund.status !== 'SUCCEEDED') return nothing(`${refund.status} asks for nothing`);
  if (known.reached === 'TAKEN') return covered(null);
  if (known.busy !== null) return waitFor(`operation:${known.busy}`);
  return { kind: 'START', start: start('TAKE_REFUND', refund.refundId, refund), reached: 'TAKEN' };
}

/** What is in the books stays there: a document that does not count any more is corrected by a person's own one. */
function undone(
  what: 'creditMemo' | 'refund',
  name: string,
  document: Whose & Pick<RefundFacts, 'amount' | 'status'>,
): Decision {
  const { customerId, contractId, legalEntity, amount, status } = document;
  return {
    kind: 'ASK_A_PERSON',
    problem: {
      code: 'TAKEN_BACK',
      cause: 'VALIDATION',
      system: 'BILLING',
      title: `${name} is ${status} in billing, but the books have it`,
      explanation: `${name} came into the books; afterwards billing set it to ${status}. The books were left as they are.`,
      impact: amount,
      legalEntity,
      customerId,
      contractId,
      about: { what, status },
    },
  };
}
