import { readIntoMirror } from '#erp/intake/mirror-writer.ts';
import type { ErpDocument } from '#erp/port.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { mintedId } from '#kit/crosswalk/crosswalk.ts';
import { formatAmount, toMoneyWire } from '#schema/canonical/money.ts';
import { type PostingOutcome, voidErpInvoice as payload, type VoidErpInvoice } from '#schema/commands/erp.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { giveBackCredit } from './apply-credit.ts';
import { externalIdsOfDocuments, monthOf, standingDocument } from './document.ts';
import {
  type Books,
  booksOf,
  type CommandParts,
  causeOf,
  effectOf,
  judged,
  oneAtATime,
  periodToPost,
  TAKES_NO_RECEIVABLES,
} from './parts.ts';

/**
 * `voidInvoice`: a credit of all its lines, of the day it was voided, takes the invoice back, so that its own month is
 * left as it was. What had been paid stays as the customer's credit on account; credit that it had drawn is that again. An
 * invoice that the ledger never had is `MissingPrerequisite`.
 */
export const voidInvoice = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => ({
    send: async (): Reply<PostingOutcome> => {
      const books = await booksOf(parts, command.legalEntity);
      if (!books.ok) return books;
      return oneAtATime(parts, books.value.connector, command.invoiceId, () => take(parts, books.value, command, key));
    },
    lookUp: async (): Reply<PostingOutcome | null> => {
      const books = await booksOf(parts, command.legalEntity);
      if (!books.ok) return books;
      const invoice = await invoiceOf(books.value, command);
      if (!invoice.ok) return invoice.error.kind === 'MissingPrerequisite' ? ok(null) : fail(invoice.error);
      return invoice.value.status === 'REVERSED' ? settle(parts, books.value, { command, key }) : ok(null);
    },
  }));

function invoiceOf(books: Books, { invoiceId }: VoidErpInvoice) {
  return standingDocument(books, { kind: 'INVOICE', documentId: invoiceId }, 'INVOICE_POSTING');
}

async function take(parts: CommandParts, books: Books, command: VoidErpInvoice, key: string): Reply<PostingOutcome> {
  const invoice = await invoiceOf(books, command);
  if (!invoice.ok) return fail(invoice.error);
  if (invoice.value.status === 'REVERSED') return settle(parts, books, { command, key });
  const credit = await books.connector.documentByKey('REVERSAL', command.invoiceId);
  if (!credit.ok) return credit;
  if (credit.value === null) {
    const owed = await withoutDrawn(parts, books, { command, key, invoice: invoice.value });
    if (!owed.ok) return fail(owed.error);
    const made = await makeCredit(parts, books, { command, key, invoice: owed.value });
    if (!made.ok) return made;
  }
  const marked = await books.connector.markReversed({ documentId: command.invoiceId, key });
  return marked.ok ? settle(parts, books, { command, key }) : marked;
}

interface Voiding {
  readonly command: VoidErpInvoice;
  readonly key: string;
}

/** The invoice once it has given back what it had drawn of the customer's credit. */
async function withoutDrawn(
  parts: CommandParts,
  books: Books,
  { command, key, invoice }: Voiding & { readonly invoice: ErpDocument },
) {
  const credits = command.creditsDrawn ?? [];
  if (credits.length === 0) return ok(invoice);
  const given = await giveBackCredit(parts, books, { invoice, credits, key });
  return given.ok ? invoiceOf(books, command) : fail(given.error);
}

async function makeCredit(
  parts: CommandParts,
  books: Books,
  { command, key, invoice }: Voiding & { readonly invoice: ErpDocument },
): Reply<null> {
  const { invoiceId, voidedOn, postingPeriod } = command;
  const period = await periodToPost(parts, books, postingPeriod ?? monthOf(voidedOn), TAKES_NO_RECEIVABLES);
  if (!period.ok) return period;
  const { openMinor: minor, currency, externalId } = invoice;
  const answer = books.connector.reverseInvoice({
    documentId: invoiceId,
    externalId,
    postedOn: voidedOn,
    periodExternalId: period.value.externalId,
    open: minor > 0n ? formatAmount({ minor, currency }) : null,
    key,
  });
  return judged(parts, books, { answer, refusing: TAKES_NO_RECEIVABLES });
}

/** Reads the invoice and its credit back: nothing may be open on the invoice. */
async function settle(parts: CommandParts, { connector }: Books, { command, key }: Voiding): Reply<PostingOutcome> {
  const creditId = await connector.documentByKey('REVERSAL', command.invoiceId);
  if (!creditId.ok) return creditId;
  const invoiceId = await connector.documentByKey('INVOICE', command.invoiceId);
  if (!invoiceId.ok) return invoiceId;
  const drawn = (command.creditsDrawn ?? []).map(({ documentId }) => documentId);
  const touched = await externalIdsOfDocuments(parts, connector.connection, drawn);
  const ask = () => connector.transactions([creditId.value, invoiceId.value, ...touched].flatMap((id) => id ?? []));
  const read = await readIntoMirror(parts, connector, ask, causeOf(key));
  if (!read.ok) return fail({ kind: 'OutcomeUnknown', key });
  const invoice = read.value.documents.find(({ externalId }) => externalId === invoiceId.value);
  if (invoice === undefined) return fail({ kind: 'OutcomeUnknown', key });
  // One that a person voided in the ledger has no credit, and owes nothing either.
  const document = read.value.documents.find(({ externalId }) => externalId === creditId.value) ?? invoice;
  const { connection } = connector;
  return ok({
    postingId: mintedId({ kind: 'posting', connection, externalId: invoice.externalId }),
    documentNumber: document.number,
    status: invoice.openMinor === 0n ? 'VERIFIED' : 'POSTED',
    period: document.period ?? monthOf(command.voidedOn),
    total: toMoneyWire({ minor: document.totalMinor, currency: document.currency }),
    effect: effectOf(connector, document === invoice ? 'INVOICE' : 'CREDIT_MEMO', document.externalId),
  });
}
