import { figure } from '#revrec/engine/derivation.ts';
import type { LedgerEntry } from '#revrec/engine/invoice-driven/ledger.ts';
import type { LedgerRole } from '#revrec/engine/invoice-driven/ledger-role.ts';
import { type Movement, movedBetween } from '#revrec/engine/invoice-driven/movement.ts';
import { ratio } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import type { JournalLine } from '../journal-lines.ts';
import { type DocumentRun, rowId } from './document-rows.ts';

const EARNED: ReadonlySet<LedgerRole> = new Set(['REVENUE', 'REFUNDS_CONTRA', 'CREDIT_NOTES_CONTRA', 'VOIDS_CONTRA']);

/**
 * The ledger's entries as journal lines, a debit and a credit each: what is earned or taken back by line of an invoice,
 * whose row derives it, and what a document moves beside by document.
 */
export function documentJournals(
  entries: readonly LedgerEntry[],
  run: DocumentRun,
): { readonly lines: readonly JournalLine[]; readonly derivations: readonly Derivation[] } {
  const derivations: Derivation[] = [];
  const lines = [...Map.groupBy(entries, ({ month }) => month)].flatMap(([month, own]) => {
    const [earned, moved] = [own.filter(isEarned), own.filter((entry) => !isEarned(entry))];
    const byLine = movedBetween([], earned).flatMap((movement) =>
      sidesOf(movement, { run, month, derivation: rowId(movement.line ?? movement.document, month) }),
    );
    const byDocument = movedBetween([], moved.map(withoutLine)).flatMap((movement) => {
      const derivation = derive(movement, { month, earned, run });
      derivations.push(derivation);
      return sidesOf(movement, { run, month, derivation: derivation.id });
    });
    return [...byDocument, ...byLine];
  });
  return { lines, derivations };
}

function isEarned({ debit, credit, line }: Movement): boolean {
  return line !== undefined && (EARNED.has(debit) || EARNED.has(credit));
}

function withoutLine({ document, debit, credit, minor }: Movement): Movement {
  return { document, debit, credit, minor };
}

interface Side {
  readonly run: DocumentRun;
  readonly month: string;
  readonly derivation: string;
}

function sidesOf({ line, debit, credit, minor }: Movement, { run, month, derivation }: Side): readonly JournalLine[] {
  const { contract, entity } = run.documents;
  const isRevenue = line !== undefined;
  const common = {
    contract,
    entity,
    obligation: line ?? null,
    layer: isRevenue ? 'RECOGNITION' : 'BILLING',
    cause: isRevenue ? 'RECOGNITION' : 'BILLING',
    originPeriod: month,
    period: month,
    derivation,
  } as const;
  return [
    { ...common, role: debit, debitMinor: minor, creditMinor: 0n },
    { ...common, role: credit, debitMinor: 0n, creditMinor: minor },
  ];
}

interface Moved {
  readonly month: string;
  /** What the month's entries took back of what was earned, or earned. */
  readonly earned: readonly Movement[];
  readonly run: DocumentRun;
}

/** What a document moves, and of a credit what is left of it beside the part that had been earned. */
function derive({ document, debit, credit, minor }: Movement, { month, earned, run }: Moved): Derivation {
  const { documents, policyIds } = run;
  const cause = documents.events.find((event) => ('document' in event ? event.document : event.id) === document);
  const back = earned.filter(
    (one) => debit === 'DEFERRED_REVENUE' && one.document === document && one.credit === credit,
  );
  const backMinor = back.reduce((all, one) => all + one.minor, 0n);
  const rows = new Set(back.flatMap(({ line }) => (line === undefined ? [] : [rowId(line, month)])));
  return figure({
    id: `moved:${documents.contract}/${document}:${debit}<${credit}:${month}`,
    op: 'NET',
    rule:
      backMinor === 0n ? `from ${credit} to ${debit} by its document` : 'the credit less what of it had been earned',
    formula: backMinor === 0n ? String(minor) : `${minor + backMinor} - ${backMinor}`,
    inputs: [...rows, ...(cause === undefined ? [] : [cause.id]), ...policyIds],
    exact: ratio(minor),
  });
}
