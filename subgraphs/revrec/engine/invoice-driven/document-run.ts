import { addDays, type CivilDate } from '#schema/canonical/calendar.ts';
import type { Ratio } from '#schema/canonical/ratio.ts';
import { fail, type Result } from '#schema/errors/result.ts';
import type { EngineError } from '../engine-error.ts';
import { converted } from '../exchange.ts';
import { type BookedLine, countedOn, earnedOn, type LineCredit, takenBack } from './booked-line.ts';
import { bookRateOf, type InvoiceDocument } from './invoice-document.ts';
import type { Movement } from './movement.ts';

/** A line while its document is gone through: what was given back, and what is left of it. */
export interface RunLine {
  readonly line: BookedLine;
  readonly key: string | undefined;
  readonly product: string | null | undefined;
  readonly credits: LineCredit[];
  leftMinor: bigint;
}

/** What a write-off left behind, and what moved on it since; functional minor units. */
export interface WriteOff {
  badDebtMinor: bigint;
  /** Gross that was still open, and the tax in it. */
  readonly openMinor: bigint;
  readonly openTaxMinor: bigint;
  paidMinor: bigint;
  /** Gross of the invoice, net revenue by then and the tax in it, to divide what goes back by. */
  readonly grossMinor: bigint;
  readonly earnedMinor: bigint;
  readonly taxMinor: bigint;
  returnedMinor: bigint;
}

export type DocumentStatus = 'LIVE' | 'WRITTEN_OFF' | 'VOIDED' | 'EXCLUDED';

/** An invoice on its way through its own events. It lives for one pass and never leaves this folder. */
export interface DocumentRun {
  readonly document: InvoiceDocument;
  /** Functional minor units for one of the document's own. */
  readonly bookRate: Ratio;
  readonly lines: readonly RunLine[];
  readonly movements: Movement[];
  taxLeftMinor: bigint;
  /** Gross that is still charged, in the document's own currency. */
  chargedMinor: bigint;
  /** What the customer has not paid, in the document's own currency; a receivable as long as the document is live. */
  openMinor: bigint;
  disputedMinor: bigint;
  status: DocumentStatus;
  /** The last day that earned anything; `null` as long as it goes on. */
  endedOn: CivilDate | null;
  writeOff: WriteOff | null;
}

/** The invoice as issued, before anything happened to it. */
export function issuedRun(document: InvoiceDocument): DocumentRun {
  const { key, charged, balanceAppliedMinor } = document;
  const total = charged.reduce((all, { ownGrossMinor }) => all + ownGrossMinor, 0n);
  const run: DocumentRun = {
    document,
    bookRate: bookRateOf(document),
    lines: charged.map(({ line, key: name, product }) => ({
      line,
      key: name,
      product,
      credits: [],
      leftMinor: line.amountMinor,
    })),
    movements: charged.flatMap(({ line, taxMinor, key: name }): readonly Movement[] => [
      {
        document: key,
        line: name,
        debit: 'AR',
        credit: 'DEFERRED_REVENUE',
        minor: line.amountMinor - line.accruedMinor,
      },
      { document: key, line: name, debit: 'AR', credit: 'UNBILLED_AR', minor: line.accruedMinor },
      { document: key, debit: 'AR', credit: 'TAX_LIABILITY', minor: taxMinor },
    ]),
    taxLeftMinor: charged.reduce((all, { taxMinor }) => all + taxMinor, 0n),
    chargedMinor: total,
    openMinor: total,
    disputedMinor: 0n,
    status: 'LIVE',
    endedOn: null,
    writeOff: null,
  };
  const owed = total - balanceAppliedMinor;
  const toBalance = document.toBalanceMinor ?? (total < 0n && owed < 0n ? -owed : 0n);
  move(run, { document: key, debit: 'CUSTOMER_BALANCE', credit: 'AR', minor: settled(run, balanceAppliedMinor) });
  move(run, { document: key, debit: 'AR', credit: 'CUSTOMER_BALANCE', minor: -settled(run, -toBalance) });
  return run;
}

export function move(run: DocumentRun, movement: Movement): void {
  if (movement.minor !== 0n) run.movements.push(movement);
}

/** An amount of the document's own currency as it stands in the books. */
export function inBooks(run: DocumentRun, ownMinor: bigint): bigint {
  return converted(ownMinor, run.bookRate);
}

/** Takes an own amount off the receivable; answers by how much the receivable falls in the books. */
export function settled(run: DocumentRun, ownMinor: bigint): bigint {
  const before = inBooks(run, run.openMinor);
  run.openMinor -= ownMinor;
  return before - inBooks(run, run.openMinor);
}

/** Takes an own amount off what is charged; answers by how much that falls in the books. */
export function uncharged(run: DocumentRun, ownMinor: bigint): bigint {
  const before = inBooks(run, run.chargedMinor);
  run.chargedMinor -= ownMinor;
  return before - inBooks(run, run.chargedMinor);
}

/** Revenue of a line to date, whatever was taken back. */
export function revenueOf(run: DocumentRun, { line, credits }: RunLine, on: CivilDate): bigint {
  return earnedOn(line, credits, countedOn(on, run.endedOn));
}

/** Revenue of a line to date less what its credits took back of it. */
export function netRevenueOf(run: DocumentRun, line: RunLine, on: CivilDate): bigint {
  return revenueOf(run, line, on) - takenBack(line.line, line.credits);
}

/** What the passing of days moved: from deferred to revenue, but for what was earned before the invoice. */
export function earnings(run: DocumentRun, on: CivilDate): readonly Movement[] {
  return run.lines.map((line) => ({
    document: run.document.key,
    line: line.key,
    debit: 'DEFERRED_REVENUE',
    credit: 'REVENUE',
    minor: revenueOf(run, line, on) - line.line.accruedMinor,
  }));
}

/** The last day that is measured when something happens to a document. */
export function dayBefore(at: CivilDate): CivilDate {
  return addDays(at, -1);
}

/** Ends all earning: the last day that counts is the one before. */
export function ended(run: DocumentRun, status: DocumentStatus, at: CivilDate): void {
  run.status = status;
  run.endedOn = countedOn(dayBefore(at), run.endedOn);
}

/** What no rule covers; a person has to say what it means. */
export function undecided(run: DocumentRun, what: string): Result<never, EngineError> {
  return fail({ kind: 'HELD', subject: run.document.key, detail: `${what} a document that is ${run.status}` });
}
