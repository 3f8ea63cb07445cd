import type { NewPayment } from '#erp/port.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { formatAmount, fromMoneyWire } from '#schema/canonical/money.ts';
import { type ApplyPayment, applyPayment as payload } from '#schema/commands/erp.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { documentCommand, monthOf, standingDocument } from './document.ts';
import {
  type Books,
  type CommandParts,
  customerOf,
  judged,
  periodToPost,
  rejected,
  TAKES_NO_RECEIVABLES,
} from './parts.ts';
import { upToOpen } from './post-credit-memo.ts';

/** What came in, also when it left again later. */
const CAME_IN: ReadonlySet<ApplyPayment['payment']['status']> = new Set([
  'SUCCEEDED',
  'REFUNDED',
  'PARTIALLY_REFUNDED',
  'DISPUTED',
]);

/**
 * `applyPayment`: the ledger has the money, applied to its invoice as far as that is open; the rest is the customer's
 * credit on account. One that was reversed there needs a person before it counts again (`Unmappable`).
 */
export const applyPayment = (parts: CommandParts) =>
  documentCommand(
    parts,
    payload,
    ({ payment: { paymentId, invoiceId, legalEntity, amount } }) => ({
      kind: 'PAYMENT',
      documentId: paymentId,
      legalEntity,
      total: amount,
      guards: invoiceId ?? paymentId,
      touches: [invoiceId],
      products: new Map(),
    }),
    async (books, command, key) => {
      const document = await documentOf(parts, books, command, key);
      if (!document.ok) return document;
      const answer = books.connector.putPayment(document.value);
      return judged(parts, books, { answer, refusing: TAKES_NO_RECEIVABLES });
    },
  );

async function documentOf(
  parts: CommandParts,
  books: Books,
  { payment, postingPeriod }: ApplyPayment,
  key: string,
): Reply<NewPayment> {
  const { paymentId, invoiceId, contractId, amount, receivedOn, status } = payment;
  if (!CAME_IN.has(status)) {
    return rejected('PAYMENT_NOT_RECEIVED', 'payment.status', `${paymentId} is ${status}: no money came in`);
  }
  const invoice =
    invoiceId === null
      ? ok(null)
      : await standingDocument(books, { kind: 'INVOICE', documentId: invoiceId }, 'INVOICE_POSTING');
  if (!invoice.ok) return fail(invoice.error);
  const period = await periodToPost(parts, books, postingPeriod ?? monthOf(receivedOn), TAKES_NO_RECEIVABLES);
  if (!period.ok) return period;
  const customer = await customerOf(parts, books, payment.customerId);
  if (!customer.ok) return customer;
  const money = fromMoneyWire(amount);
  return ok({
    documentId: paymentId,
    // The ledger pays an invoice of its own customer only, also when that was merged into another since.
    customerExternalId: invoice.value?.customerExternalId ?? customer.value,
    contractId,
    legalEntityExternalId: books.entity.externalId,
    currency: money.currency,
    issuedOn: receivedOn,
    periodExternalId: period.value.externalId,
    key,
    amount: formatAmount(money),
    applied: invoice.value === null ? [] : upToOpen(invoice.value, money.minor),
  });
}
