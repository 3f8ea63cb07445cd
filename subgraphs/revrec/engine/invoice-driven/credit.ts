import type { CivilDate } from '#schema/canonical/calendar.ts';
import type { Ratio } from '#schema/canonical/ratio.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from '../engine-error.ts';
import { converted } from '../exchange.ts';
import { takenBack } from './booked-line.ts';
import { atLeast, atMost } from './bounds.ts';
import { type DocumentRun, dayBefore, move, type RunLine, settled, uncharged } from './document-run.ts';
import type { CreditedParts, CreditMemoIssued } from './events.ts';
import type { LedgerRole } from './ledger-role.ts';
import { shareOut } from './share-out.ts';

/** One settlement of a credit: which role gives it and which contra shows the part that had been earned. */
interface CreditPart {
  readonly ownMinor: bigint;
  readonly settledBy: LedgerRole;
  readonly contra: LedgerRole;
}

/** A credit of a live invoice. `at` is its day: what was earned by the day before is taken back through the contra. */
export interface Credit {
  readonly document: string;
  readonly at: CivilDate;
  readonly rate: Ratio;
  readonly parts: readonly CreditPart[];
  readonly of?: CreditedParts | undefined;
}

/**
 * Gives back a fraction of every line and of the tax, or what the credit names of each: the part earned through the
 * contra, the rest out of deferred revenue, and what follows is scaled down. Parts round one after the other, so that
 * together they are exact.
 */
export function giveBack(run: DocumentRun, credit: Credit): Result<null, EngineError> {
  const named = credit.of === undefined ? null : namedShares(run, credit.of);
  if (credit.of !== undefined && named === null) return tooMuch(run, credit);
  for (const part of credit.parts) {
    if (part.ownMinor === 0n) continue;
    const given = givePart(run, credit, { ...part, named });
    if (!given.ok) return given;
  }
  return ok(null);
}

/** What a credit takes of each line, and of the tax at last; `null` when more is named than is left. */
function namedShares(run: DocumentRun, { lines, taxMinor }: CreditedParts): bigint[] | null {
  const taken = run.lines.map(() => 0n);
  for (const { product, minor } of lines) {
    const isOwn = product !== null && run.lines.some((line) => line.product === product);
    const open = run.lines.map((line, index) =>
      isOwn && line.product !== product ? 0n : line.leftMinor - (taken[index] ?? 0n),
    );
    const shares = shareOut(minor, open);
    if (shares === null) return null;
    for (const [index, share] of shares.entries()) taken[index] = (taken[index] ?? 0n) + share;
  }
  return shareOut(taxMinor, [run.taxLeftMinor]) === null ? null : [...taken, taxMinor];
}

function tooMuch(run: DocumentRun, { document }: Credit): Result<never, EngineError> {
  return fail({
    kind: 'INVALID_EVENT',
    subject: document,
    detail: `is more than what is left of ${run.document.key}`,
  });
}

/** How a credit memo is settled: by its split, the rest off the receivable and, where none is open, to the balance. */
export function memoParts(run: DocumentRun, { amountMinor, split }: CreditMemoIssued): readonly CreditPart[] {
  const amount = amountMinor ?? run.chargedMinor;
  const notes = { contra: 'CREDIT_NOTES_CONTRA' } as const;
  if (split === null) {
    const unpaid = atMost(amount, atLeast(run.openMinor, 0n));
    return [
      { ...notes, ownMinor: unpaid, settledBy: 'AR' },
      { ...notes, ownMinor: amount - unpaid, settledBy: 'CUSTOMER_BALANCE' },
    ];
  }
  const { refundMinor, balanceMinor, externalMinor } = split;
  return [
    { contra: 'REFUNDS_CONTRA', ownMinor: refundMinor, settledBy: 'CASH' },
    { ...notes, ownMinor: balanceMinor, settledBy: 'CUSTOMER_BALANCE' },
    { ...notes, ownMinor: externalMinor, settledBy: 'EXTERNAL_CUSTOMER_BALANCE' },
    { ...notes, ownMinor: amount - refundMinor - balanceMinor - externalMinor, settledBy: 'AR' },
  ];
}

function givePart(
  run: DocumentRun,
  credit: Credit,
  { ownMinor, settledBy, contra, named }: CreditPart & { readonly named: bigint[] | null },
): Result<null, EngineError> {
  const { document, at, rate } = credit;
  const left = named ?? [...run.lines.map(({ leftMinor }) => leftMinor), run.taxLeftMinor];
  const shares = shareOut(uncharged(run, ownMinor), left);
  if (shares === null) return tooMuch(run, credit);
  for (const [index, share] of shares.entries()) if (named !== null) named[index] = (named[index] ?? 0n) - share;
  let booked = 0n;
  for (const [index, line] of run.lines.entries()) {
    const share = shares[index] ?? 0n;
    const earned = creditLine(line, share, at);
    const of = { document, line: line.key };
    move(run, { ...of, debit: contra, credit: settledBy, minor: earned });
    move(run, { ...of, debit: 'DEFERRED_REVENUE', credit: settledBy, minor: share - earned });
    booked += share;
  }
  const tax = shares.at(-1) ?? 0n;
  run.taxLeftMinor -= tax;
  move(run, { document, debit: 'TAX_LIABILITY', credit: settledBy, minor: tax });
  const paid = settledBy === 'AR' ? settled(run, ownMinor) : converted(ownMinor, rate);
  move(run, { document, debit: settledBy, credit: 'FX_GAIN_LOSS', minor: booked + tax - paid });
  return ok(null);
}

/** Takes a share off a line; answers the part of it that had been earned. */
function creditLine(line: RunLine, share: bigint, at: CivilDate): bigint {
  const before = takenBack(line.line, line.credits);
  line.credits.push({ on: dayBefore(at), minor: share });
  line.leftMinor -= share;
  return takenBack(line.line, line.credits) - before;
}
