import type { NewInvoice } from '#erp/port.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { type PostInvoice, postInvoice as payload } from '#schema/commands/erp.ts';
import { ok } from '#schema/errors/result.ts';
import { chartFor } from './accounts.ts';
import { documentCommand, monthOf } from './document.ts';
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

/** `postInvoice`: the ledger has the billing invoice with the billed total. */
export const postInvoice = (parts: CommandParts) =>
  documentCommand(
    parts,
    payload,
    ({ invoice: { invoiceId, legalEntity, total, lines } }) => ({
      kind: 'INVOICE',
      documentId: invoiceId,
      legalEntity,
      total,
      guards: invoiceId,
      touches: [],
      products: new Map(
        lines.flatMap(({ productId, productCode }) =>
          productId === null || productCode === null ? [] : [[productId, productCode]],
        ),
      ),
    }),
    async (books, command, key) => {
      const document = await documentOf(parts, books, command, key);
      if (!document.ok) return document;
      const answer = books.connector.putInvoice(document.value);
      return judged(parts, books, { answer, refusing: TAKES_NO_RECEIVABLES });
    },
  );

async function documentOf(parts: CommandParts, books: Books, command: PostInvoice, key: string): Reply<NewInvoice> {
  const { invoice, contractId, postingPeriod, invoiceIssuer } = command;
  const { issuedOn, dueOn, currency, invoiceId } = invoice;
  const priced = await freshly(parts, async () =>
    linesOf(await chartFor(parts, books, { codes: codesOf(invoice), on: issuedOn }), invoice),
  );
  if (!priced.ok) return priced;
  const period = await periodToPost(parts, books, postingPeriod ?? monthOf(issuedOn), TAKES_NO_RECEIVABLES);
  if (!period.ok) return period;
  const customer = await customerOf(parts, books, invoice.customerId);
  if (!customer.ok) return customer;
  return ok({
    documentId: invoiceId,
    // A draft of billing has no number that anybody was told.
    number: invoiceIssuer === 'ERP' ? null : invoice.number,
    customerExternalId: customer.value,
    contractId,
    legalEntityExternalId: books.entity.externalId,
    currency,
    issuedOn,
    dueOn,
    periodExternalId: period.value.externalId,
    key,
    ...priced.value,
  });
}
