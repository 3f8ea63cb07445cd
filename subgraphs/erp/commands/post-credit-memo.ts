import type { Application, ErpDocument, NewCreditMemo } from '#erp/port.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { formatAmount, fromMoneyWire } from '#schema/canonical/money.ts';
import { type PostCreditMemo, postCreditMemo as payload } from '#schema/commands/erp.ts';
import { ok } from '#schema/errors/result.ts';
import { chartFor } from './accounts.ts';
import { documentCommand, monthOf, standingDocument } from './document.ts';
import {
  type Books,
  type CommandParts,
  customerOf,
  freshly,
  judged,
  periodToPost,
  TAKES_NO_RECEIVABLES,
} from './parts.ts';
import { codesOf, linesOf } from './sale-lines.ts';

/**
 * `postCreditMemo`: the ledger has the credit with its total, applied to its invoice as far as billing lowered that and
 * the ledger has it open. The rest is the customer's credit on account.
 */
export const postCreditMemo = (parts: CommandParts) =>
  documentCommand(
    parts,
    payload,
    ({ creditMemo: { creditMemoId, invoiceId, legalEntity, total } }) => ({
      kind: 'CREDIT_MEMO',
      documentId: creditMemoId,
      legalEntity,
      total,
      guards: invoiceId ?? creditMemoId,
      touches: [invoiceId],
      products: new Map(),
    }),
    async (books, command, key) => {
      const document = await documentOf(parts, books, command, key);
      if (!document.ok) return document;
      const answer = books.connector.putCreditMemo(document.value);
      return judged(parts, books, { answer, refusing: TAKES_NO_RECEIVABLES });
    },
  );

async function documentOf(
  parts: CommandParts,
  books: Books,
  { creditMemo, postingPeriod }: PostCreditMemo,
  key: string,
): Reply<NewCreditMemo> {
  const { creditMemoId, contractId, currency, issuedOn, number, reason } = creditMemo;
  const applied = await appliedTo(books, creditMemo);
  if (!applied.ok) return applied;
  const priced = await freshly(parts, async () =>
    linesOf(await chartFor(parts, books, { codes: codesOf(creditMemo), on: issuedOn }), creditMemo),
  );
  if (!priced.ok) return priced;
  const period = await periodToPost(parts, books, postingPeriod ?? monthOf(issuedOn), TAKES_NO_RECEIVABLES);
  if (!period.ok) return period;
  const customer = await customerOf(parts, books, creditMemo.customerId);
  if (!customer.ok) return customer;
  return ok({
    documentId: creditMemoId,
    number,
    memo: reason,
    customerExternalId: customer.value,
    contractId,
    legalEntityExternalId: books.entity.externalId,
    currency,
    issuedOn,
    periodExternalId: period.value.externalId,
    key,
    ...priced.value,
    applied: applied.value,
  });
}

async function appliedTo(books: Books, creditMemo: PostCreditMemo['creditMemo']): Reply<readonly Application[]> {
  if (creditMemo.invoiceId === null) return ok([]);
  const invoice = await standingDocument(
    books,
    { kind: 'INVOICE', documentId: creditMemo.invoiceId },
    'INVOICE_POSTING',
  );
  return invoice.ok ? ok(upToOpen(invoice.value, fromMoneyWire(creditMemo.reducesInvoice).minor)) : invoice;
}

/** The amount, or as much of it as is open on the document. */
export function upToOpen(
  { externalId, openMinor, currency }: ErpDocument,
  amountMinor: bigint,
): readonly Application[] {
  const minor = amountMinor < openMinor ? amountMinor : openMinor;
  return minor > 0n ? [{ externalId, amount: formatAmount({ minor, currency }) }] : [];
}
