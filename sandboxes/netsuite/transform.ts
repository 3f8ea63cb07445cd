import type { Books } from './books.ts';
import { fromMinor } from './decimal.ts';
import type { Change, Draft } from './read-body.ts';
import type { RecordSchema } from './record-types.ts';
import { type Scalar, type StoredRecord, textOf } from './records.ts';

const CARRIED_OVER: readonly string[] = ['subsidiary', 'currency', 'exchangeRate'];

/**
 * The draft of a credit memo or payment made from an invoice: its customer, currency and rate, for a credit memo
 * its lines, applied to the invoice as far as something is left. What the body says comes first; a sublist that
 * the body gives stands alone. evidence: docs for the call; what exactly is filled in is [?].
 */
export function transformInvoice(invoice: StoredRecord, target: RecordSchema, body: Draft, books: Books): Draft {
  const fields: Record<string, Scalar | null> = {};
  for (const name of CARRIED_OVER) fields[name] = textOf(invoice.fields, name);
  fields[target.name === 'creditMemo' ? 'entity' : 'customer'] = textOf(invoice.fields, 'entity');
  if (target.name === 'creditMemo') fields['createdFrom'] = invoice.id;

  const sublists: Record<string, readonly Change[]> = { apply: [fullApplication(invoice, books)] };
  if (target.name === 'creditMemo') {
    for (const name of ['item', 'taxDetails']) sublists[name] = invoice.sublists[name] ?? [];
  }
  return { ...body, fields: { ...fields, ...body.fields }, sublists: { ...sublists, ...body.sublists } };
}

/** Without an amount as much is applied as both sides allow; an invoice with nothing left has no line to find. */
function fullApplication(invoice: StoredRecord, books: Books): Change {
  const left = books.totalOf(invoice) - books.paidOf(invoice);
  const digits = books.digits(textOf(invoice.fields, 'currency') ?? '');
  return left > 0n ? { doc: invoice.id } : { doc: invoice.id, amount: fromMinor(0n, digits).toString() };
}
