import { readIntoMirror } from '#erp/intake/mirror-writer.ts';
import type { ErpDocument, NewJournal } from '#erp/port.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { mintedId } from '#kit/crosswalk/crosswalk.ts';
import { formatAmount, parseAmount, toMoneyWire } from '#schema/canonical/money.ts';
import { type ApplyPayment, type PostingOutcome, applyPayment as payload } from '#schema/commands/erp.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { accountOf, chartFor } from './accounts.ts';
import { externalIdsOfDocuments, monthOf, standingDocument } from './document.ts';
import {
  type Books,
  booksOf,
  type CommandParts,
  causeOf,
  effectOf,
  freshly,
  judged,
  oneAtATime,
  periodToPost,
  TAKES_NO_RECEIVABLES,
} from './parts.ts';
import { debitsOf } from './post-journals.ts';

/**
 * `reversePayment`: money that was posted did not stay. A journal of today takes it out of cash and makes the customer
 * owe it again; the payment is applied to that journal instead of the invoice, which is open again. The payment's own
 * month is left as it was. A payment that the ledger never had is `MissingPrerequisite`.
 */
export const reversePayment = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => ({
    send: async (): Reply<PostingOutcome> => {
      const books = await booksOf(parts, command.payment.legalEntity);
      if (!books.ok) return books;
      return oneAtATime(parts, books.value.connector, command.payment.paymentId, () =>
        reverse(parts, books.value, command, key),
      );
    },
    lookUp: async (): Reply<PostingOutcome | null> => {
      const books = await booksOf(parts, command.payment.legalEntity);
      if (!books.ok) return books;
      const payment = await paymentOf(books.value, command);
      if (!payment.ok) return payment.error.kind === 'MissingPrerequisite' ? ok(null) : fail(payment.error);
      // A journal alone is half of it: sending again finds the journal and does the rest.
      if (payment.value.status !== 'REVERSED') return ok(null);
      return settle(parts, books.value, command, key);
    },
  }));

function paymentOf(books: Books, { payment: { paymentId } }: ApplyPayment) {
  return standingDocument(books, { kind: 'PAYMENT', documentId: paymentId }, 'PAYMENT_POSTING');
}

/** The business key of the journal that takes a payment back. */
function reversalKey(paymentId: string): string {
  return `payrev:${paymentId}`;
}

async function reverse(parts: CommandParts, books: Books, command: ApplyPayment, key: string): Reply<PostingOutcome> {
  const payment = await paymentOf(books, command);
  if (!payment.ok) return fail(payment.error);
  if (payment.value.status === 'REVERSED') return settle(parts, books, command, key);
  const { connector } = books;
  const { paymentId } = command.payment;
  const left = await heldMinor(books, payment.value);
  if (!left.ok) return left;
  const amount = formatAmount({ minor: left.value, currency: payment.value.currency });
  const journalId = await reversalJournal(parts, books, { command, payment: payment.value, amount, key });
  if (!journalId.ok) return journalId;
  const applied = await connector.reapply({
    kind: 'PAYMENT',
    documentId: paymentId,
    applied: [{ externalId: journalId.value, amount }],
    reversedBy: reversalKey(paymentId),
    key,
  });
  return applied.ok ? settle(parts, books, command, key) : applied;
}

/** What of the payment was not refunded. */
async function heldMinor({ connector }: Books, { externalId, openMinor, currency }: ErpDocument): Reply<bigint> {
  const applications = await connector.applicationsOf(externalId);
  if (!applications.ok) return applications;
  const applied = applications.value.map(({ amount }) => parseAmount(amount, currency)?.minor ?? 0n);
  return ok(applied.reduce((sum, minor) => sum + minor, -openMinor));
}

interface Reversing {
  readonly command: ApplyPayment;
  readonly payment: ErpDocument;
  readonly amount: string;
  readonly key: string;
}

/** The ledger's id of the reversing journal, which is made when it is not there. */
async function reversalJournal(parts: CommandParts, books: Books, reversing: Reversing): Reply<string> {
  const { connector } = books;
  const batchKey = reversalKey(reversing.command.payment.paymentId);
  const standing = await connector.documentByKey('JOURNAL', batchKey);
  if (!standing.ok) return standing;
  if (standing.value !== null) return ok(standing.value);
  const journal = await journalOf(parts, books, { ...reversing, batchKey });
  if (!journal.ok) return journal;
  const answer = connector.putJournal(journal.value);
  const put = await judged(parts, books, { answer, refusing: TAKES_NO_RECEIVABLES });
  if (!put.ok) return put;
  const made = await connector.documentByKey('JOURNAL', batchKey);
  return made.ok && made.value !== null ? ok(made.value) : fail({ kind: 'OutcomeUnknown', key: reversing.key });
}

async function journalOf(
  parts: CommandParts,
  books: Books,
  { command, payment, amount, key, batchKey }: Reversing & { readonly batchKey: string },
): Reply<NewJournal> {
  const today = parts.clock.today();
  const found = await freshly(parts, async () => {
    const chart = await chartFor(parts, books, { codes: [], on: today });
    const receivable = accountOf(chart, 'AR', null);
    if (!receivable.ok) return receivable;
    const cash = accountOf(chart, 'CASH', null);
    return cash.ok ? ok({ receivable: receivable.value, cash: cash.value }) : cash;
  });
  if (!found.ok) return found;
  const period = await periodToPost(parts, books, command.postingPeriod ?? monthOf(today), TAKES_NO_RECEIVABLES);
  if (!period.ok) return period;
  const line = {
    amount,
    memo: null,
    customerExternalId: payment.customerExternalId,
    contractId: command.payment.contractId,
    obligationId: null,
  };
  return ok({
    batchKey,
    sourceDocumentId: command.payment.paymentId,
    legalEntityExternalId: books.entity.externalId,
    currency: payment.currency,
    postedOn: today,
    periodExternalId: period.value.externalId,
    memo: `Reversal of ${payment.number}`,
    key,
    lines: [
      { ...line, accountExternalId: found.value.receivable.externalId, side: 'debit' },
      { ...line, accountExternalId: found.value.cash.externalId, side: 'credit' },
    ],
  });
}

/** Reads payment, journal and invoice back as they are now. */
async function settle(parts: CommandParts, books: Books, command: ApplyPayment, key: string): Reply<PostingOutcome> {
  const { connector } = books;
  const { paymentId, invoiceId } = command.payment;
  const journalId = await connector.documentByKey('JOURNAL', reversalKey(paymentId));
  if (!journalId.ok) return journalId;
  const paymentExternalId = await connector.documentByKey('PAYMENT', paymentId);
  if (!paymentExternalId.ok) return paymentExternalId;
  const ids = [journalId.value, paymentExternalId.value].flatMap((id) => id ?? []);
  const touched = await externalIdsOfDocuments(parts, connector.connection, [invoiceId]);
  const ask = () => connector.transactions([...ids, ...touched]);
  const read = await readIntoMirror(parts, connector, ask, causeOf(key));
  if (!read.ok) return fail({ kind: 'OutcomeUnknown', key });
  const entry = read.value.entries.find(({ externalId }) => externalId === journalId.value);
  const payment = read.value.documents.find(({ externalId }) => externalId === paymentExternalId.value);
  if (payment === undefined) return fail({ kind: 'OutcomeUnknown', key });
  const { connection } = connector;
  const postingId = mintedId({ kind: 'posting', connection, externalId: payment.externalId });
  const status = payment.status === 'REVERSED' && payment.openMinor === 0n ? 'VERIFIED' : 'POSTED';
  if (entry === undefined) {
    // A person voided it in the ledger: the receivable stands again without a journal of ours.
    const { number, period, issuedOn, externalId } = payment;
    const effect = effectOf(connector, 'PAYMENT', externalId);
    const total = command.payment.amount;
    return ok({ postingId, documentNumber: number, status, period: period ?? monthOf(issuedOn), total, effect });
  }
  return ok({
    postingId,
    documentNumber: entry.number,
    status,
    period: entry.period,
    total: toMoneyWire({ minor: debitsOf(entry), currency: entry.currency }),
    effect: effectOf(connector, 'JOURNAL', entry.externalId),
  });
}
