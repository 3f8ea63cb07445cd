import type { Books } from './books.ts';
import { fromMinor, toMinor } from './decimal.ts';
import { type Detail, invalidContent, userError } from './problem.ts';
import { schemaOf } from './record-types.ts';
import { decimalOf, type Fields, isTrue, textOf } from './records.ts';
import type { Candidate } from './settle-header.ts';

type Applications =
  | { readonly ok: true; readonly lines: readonly Fields[] }
  | { readonly ok: false; readonly problem: Detail };

/**
 * Checks what a payment, credit memo or refund of `total` (minor units; null: as much as is applied) is applied to, and
 * fills in amounts that were left out. A document of somebody else, in another currency or with too little left
 * has no line in the sublist. evidence: docs: netsuite.md, Traps (the wording with key and value); the case of an
 * amount above what is left is [?].
 */
export function settleApplications(
  applier: Candidate,
  total: bigint | null,
  partyField: string,
  books: Books,
): Applications {
  const lines: Fields[] = [];
  let left = total === null ? null : total - refundedOf(applier, books);
  for (const [index, line] of (applier.sublists['apply'] ?? []).entries()) {
    if (line['apply'] === false) continue;
    // One document has one line: a second one for it finds none.
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

/** What was refunded of a payment or credit memo cannot be applied as well. */
function refundedOf({ id }: Candidate, books: Books): bigint {
  return id === null ? 0n : books.takenFrom(id);
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

/** What is left of a document that this applier may be applied to, else null. */
function dueOf(docId: string, applier: Candidate, partyField: string, books: Books): bigint | null {
  const target = schemaOf(applier.type).sublists['apply']?.fields['doc'];
  const types = target?.kind === 'ref' ? target.to : [];
  const doc = books.transaction(docId);
  if (doc === undefined || !types.includes(doc.type)) return null;
  const samePlace = ['currency', 'subsidiary'].every((name) => doc.fields[name] === applier.fields[name]);
  const party = textOf(applier.fields, partyField) ?? '';
  return samePlace ? books.leftFor(doc, party, applier.id) : null;
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
