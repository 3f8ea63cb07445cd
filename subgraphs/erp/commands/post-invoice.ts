import type { NewInvoice } from '#erp/port.ts';
import type { Reply } from '#kit/commands/reply.ts';
import type { MoneyWire } from '#schema/canonical/money.ts';
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

/**
 * `postInvoice`: the ledger has the billing invoice with the billed total. One below zero is credit that the customer has
 * on account, and a ledger takes no invoice below zero: it stands as a credit memo that nothing is applied to yet.
 */
export const postInvoice = (parts: CommandParts) =>
  documentCommand(
    parts,
    payload,
    ({ invoice }) => ({
      kind: isCredit(invoice) ? 'CREDIT_MEMO' : 'INVOICE',
      documentId: invoice.invoiceId,
      legalEntity: invoice.legalEntity,
      total: isCredit(invoice) ? negated(invoice.total) : invoice.total,
      guards: invoice.invoiceId,
      touches: [],
      products: new Map(
        invoice.lines.flatMap(({ productId, productCode }) =>
          productId === null || productCode === null ? [] : [[productId, productCode]],
        ),
      ),
    }),
    async (books, command, key) => {
      const document = await documentOf(parts, books, command, key);
      if (!document.ok) return document;
      const { connector } = books;
      const answer = isCredit(command.invoice)
        ? connector.putCreditMemo({ ...document.value, memo: null, applied: [] })
        : connector.putInvoice(document.value);
      return judged(parts, books, { answer, refusing: TAKES_NO_RECEIVABLES });
    },
  );

type Billed = PostInvoice['invoice'];

function isCredit({ total }: Billed): boolean {
  return BigInt(total.minor) < 0n;
}

function negated({ minor, currency }: MoneyWire): MoneyWire {
  return { minor: String(-BigInt(minor)), currency };
}

/** The amounts as the ledger's document states them. */
function statedBy(invoice: Billed): Billed {
  if (!isCredit(invoice)) return invoice;
  const lines = invoice.lines.map((line) => ({ ...line, amount: negated(line.amount) }));
  return { ...invoice, total: negated(invoice.total), tax: negated(invoice.tax), lines };
}

async function documentOf(parts: CommandParts, books: Books, command: PostInvoice, key: string): Reply<NewInvoice> {
  const { contractId, postingPeriod, invoiceIssuer } = command;
  const invoice = statedBy(command.invoice);
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
