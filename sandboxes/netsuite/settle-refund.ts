import { settleApplications } from './applications.ts';
import type { Books } from './books.ts';
import { fromMinor } from './decimal.ts';
import { ledgerLines, type Movement } from './general-ledger.ts';
import { userError } from './problem.ts';
import { textOf } from './records.ts';
import { type Candidate, refused, type Settled, settleHeader } from './settle-header.ts';
import { clearedOf, type Payment } from './settle-payment.ts';
import { receivableOf } from './settle-sale.ts';

/**
 * A customer refund pays back what of credit memos and payments is not used: it debits receivables and credits the
 * account that it names. What was refunded cannot be applied any more. evidence: docs: customerRefund, apply.items;
 * that it takes unused amounts only is [2nd]; the exchange difference is [?].
 */
export function settleRefund(candidate: Candidate, books: Books): Settled {
  const header = settleHeader(candidate, 'customer', books);
  if (!header.ok) return refused(header.problem);
  const applications = settleApplications({ ...candidate, fields: header.fields }, null, 'customer', books);
  if (!applications.ok) return refused(applications.problem);
  const sublists = { ...candidate.sublists, apply: applications.lines };
  const refunded = books.appliedBy({ fields: header.fields, sublists });
  if (refunded <= 0n) return refused(userError('Please choose at least one credit to refund.', 'apply'));
  const digits = books.digits(textOf(header.fields, 'currency') ?? '');
  const fields = { ...header.fields, total: fromMinor(refunded, digits).toString() };
  const refund: Payment = { id: candidate.id, fields, sublists };
  return { ok: true, fields, sublists, gl: ledgerLines(movementsOf(refund, refunded, books), books) };
}

function movementsOf(refund: Payment, refunded: bigint, books: Books): Movement[] {
  const { fields } = refund;
  const paidOut = books.toBase(refunded, refund);
  let cleared = 0n;
  for (const line of refund.sublists.apply) {
    const invoice = books.transaction(textOf(line, 'doc') ?? '');
    if (invoice === undefined) throw new Error('A refund is applied to a document that was not checked.');
    cleared += clearedOf(books.minor(refund, line, 'amount'), { invoice, applierId: refund.id }, books);
  }
  const difference = paidOut - cleared;
  const movements = [
    { line: 0, account: textOf(fields, 'account') ?? '', amount: -paidOut },
    { line: 1, account: receivableOf(fields, books), amount: cleared },
  ];
  if (difference === 0n) return movements;
  return [...movements, { line: null, account: books.standingAccount('exchangeDifference'), amount: difference }];
}
