import { type Finding, finding, groupBy } from './finding.ts';
import type { AuditedDocument, AuditedEffect, History, LedgerSystem } from './history.ts';

type DocumentEffect = AuditedEffect & { readonly document: AuditedDocument };

/**
 * Billing's documents against the ledger's: each that stands is in the ledger once, with billing's amount; each that was
 * taken back is out of it; and the ledger holds none that billing does not know. Journals are the ledger's own.
 */
export function documentFindings({ effects }: History): readonly Finding[] {
  const all = effects.filter((effect): effect is DocumentEffect => effect.document !== null);
  const billed = standing(all, 'BILLING');
  const posted = standing(all, 'ERP');
  const names = new Set([...billed.keys(), ...[...posted.keys()].filter((name) => !name.startsWith('JOURNAL '))]);
  return [
    ...[...names].flatMap((name) => compare(name, billed.get(name) ?? [], posted.get(name) ?? [])),
    ...[...posted].filter(([name]) => name.startsWith('JOURNAL ')).flatMap(([name, made]) => twice(name, made)),
  ];
}

/** What stands of each document in a system, by kind and id: its records that were made and not withdrawn. */
function standing(
  effects: readonly DocumentEffect[],
  system: LedgerSystem,
): ReadonlyMap<string, readonly DocumentEffect[]> {
  const named = groupBy(
    effects.filter((effect) => effect.system === system),
    ({ document: { kind, id } }) => `${kind} ${id}`,
  );
  return new Map(
    [...named].map(([name, all]) => {
      const gone = new Set(all.filter(({ document }) => document.act === 'WITHDRAWN').map(({ recordId }) => recordId));
      const stand = all.filter(({ document, recordId }) => document.act === 'STANDS' && !gone.has(recordId));
      return [name, stand];
    }),
  );
}

function compare(
  name: string,
  billed: readonly DocumentEffect[],
  posted: readonly DocumentEffect[],
): readonly Finding[] {
  if (billed.length > 0 && posted.length === 0)
    return [finding('LOST', name, 'it stands in billing, not in the ledger')];
  if (billed.length === 0 && posted.length > 0) {
    return [finding('UNEXPLAINED', name, 'it stands in the ledger, not in billing')];
  }
  return [...twice(name, billed), ...twice(name, posted), ...differentAmounts(name, billed[0], posted[0])];
}

function twice(name: string, standing: readonly DocumentEffect[]): readonly Finding[] {
  if (standing.length < 2) return [];
  const records = standing.map(({ recordId }) => recordId).join(', ');
  return [finding('DUPLICATED', name, `${standing[0]?.system} holds it ${standing.length} times: ${records}`)];
}

function differentAmounts(name: string, billed?: DocumentEffect, posted?: DocumentEffect): readonly Finding[] {
  const inBilling = billed?.document.totalMinor ?? null;
  const inLedger = posted?.document.totalMinor ?? null;
  if (inBilling === null || inLedger === null || inBilling === inLedger) return [];
  return [finding('WRONG_AMOUNT', name, `billing says ${inBilling}, the ledger ${inLedger}`)];
}
