import type { AccountingPeriodRow } from '#erp/entities/accounting-period.ts';
import type { ErpPeriod, NewInvoice } from '#erp/port.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { mintedId } from '#kit/crosswalk/crosswalk.ts';
import { rows } from '#kit/persistence/query.ts';
import { formatAmount, fromMoneyWire, toMoneyWire } from '#schema/canonical/money.ts';
import type { InvoiceFacts } from '#schema/commands/billing.ts';
import { type PostInvoice, type PostingOutcome, postInvoice as payload } from '#schema/commands/erp.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { type Chart, chartFor } from './accounts.ts';
import { type Books, booksOf, type CommandParts, causeOf, effectOf, oneAtATime, periodToPost, renew } from './parts.ts';

const TAKES_NO_RECEIVABLES: ReadonlySet<ErpPeriod['status']> = new Set(['CLOSED', 'AR_LOCKED']);

/**
 * `postInvoice`: the ledger has the billing invoice once, whatever operation asks, with the billed total. Answers
 * VERIFIED once the total was read back. A document that stands in the ledger with another total needs a person
 * (`Unmappable`): it cannot be taken back, so undoing what led to it would be wrong.
 */
export const postInvoice = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => ({
    send: async (): Reply<PostingOutcome> => {
      const books = await booksOf(parts, command.invoice.legalEntity);
      if (!books.ok) return books;
      return oneAtATime(parts, books.value.connector, command.invoice.invoiceId, () =>
        post(parts, books.value, command, key),
      );
    },
    lookUp: async (): Reply<PostingOutcome | null> => {
      const books = await booksOf(parts, command.invoice.legalEntity);
      if (!books.ok) return books;
      const found = await books.value.connector.invoiceByKey(command.invoice.invoiceId);
      if (!found.ok || found.value === null) return found.ok ? ok(null) : found;
      return settle(parts, books.value, command.invoice, found.value, key);
    },
  }));

async function post(
  parts: CommandParts,
  books: Books,
  { invoice, contractId }: PostInvoice,
  key: string,
): Reply<PostingOutcome> {
  const { connector } = books;
  const standing = await connector.invoiceByKey(invoice.invoiceId);
  if (!standing.ok) return standing;
  if (standing.value !== null) return settle(parts, books, invoice, standing.value, key);
  const chart = await chartFor(parts, books, codesOf(invoice));
  if (!chart.ok) return chart;
  const unfit = refusalOf(invoice);
  if (unfit !== null) return fail(unfit);
  const period = await periodToPost(parts, books, monthOf(invoice), TAKES_NO_RECEIVABLES);
  if (!period.ok) return period;
  await remember(parts, invoice);
  const document = documentOf(invoice, { books, chart: chart.value, period: period.value, contractId, key });
  const put = await connector.putInvoice(document, key);
  if (!put.ok) return put;
  const made = await connector.invoiceByKey(invoice.invoiceId);
  if (!made.ok || made.value === null) return fail({ kind: 'OutcomeUnknown', key });
  return settle(parts, books, invoice, made.value, key);
}

function monthOf({ issuedOn }: InvoiceFacts): string {
  return issuedOn.slice(0, 'YYYY-MM'.length);
}

export function codesOf({ lines }: InvoiceFacts): readonly string[] {
  return lines.flatMap(({ productCode }) => productCode ?? []);
}

/** Why the ledger could not show the invoice as it was billed, found before anything is written. */
export function refusalOf({ lines, tax, total }: InvoiceFacts): ConnectorError | null {
  const refused = (code: string, field: string, detail: string): ConnectorError => ({
    kind: 'Rejected',
    code,
    field,
    detail,
  });
  const unnamed = lines.find(({ productCode }) => productCode === null);
  if (unnamed !== undefined) return refused('ITEM_UNMAPPED', 'lines', `"${unnamed.description}" names no product`);
  if (tax.minor !== '0') return refused('TAX_CODE_UNMAPPED', 'tax', 'The ledger was given no tax codes for this tax');
  const sum = lines.reduce((minor, { amount }) => minor + BigInt(amount.minor), 0n);
  if (sum === BigInt(total.minor) && lines.every(({ amount }) => amount.currency === total.currency)) return null;
  return refused('VARIANCE', 'total', `The lines come to ${sum}, the invoice to ${total.minor} minor units`);
}

interface DocumentParts {
  readonly books: Books;
  readonly chart: Chart;
  readonly period: AccountingPeriodRow;
  readonly contractId: string | null;
  readonly key: string;
}

function documentOf(invoice: InvoiceFacts, { books, chart, period, contractId, key }: DocumentParts): NewInvoice {
  return {
    documentId: invoice.invoiceId,
    number: invoice.number,
    customerId: invoice.customerId,
    contractId,
    legalEntityExternalId: books.entity.externalId,
    currency: invoice.currency,
    issuedOn: invoice.issuedOn,
    dueOn: invoice.dueOn,
    periodExternalId: period.externalId,
    key,
    lines: invoice.lines.map(({ productCode, description, quantity, amount, serviceStartsOn, serviceEndsOn }) => ({
      itemExternalId: chart.items.get(productCode ?? '')?.externalId ?? '',
      description,
      quantity,
      amount: formatAmount(fromMoneyWire(amount)),
      serviceStartsOn,
      serviceEndsOn,
    })),
  };
}

/** Keeps what billing stated, to compare the ledger's documents with for ever, and the codes of its products. */
async function remember({ dataSource }: CommandParts, { invoiceId, total, lines }: InvoiceFacts): Promise<void> {
  await rows(
    dataSource,
    `insert into erp.billed_document (document_id, total_minor, currency) values ($1, $2, $3)
     on conflict (document_id) do update set total_minor = excluded.total_minor, currency = excluded.currency`,
    [invoiceId, total.minor, total.currency],
  );
  const codes = new Map(lines.flatMap(({ productId, productCode }) => (productId ? [[productId, productCode]] : [])));
  await rows(
    dataSource,
    `insert into erp.product_code (product_id, code) select * from unnest($1::text[], $2::text[])
     on conflict (product_id) do update set code = excluded.code`,
    [[...codes.keys()], [...codes.values()]],
  );
}

/** Reads the document back with what it did to the books, and compares it with what was billed. */
async function settle(
  parts: CommandParts,
  { connector, entity }: Books,
  invoice: InvoiceFacts,
  externalId: string,
  key: string,
): Reply<PostingOutcome> {
  const read = await connector.transactions([externalId]);
  if (!read.ok) return fail({ kind: 'OutcomeUnknown', key });
  await remember(parts, invoice);
  await renew(parts, connector, read.value, causeOf(key));
  const document = read.value.documents.find((one) => one.externalId === externalId);
  const [unreadable] = read.value.unmappable;
  if (document === undefined) return fail(unreadable?.error ?? { kind: 'OutcomeUnknown', key });
  const billed = fromMoneyWire(invoice.total);
  const { currency, totalMinor: minor, legalEntity, period, number, status } = document;
  if (currency !== billed.currency || minor !== billed.minor || legalEntity !== entity.code) {
    const posted = `${formatAmount({ minor, currency })} ${currency} in ${legalEntity}`;
    const stated = `${formatAmount(billed)} ${billed.currency} in ${entity.code}`;
    return fail({ kind: 'Unmappable', field: 'total', detail: `VARIANCE: ${number} has ${posted}, billed ${stated}` });
  }
  return ok({
    postingId: mintedId({ kind: 'posting', connection: connector.connection, externalId }),
    documentNumber: number,
    status: status === 'POSTED' ? 'VERIFIED' : 'POSTED',
    period: period ?? monthOf(invoice),
    total: toMoneyWire({ minor, currency }),
    effect: effectOf(connector, 'invoice', externalId),
  });
}
