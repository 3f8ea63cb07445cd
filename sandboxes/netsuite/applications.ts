import type { Books } from './books.ts';
import { fromMinor, toMinor } from './decimal.ts';
import { type Detail, invalidContent, userError } from './problem.ts';
import { decimalOf, type Fields, isTrue, type StoredRecord, textOf } from './records.ts';

type Applications =
  | { readonly ok: true; readonly lines: readonly Fields[] }
  | { readonly ok: false; readonly problem: Detail };

interface Applier {
  readonly id: string | null;
  readonly fields: Fields;
  readonly sublists: StoredRecord['sublists'];
}

/**
 * Checks what a payment or credit memo of `total` (minor units; null: as much as is applied) is applied to, and
 * fills in amounts that were left out. An invoice of somebody else, in another currency or with too little left
 * has no line in the sublist. evidence: docs: netsuite.md, Traps (the wording with key and value); the case of an
 * amount above what is left is [?].
 */
export function settleApplications(
  applier: Applier,
  total: bigint | null,
  partyField: string,
  books: Books,
): Applications {
  const lines: Fields[] = [];
  let left = total;
  for (const [index, line] of (applier.sublists['apply'] ?? []).entries()) {
    if (line['apply'] === false) continue;
    // One invoice has one line: a second one for it finds none.
    const repeated = lines.some(({ doc }) => doc === line['doc']);
    const due = repeated ? null : dueOf(textOf(line, 'doc') ?? '', applier, partyField, books);
    const digits = books.digits(textOf(applier.fields, 'currency') ?? '');
    const amount = amountOf(line, { due, left, digits });
    const problem = problemOf(amount, { due, left, line, path: `apply.items[${index}].amount` });
    if (problem !== null || amount === null) return { ok: false, problem: problem ?? noMatchingLine(line) };
    if (left !== null) left -= amount;
    lines.push({ ...line, apply: true, amount: fromMinor(amount, digits).toString() });
  }
  return { ok: true, lines };
}

interface Room {
  readonly due: bigint | null;
  readonly left: bigint | null;
}

function problemOf(
  amount: bigint | null,
  { due, left, line, path }: Room & { readonly line: Fields; readonly path: string },
): Detail | null {
  if (amount === null) return invalidContent(path, 'Invalid Field Value for the following field: amount.');
  if (due === null || amount <= 0n || amount > due) return noMatchingLine(line);
  if (left === null || amount <= left) return null;
  return userError('The amount applied cannot exceed the amount of the transaction.', path);
}

/** The amount as given, else as much as both sides allow; null when it is finer than the smallest coin. */
function amountOf(line: Fields, { due, left, digits }: Room & { readonly digits: number }): bigint | null {
  const given = decimalOf(line, 'amount');
  if (given !== null) return toMinor(given, digits);
  if (due === null) return 0n;
  return left !== null && left < due ? left : due;
}

/** What is left to pay of an invoice that this applier may be applied to, else null. */
function dueOf(invoiceId: string, applier: Applier, partyField: string, books: Books): bigint | null {
  const invoice = books.records.get('invoice', invoiceId);
  if (invoice === undefined) return null;
  const samePlace = ['currency', 'subsidiary'].every((name) => invoice.fields[name] === applier.fields[name]);
  if (!samePlace || invoice.fields['entity'] !== applier.fields[partyField]) return null;
  return books.totalOf(invoice) - books.paidOf(invoice, applier.id);
}

function noMatchingLine(line: Fields): Detail {
  const value = `[${textOf(line, 'doc') ?? ''},null]`;
  return userError(
    `Unable to find a matching line for sub-list apply with key: [doc,line] and value: ${value}.`,
    'apply',
  );
}

/** A payment lies with the undeposited funds unless it names a bank account and does not say otherwise. */
export function undeposited(fields: Fields): boolean {
  return fields['account'] === undefined || isTrue(fields, 'undepFunds');
}
