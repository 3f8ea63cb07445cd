import type { ErpDocument, NewRefund } from '#erp/port.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { formatAmount, fromMoneyWire, parseAmount } from '#schema/canonical/money.ts';
import { type PostRefund, postRefund as payload } from '#schema/commands/erp.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { accountOf, chartFor } from './accounts.ts';
import { documentCommand, monthOf, standingDocument } from './document.ts';
import {
  type Books,
  type CommandParts,
  freshly,
  judged,
  periodToPost,
  rejected,
  TAKES_NO_RECEIVABLES,
} from './parts.ts';

/**
 * `postRefund`: the ledger has the money that went back, taken from the credit memo's credit on account or from the
 * payment. What of a payment is applied to an invoice is set free first, so that the invoice is owed again.
 */
export const postRefund = (parts: CommandParts) =>
  documentCommand(
    parts,
    payload,
    ({ refund: { refundId, paymentId, creditMemoId, invoiceId, legalEntity, amount } }) => ({
      kind: 'REFUND',
      documentId: refundId,
      legalEntity,
      total: amount,
      guards: paymentId,
      touches: [paymentId, creditMemoId, invoiceId],
      products: new Map(),
    }),
    async (books, command, key) => {
      const document = await documentOf(parts, books, command, key);
      if (!document.ok) return document;
      const answer = books.connector.putRefund(document.value);
      return judged(parts, books, { answer, refusing: TAKES_NO_RECEIVABLES });
    },
  );

async function documentOf(
  parts: CommandParts,
  books: Books,
  { refund, postingPeriod }: PostRefund,
  key: string,
): Reply<NewRefund> {
  const { refundId, contractId, amount, refundedOn } = refund;
  const credit = await creditOf(books, refund);
  if (!credit.ok) return fail(credit.error);
  const money = fromMoneyWire(amount);
  const account = await freshly(parts, async () =>
    accountOf(await chartFor(parts, books, { codes: [], on: refundedOn }), 'REFUND', null),
  );
  if (!account.ok) return account;
  const period = await periodToPost(parts, books, postingPeriod ?? monthOf(refundedOn), TAKES_NO_RECEIVABLES);
  if (!period.ok) return period;
  const freed = await setFree(books, { credit: credit.value, refund, key });
  if (!freed.ok) return freed;
  return ok({
    documentId: refundId,
    customerExternalId: credit.value.customerExternalId ?? '',
    contractId,
    legalEntityExternalId: books.entity.externalId,
    currency: money.currency,
    issuedOn: refundedOn,
    periodExternalId: period.value.externalId,
    key,
    accountExternalId: account.value.externalId,
    applied: [{ externalId: credit.value.externalId, amount: formatAmount(money) }],
  });
}

/** What the money is taken from: the credit memo where one is named, else the payment. Both must be in the ledger. */
async function creditOf(books: Books, { paymentId, creditMemoId }: PostRefund['refund']) {
  const payment = await standingDocument(books, { kind: 'PAYMENT', documentId: paymentId }, 'PAYMENT_POSTING');
  if (!payment.ok || creditMemoId === null) return payment;
  return standingDocument(books, { kind: 'CREDIT_MEMO', documentId: creditMemoId }, 'INVOICE_POSTING');
}

interface Freeing {
  readonly credit: ErpDocument;
  readonly refund: PostRefund['refund'];
  readonly key: string;
}

/** Sees to it that so much of the credit is not applied; of a payment by taking it off what it is applied to. */
async function setFree(books: Books, { credit, refund, key }: Freeing): Reply<null> {
  const { minor: wantedMinor } = fromMoneyWire(refund.amount);
  let missingMinor = wantedMinor + credit.openMinor;
  if (missingMinor <= 0n) return ok(null);
  if (credit.kind !== 'PAYMENT') {
    const free = formatAmount({ minor: -credit.openMinor, currency: credit.currency });
    return rejected('CREDIT_USED', 'refund.amount', `Only ${free} of ${credit.number} is not applied in the ledger`);
  }
  const applications = await books.connector.applicationsOf(credit.externalId);
  if (!applications.ok) return applications;
  const applied = applications.value.map(({ externalId, amount }) => {
    const minor = parseAmount(amount, credit.currency)?.minor ?? 0n;
    const takenMinor = missingMinor < minor ? missingMinor : minor;
    missingMinor -= takenMinor;
    return { externalId, minor: minor - takenMinor };
  });
  if (missingMinor > 0n) {
    return rejected('CREDIT_USED', 'refund.amount', `${credit.number} has ${missingMinor} minor units too little left`);
  }
  return books.connector.reapply({
    kind: 'PAYMENT',
    documentId: refund.paymentId,
    reversedBy: null,
    key,
    applied: applied
      .filter(({ minor }) => minor > 0n)
      .map(({ externalId, minor }) => ({ externalId, amount: formatAmount({ minor, currency: credit.currency }) })),
  });
}
