import { settleApplications, undeposited } from './applications.ts';
import type { Books } from './books.ts';
import { fromMinor, toMinor } from './decimal.ts';
import { ledgerLines, type Movement } from './general-ledger.ts';
import { invalidContent, userError } from './problem.ts';
import { decimalOf, type Fields, type StoredRecord, textOf } from './records.ts';
import { type Candidate, refused, type Settled, settleHeader } from './settle-header.ts';
import { receivableOf } from './settle-sale.ts';

/**
 * A customer payment debits undeposited funds (or the bank account named) and credits receivables. What it is
 * applied to leaves receivables at the invoice's own rate; the difference is an exchange gain or loss. evidence: [?]
 */
export function settlePayment(candidate: Candidate, books: Books): Settled {
  const header = settleHeader(candidate, 'customer', books);
  if (!header.ok) return refused(header.problem);
  const digits = books.digits(textOf(header.fields, 'currency') ?? '');
  const given = decimalOf(header.fields, 'payment');
  const total = given === null ? null : toMinor(given, digits);
  if (given !== null && total === null) {
    return refused(invalidContent('payment', 'Invalid Field Value for the following field: payment.'));
  }
  const applications = settleApplications({ ...candidate, fields: header.fields }, total, 'customer', books);
  if (!applications.ok) return refused(applications.problem);
  const sublists = { ...candidate.sublists, apply: applications.lines };
  const applied = books.appliedBy({ fields: header.fields, sublists });
  const paid = total ?? applied;
  if (candidate.id !== null && paid < applied + books.takenFrom(candidate.id)) {
    return refused(userError('The payment cannot be less than what was applied and refunded of it.', 'payment'));
  }
  if (paid <= 0n) return refused(userError('Please enter value(s) for: payment.', 'payment'));

  const amount = fromMinor(paid, digits).toString();
  const fields = { ...header.fields, payment: amount, total: amount };
  return {
    ok: true,
    fields,
    sublists,
    gl: ledgerLines(movementsOf({ id: candidate.id, fields, sublists }, paid, books), books),
  };
}

export interface Payment {
  readonly id: string | null;
  readonly fields: Fields;
  readonly sublists: { readonly apply: readonly Fields[] };
}

function movementsOf(payment: Payment, paid: bigint, books: Books): Movement[] {
  const { fields } = payment;
  const bank = undeposited(fields) ? books.standingAccount('undepositedFunds') : (textOf(fields, 'account') ?? '');
  const received = books.toBase(paid, payment);
  let cleared = 0n;
  let unapplied = paid;
  for (const line of payment.sublists.apply) {
    const invoice = books.transaction(textOf(line, 'doc') ?? '');
    if (invoice === undefined) throw new Error('A payment is applied to a document that was not checked.');
    const amount = books.minor(payment, line, 'amount');
    cleared += clearedOf(amount, { invoice, applierId: payment.id }, books);
    unapplied -= amount;
  }
  cleared += books.toBase(unapplied, payment);
  const difference = cleared - received;
  const movements = [
    { line: 0, account: bank, amount: received },
    { line: 1, account: receivableOf(fields, books), amount: -cleared },
  ];
  if (difference === 0n) return movements;
  return [...movements, { line: null, account: books.standingAccount('exchangeDifference'), amount: difference }];
}

/** Counted from what was taken before, so that the parts of an invoice add up to its whole in the books as well. */
export function clearedOf(
  amount: bigint,
  { invoice, applierId }: { readonly invoice: StoredRecord; readonly applierId: string | null },
  books: Books,
): bigint {
  const before = books.paidOf(invoice, applierId);
  return books.toBase(before + amount, invoice) - books.toBase(before, invoice);
}
