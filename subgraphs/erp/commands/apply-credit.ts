import { readIntoMirror } from '#erp/intake/mirror-writer.ts';
import type { ErpDocument } from '#erp/port.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { fromMoneyWire, toMoneyWire } from '#schema/canonical/money.ts';
import type { CreditsDrawn } from '#schema/commands/billing.ts';
import { type ApplyCredit, type CreditApplication, applyCredit as payload } from '#schema/commands/erp.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { standingDocument } from './document.ts';
import { type Books, booksOf, type CommandParts, causeOf, effectOf, oneAtATime } from './parts.ts';
import { upToOpen } from './post-credit-memo.ts';

/**
 * `applyCredit`: each part of the balance that the invoice drew is applied to it in the ledger, out of the credit memo of
 * its document, once however often it is sent.
 */
export const applyCredit = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => ({
    send: async (): Reply<CreditApplication> => {
      const books = await booksOf(parts, command.legalEntity);
      return books.ok ? apply(parts, books.value, { command, key }) : books;
    },
    // What a credit memo is applied to already is read before anything is written.
    lookUp: async (): Reply<CreditApplication | null> => ok(null),
  }));

interface Applying {
  readonly command: ApplyCredit;
  readonly key: string;
}

function invoiceOf(books: Books, invoiceId: string) {
  return standingDocument(books, { kind: 'INVOICE', documentId: invoiceId }, 'INVOICE_POSTING');
}

async function apply(parts: CommandParts, books: Books, applying: Applying): Reply<CreditApplication> {
  const { command, key } = applying;
  const drawn = partsOf(command.credits);
  const credits: ErpDocument[] = [];
  for (const { documentId } of drawn) {
    if (documentId === null) {
      const detail = `A part of the balance that ${command.invoiceId} drew came of no document`;
      return fail({ kind: 'Unmappable', field: 'credits', detail });
    }
    const credit = await standingDocument(books, { kind: 'CREDIT_MEMO', documentId }, 'INVOICE_POSTING');
    if (!credit.ok) return fail(credit.error);
    credits.push(credit.value);
  }
  for (const [index, { documentId, minor }] of drawn.entries()) {
    const credit = credits[index];
    if (documentId === null || credit === undefined) continue;
    const applied = await oneAtATime(parts, books.connector, documentId, () =>
      applyOne(books, { invoiceId: command.invoiceId, documentId, credit, minor, key }),
    );
    if (!applied.ok) return applied;
  }
  return settle(parts, books, applying, credits);
}

interface Part {
  readonly documentId: string | null;
  readonly minor: bigint;
}

/** One part a document. */
function partsOf(credits: CreditsDrawn): readonly Part[] {
  const byDocument = new Map<string | null, bigint>();
  for (const { documentId, amount } of credits) {
    byDocument.set(documentId, (byDocument.get(documentId) ?? 0n) + fromMoneyWire(amount).minor);
  }
  return [...byDocument].map(([documentId, minor]) => ({ documentId, minor }));
}

interface One {
  readonly invoiceId: string;
  readonly documentId: string;
  readonly credit: ErpDocument;
  readonly minor: bigint;
  readonly key: string;
}

async function applyOne(books: Books, { invoiceId, documentId, credit, minor, key }: One): Reply<null> {
  const { connector } = books;
  const invoice = await invoiceOf(books, invoiceId);
  if (!invoice.ok) return fail(invoice.error);
  const applications = await connector.applicationsOf(credit.externalId);
  if (!applications.ok) return applications;
  if (applications.value.some(({ externalId }) => externalId === invoice.value.externalId)) return ok(null);
  const added = upToOpen(invoice.value, minor);
  if (added.length === 0) return ok(null);
  return connector.reapply({
    kind: 'CREDIT_MEMO',
    documentId,
    applied: [...applications.value, ...added],
    reversedBy: null,
    key,
  });
}

/** Reads invoice and credits back as they are now. */
async function settle(
  parts: CommandParts,
  { connector }: Books,
  { command, key }: Applying,
  credits: readonly ErpDocument[],
): Reply<CreditApplication> {
  const invoiceId = await connector.documentByKey('INVOICE', command.invoiceId);
  if (!invoiceId.ok) return invoiceId;
  const ids = [...credits.map(({ externalId }) => externalId), ...(invoiceId.value === null ? [] : [invoiceId.value])];
  const ask = () => connector.transactions(ids);
  const read = await readIntoMirror(parts, connector, ask, causeOf(key));
  if (!read.ok) return fail({ kind: 'OutcomeUnknown', key });
  const invoice = read.value.documents.find(({ externalId }) => externalId === invoiceId.value);
  if (invoice === undefined) return fail({ kind: 'OutcomeUnknown', key });
  return ok({
    invoiceId: command.invoiceId,
    open: toMoneyWire({ minor: invoice.openMinor, currency: invoice.currency }),
    effect: effectOf(connector, 'INVOICE', invoice.externalId),
  });
}

/** Takes what an invoice had drawn off it again, so that it is the customer's credit; nothing that the ledger has not. */
export async function giveBackCredit(
  parts: CommandParts,
  { connector }: Books,
  { invoice, credits, key }: { readonly invoice: ErpDocument; readonly credits: CreditsDrawn; readonly key: string },
): Reply<null> {
  for (const { documentId } of partsOf(credits)) {
    if (documentId === null) continue;
    const creditId = await connector.documentByKey('CREDIT_MEMO', documentId);
    if (!creditId.ok) return creditId;
    const externalId = creditId.value;
    if (externalId === null) continue;
    const freed = await oneAtATime(parts, connector, documentId, async (): Reply<null> => {
      const applications = await connector.applicationsOf(externalId);
      if (!applications.ok) return applications;
      const others = applications.value.filter((one) => one.externalId !== invoice.externalId);
      if (others.length === applications.value.length) return ok(null);
      return connector.reapply({ kind: 'CREDIT_MEMO', documentId, applied: others, reversedBy: null, key });
    });
    if (!freed.ok) return freed;
  }
  return ok(null);
}
