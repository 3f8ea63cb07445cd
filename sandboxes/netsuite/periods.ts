import { type Books, isPostingMonth } from './books.ts';
import { type Detail, userError } from './problem.ts';
import { isTrue, textOf } from './records.ts';

/**
 * Why a document may not be posted in a period, or null. Documents of receivables heed the AR lock, journals do not.
 * evidence: docs: NetSuite accountingPeriod: closed, allLocked, arLocked (netsuite.md, Lifecycle calls); the text is [?].
 */
export function refusalOfPeriod(type: string, periodId: string, books: Books): Detail | null {
  const period = books.records.get('accountingPeriod', periodId);
  if (period === undefined || !isPostingMonth(period.fields)) {
    return userError('The posting period must be an open accounting month.', 'postingPeriod');
  }
  const name = textOf(period.fields, 'periodName') ?? periodId;
  if (isTrue(period.fields, 'closed')) return closedPeriod(name, 'closed');
  if (isTrue(period.fields, 'allLocked')) return closedPeriod(name, 'locked');
  if (type !== 'journalEntry' && isTrue(period.fields, 'arLocked'))
    return closedPeriod(name, 'locked for Accounts Receivable');
  return null;
}

/** The vendor's refusal; its code says nothing, so a client has to read the period again. */
export function closedPeriod(periodName: string, state: string): Detail {
  return userError(`You cannot post this transaction: the posting period ${periodName} is ${state}.`, 'postingPeriod');
}
