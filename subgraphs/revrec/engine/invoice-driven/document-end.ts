import { type DocumentRun, dayBefore, earnings, ended, inBooks, move, netRevenueOf } from './document-run.ts';
import type { InvoiceEnded } from './events.ts';
import { isMoney } from './ledger-role.ts';
import { balancesOf, type Movement } from './movement.ts';

/**
 * Voids a live invoice: what was earned is shown as voided, deferred revenue and tax go with the receivable. What had
 * been paid is the customer's again.
 */
export function voidInvoice(run: DocumentRun, { id, at }: InvoiceEnded): void {
  for (const line of run.lines) {
    const earned = netRevenueOf(run, line, dayBefore(at));
    const of = { document: id, line: line.key };
    move(run, { ...of, debit: 'VOIDS_CONTRA', credit: 'AR', minor: earned });
    move(run, { ...of, debit: 'DEFERRED_REVENUE', credit: 'AR', minor: line.leftMinor - earned });
  }
  move(run, { document: id, debit: 'TAX_LIABILITY', credit: 'AR', minor: run.taxLeftMinor });
  const paid = inBooks(run, run.chargedMinor) - inBooks(run, run.openMinor);
  move(run, { document: id, debit: 'AR', credit: 'CUSTOMER_BALANCE', minor: paid });
  run.chargedMinor = 0n;
  run.openMinor = 0n;
  ended(run, 'VOIDED', at);
}

/** Takes all but the money out of the books through `EXCLUSION`, whatever had happened to the invoice by then. */
export function excludeInvoice(run: DocumentRun, { id, at }: InvoiceEnded): void {
  const day = dayBefore(at);
  const accrued = run.lines.map(
    ({ line }): Movement => ({
      document: run.document.key,
      debit: 'UNBILLED_AR',
      credit: 'REVENUE',
      minor: line.accruedMinor,
    }),
  );
  const balances = balancesOf([...accrued, ...run.movements, ...earnings(run, day)]);
  for (const [role, debitMinor] of balances) {
    if (isMoney(role)) continue;
    move(run, { document: id, debit: 'EXCLUSION', credit: role, minor: debitMinor });
  }
  ended(run, 'EXCLUDED', at);
}
