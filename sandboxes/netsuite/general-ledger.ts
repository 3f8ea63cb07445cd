import type { Books } from './books.ts';
import type { GlLine } from './records.ts';

/** A movement on an account in minor units of the subsidiary's currency: a debit is above zero, a credit below. */
export interface Movement {
  readonly line: number | null;
  readonly account: string;
  readonly amount: bigint;
}

/**
 * The ledger lines of movements that balance in the document's currency. What converting each of them left over
 * goes to the rounding account, so that every document balances. evidence: [?]
 */
export function ledgerLines(movements: readonly Movement[], books: Books): GlLine[] {
  const left = movements.reduce((sum, { amount }) => sum + amount, 0n);
  const all = left === 0n ? movements : [...movements, roundingOf(left, books)];
  return all
    .filter(({ amount }) => amount !== 0n)
    .map(({ line, account, amount }) => ({
      line,
      account,
      debit: amount > 0n ? String(amount) : '0',
      credit: amount < 0n ? String(-amount) : '0',
    }));
}

function roundingOf(left: bigint, books: Books): Movement {
  return { line: null, account: books.standingAccount('rounding'), amount: -left };
}
