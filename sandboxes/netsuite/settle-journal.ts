import type { Books } from './books.ts';
import { toMinor } from './decimal.ts';
import { ledgerLines, type Movement } from './general-ledger.ts';
import { type Detail, invalidContent, userError } from './problem.ts';
import { decimalOf, type Fields, textOf } from './records.ts';
import { type Candidate, refused, type Settled, settleHeader } from './settle-header.ts';

/** A journal entry of one subsidiary: each line is a debit or a credit, and they balance to the minor unit. */
export function settleJournal(candidate: Candidate, books: Books): Settled {
  const header = settleHeader(candidate, null, books);
  if (!header.ok) return refused(header.problem);
  const lines = candidate.sublists['line'] ?? [];
  if (lines.length < 2) return refused(userError('A journal entry needs at least two lines.', 'line'));

  const read = readLines(lines, header.fields, books);
  if (read.problems.length > 0) return refused(...read.problems);
  if (read.balance !== 0n) return refused(userError('The amounts in a journal entry must balance.', 'line'));
  const fields = { ...header.fields, approved: header.fields['approved'] ?? true };
  // An entry that awaits approval is kept but not posted. evidence: docs: NetSuite journal approval; its default is [?].
  const gl = fields.approved === true ? ledgerLines(read.movements, books) : [];
  return { ok: true, fields, sublists: candidate.sublists, gl };
}

interface JournalLines {
  readonly movements: readonly Movement[];
  /** In the entry's own currency. */
  readonly balance: bigint;
  readonly problems: readonly Detail[];
}

function readLines(lines: readonly Fields[], fields: Fields, books: Books): JournalLines {
  const digits = books.digits(textOf(fields, 'currency') ?? '');
  const problems: Detail[] = [];
  const movements: Movement[] = [];
  let balance = 0n;
  for (const [index, line] of lines.entries()) {
    const path = `line.items[${index}]`;
    const amount = signedAmount(line, digits, path);
    const problem = typeof amount === 'bigint' ? entityProblem(line, `${path}.entity`, books) : amount;
    if (problem !== null) problems.push(problem);
    if (typeof amount !== 'bigint') continue;
    balance += amount;
    movements.push({
      line: Number(textOf(line, 'line') ?? index + 1),
      account: textOf(line, 'account') ?? '',
      amount: books.toBase(amount, { fields }),
    });
  }
  return { movements, balance, problems };
}

/** Debits above zero, credits below; exactly one of the two must be given. */
function signedAmount(line: Fields, digits: number, path: string): bigint | Detail {
  const debit = decimalOf(line, 'debit');
  const credit = decimalOf(line, 'credit');
  if ((debit === null) === (credit === null)) return userError('A journal line is either a debit or a credit.', path);
  const minor = toMinor(debit ?? credit ?? { units: 0n, scale: 0 }, digits);
  if (minor === null || minor < 0n) {
    return invalidContent(`${path}.${debit === null ? 'credit' : 'debit'}`, 'Invalid Field Value of an amount.');
  }
  return debit === null ? -minor : minor;
}

/** A line on receivables belongs to a customer. evidence: 2nd: journals on AR and AP accounts need a name. */
function entityProblem(line: Fields, path: string, books: Books): Detail | null {
  const account = books.records.get('account', textOf(line, 'account') ?? '');
  if (account === undefined || textOf(account.fields, 'acctType') !== 'AcctRec' || textOf(line, 'entity') !== null)
    return null;
  return userError('Please choose an entity for the line on accounts receivable.', path);
}
