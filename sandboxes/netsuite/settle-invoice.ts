import type { Books } from './books.ts';
import { type Detail, userError } from './problem.ts';
import { type Fields, textOf } from './records.ts';
import type { Candidate } from './settle-header.ts';

const DAY_MS = 86_400_000;
/** What the payments and credits on an invoice rely on. */
const FIXED_ONCE_APPLIED: readonly string[] = ['entity', 'currency', 'subsidiary'];

/** Why an invoice cannot be written as it would stand, or null: what was applied to it must go on fitting. */
export function refusalOfInvoice(candidate: Candidate, fields: Fields, total: bigint, books: Books): Detail | null {
  const before = candidate.id === null ? undefined : books.records.get('invoice', candidate.id);
  if (before === undefined || books.records.appliersOf(before.id).length === 0) return null;
  const moved = FIXED_ONCE_APPLIED.find((name) => before.fields[name] !== fields[name]);
  if (moved !== undefined) return userError(`The ${moved} of an invoice with applied amounts cannot change.`, moved);
  if (total >= books.paidOf(before)) return null;
  return userError('The total cannot be less than the amount that was already applied to the invoice.', 'item');
}

/** Terms come from the customer, and the due date from the terms, where the invoice does not say. evidence: [?] */
export function withDueDate(fields: Fields, books: Books): Fields {
  const customer = books.records.get('customer', textOf(fields, 'entity') ?? '');
  const terms = textOf(fields, 'terms') ?? textOf(customer?.fields ?? {}, 'terms');
  if (terms === null) return fields;
  const days = Number(textOf(books.records.get('term', terms)?.fields ?? {}, 'daysUntilNetDue') ?? '0');
  const from = new Date(`${textOf(fields, 'tranDate') ?? books.today()}T00:00:00Z`);
  const due = new Date(from.getTime() + days * DAY_MS).toISOString().slice(0, 10);
  return { ...fields, terms, dueDate: fields['dueDate'] ?? due };
}

/**
 * Revenue cannot be planned past the last period that was set up.
 * evidence: docs: INSUFCNT_NUM_PRDS_FOR_REV_REC (netsuite.md, Errors); the sentence is ours.
 */
export function refusalOfRevenueDates(lines: readonly Fields[], books: Books): Detail | null {
  for (const [index, line] of lines.entries()) {
    const end = textOf(line, 'revRecEndDate');
    if (end === null || books.monthOf(end) !== undefined) continue;
    const detail = `There are not enough accounting periods for revenue recognition until ${end}.`;
    return { detail, code: 'INSUFCNT_NUM_PRDS_FOR_REV_REC', path: `item.items[${index}].revRecEndDate` };
  }
  return null;
}
