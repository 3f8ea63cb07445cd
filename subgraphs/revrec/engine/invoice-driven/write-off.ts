import type { CivilDate } from '#schema/canonical/calendar.ts';
import { type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from '../engine-error.ts';
import { converted } from '../exchange.ts';
import { atLeast, atMost } from './bounds.ts';
import { type DocumentRun, dayBefore, ended, inBooks, move, netRevenueOf, undecided } from './document-run.ts';
import type { InvoiceEnded, MoneyRole } from './events.ts';
import type { LedgerRole } from './ledger-role.ts';
import { shareOut } from './share-out.ts';

/**
 * Marks an invoice uncollectible. Of each line what was earned and not settled is bad debt, what was settled and not
 * earned is recoverable, and the rest of deferred revenue and of the tax goes with the receivable. What the customer had
 * owed before and the invoice took over was never revenue of it: it is a loss of recoveries.
 */
export function writeOff(run: DocumentRun, { id, at }: InvoiceEnded): Result<null, EngineError> {
  const gross = inBooks(run, run.chargedMinor);
  const open = inBooks(run, run.openMinor);
  const owedBefore = gross >= 0n ? atLeast(open - gross, 0n) : 0n;
  const settled = shareOut(gross - open + owedBefore, [
    ...run.lines.map(({ leftMinor }) => leftMinor),
    run.taxLeftMinor,
  ]);
  if (settled === null) return undecided(run, 'more was paid than charged, and nothing is open to write off of');
  const bookings = run.lines.map((line, index) => {
    const earned = netRevenueOf(run, line, dayBefore(at));
    return { earned, ...lineWriteOff(line.leftMinor, earned, settled[index] ?? 0n) };
  });
  const sum = (of: (one: (typeof bookings)[number]) => bigint) => bookings.reduce((all, one) => all + of(one), 0n);
  const openTax = run.taxLeftMinor - (settled.at(-1) ?? 0n);
  for (const { badDebt, unearned, recoverable } of bookings) {
    move(run, { document: id, debit: 'BAD_DEBT', credit: 'AR', minor: badDebt });
    move(run, { document: id, debit: 'DEFERRED_REVENUE', credit: 'AR', minor: unearned - recoverable });
    move(run, { document: id, debit: 'DEFERRED_REVENUE', credit: 'RECOVERABLES', minor: recoverable });
  }
  move(run, { document: id, debit: 'TAX_LIABILITY', credit: 'AR', minor: openTax });
  move(run, { document: id, debit: 'RECOVERABLES', credit: 'AR', minor: owedBefore });
  run.writeOff = {
    badDebtMinor: sum(({ badDebt }) => badDebt),
    openMinor: open,
    openTaxMinor: openTax,
    paidMinor: 0n,
    grossMinor: gross,
    earnedMinor: sum(({ earned }) => earned),
    taxMinor: run.taxLeftMinor,
    returnedMinor: 0n,
  };
  ended(run, 'WRITTEN_OFF', at);
  return ok(null);
}

/** Bad debt is the unsettled share of a line's revenue; recoverable is what was settled beyond the rest of it. */
function lineWriteOff(left: bigint, earned: bigint, settled: bigint) {
  const badDebt = left === 0n ? earned : roundHalfAway(ratio(earned * (left - settled), left));
  return { badDebt, unearned: left - earned, recoverable: settled - (earned - badDebt) };
}

interface Moved {
  readonly document: string;
  readonly ownMinor: bigint;
  readonly rate: Ratio;
}

/** Money after all: the tax in it is owed again, bad debt goes back as far as there is any, the rest is a recovery. */
export function payWrittenOff(run: DocumentRun, into: MoneyRole, { document, ownMinor, rate }: Moved): void {
  const { writeOff: left } = run;
  if (left === null) return;
  const paid = converted(ownMinor, rate);
  const tax = growth(left.paidMinor, paid, { part: left.openTaxMinor, whole: left.openMinor });
  left.paidMinor += paid;
  const net = paid - tax;
  const badDebt = atMost(net, left.badDebtMinor);
  left.badDebtMinor -= badDebt;
  move(run, { document, debit: into, credit: 'TAX_LIABILITY', minor: tax });
  move(run, { document, debit: into, credit: 'BAD_DEBT', minor: badDebt });
  move(run, { document, debit: into, credit: 'RECOVERABLES', minor: net - badDebt });
}

/** Money that goes back: the contra for the part that had been earned, the recovery reversed for the rest. */
export function returnWrittenOff(
  run: DocumentRun,
  roles: { readonly contra: LedgerRole; readonly from: MoneyRole },
  { document, ownMinor, rate }: Moved,
): Result<null, EngineError> {
  const { writeOff: left } = run;
  if (left === null) return undecided(run, 'nothing was written off of');
  const returned = converted(ownMinor, rate);
  const kept = left.grossMinor - left.openMinor + left.paidMinor - left.returnedMinor;
  if (returned > kept) {
    return fail({
      kind: 'INVALID_EVENT',
      subject: document,
      detail: 'is more than what was paid of a written-off invoice',
    });
  }
  const earned = growth(left.returnedMinor, returned, { part: left.earnedMinor, whole: left.grossMinor });
  const tax = growth(left.returnedMinor, returned, { part: left.taxMinor, whole: left.grossMinor });
  left.returnedMinor += returned;
  const credit = roles.from;
  move(run, { document, debit: roles.contra, credit, minor: earned });
  move(run, { document, debit: 'TAX_LIABILITY', credit, minor: tax });
  move(run, { document, debit: 'RECOVERABLES', credit, minor: returned - earned - tax });
  return ok(null);
}

/** What a proportional part grows by, rounded over all there was. */
function growth(before: bigint, added: bigint, { part, whole }: { readonly part: bigint; readonly whole: bigint }) {
  if (whole === 0n) return 0n;
  const upTo = (minor: bigint) => roundHalfAway(ratio(minor * part, whole));
  return upTo(before + added) - upTo(before);
}

/** A void of an uncollectible invoice: what is left of the bad debt is a void instead. */
export function voidWrittenOff(run: DocumentRun, document: string, at: CivilDate): void {
  const { writeOff: left } = run;
  if (left === null) return;
  move(run, { document, debit: 'VOIDS_CONTRA', credit: 'BAD_DEBT', minor: left.badDebtMinor });
  left.badDebtMinor = 0n;
  ended(run, 'VOIDED', at);
}
