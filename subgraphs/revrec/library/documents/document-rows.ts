import { figure } from '#revrec/engine/derivation.ts';
import type { EngineError } from '#revrec/engine/engine-error.ts';
import { type ExplainedLine, explainedLines } from '#revrec/engine/invoice-driven/explained-line.ts';
import type { InvoiceDocument } from '#revrec/engine/invoice-driven/invoice-document.ts';
import type { LedgerEntry } from '#revrec/engine/invoice-driven/ledger.ts';
import type { LedgerState } from '#revrec/engine/invoice-driven/ledger-state.ts';
import { type CivilDate, civilDate, monthOf } from '#schema/canonical/calendar.ts';
import { ratio, subtractRatios } from '#schema/canonical/ratio.ts';
import type { Derivation, ScheduleRow } from '#schema/canonical/revenue.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import type { ContractDocuments } from './document-events.ts';

export interface DocumentRun {
  readonly documents: ContractDocuments;
  readonly policyIds: readonly string[];
}

interface DocumentSchedule {
  readonly rows: readonly ScheduleRow[];
  readonly derivations: readonly Derivation[];
}

/**
 * What each line of each invoice earned month by month, credits and voids taken off. A month in which a line moved has its
 * derivation, also where it comes to nothing: its journal lines name that.
 */
export function documentRows(
  entries: readonly LedgerEntry[],
  { documents: invoices }: LedgerState,
  run: DocumentRun,
): Result<DocumentSchedule, EngineError> {
  const months = [...new Set(entries.map(({ month }) => month))];
  const moved = new Set(entries.map(({ line, month }) => `${line}\n${month}`));
  const rows: ScheduleRow[] = [];
  const derivations: Derivation[] = [];
  for (const document of invoices.values()) {
    const steps = stepsOf(document, months);
    if (!steps.ok) return steps;
    for (const step of steps.value.filter(({ line, month }) => moved.has(`${line.key}\n${month}`))) {
      const derivation = derive(step, causesOf(document, endOf(step.month), run));
      derivations.push(derivation);
      if (step.amountMinor !== 0n) rows.push(rowOf(step, { contract: run.documents.contract, derivation }));
    }
  }
  return ok({ rows, derivations });
}

/** A line by the end of a month, and what it earned since the end of the month before. */
interface Step {
  readonly line: ExplainedLine;
  readonly product: string;
  readonly month: string;
  readonly beforeMinor: bigint;
  readonly amountMinor: bigint;
}

/** Line by line, each month by month. */
function stepsOf(document: InvoiceDocument, months: readonly string[]): Result<readonly Step[], EngineError> {
  const before = new Map<string, bigint>();
  const steps: Step[] = [];
  for (const month of months) {
    const lines = explainedLines(document, endOf(month));
    if (!lines.ok) return lines;
    for (const line of lines.value) {
      const beforeMinor = before.get(line.key) ?? 0n;
      before.set(line.key, line.minor);
      const product = document.charged.find(({ key }) => key === line.key)?.product ?? document.key;
      steps.push({ line, product, month, beforeMinor, amountMinor: line.minor - beforeMinor });
    }
  }
  return ok([...Map.groupBy(steps, ({ line }) => line.key).values()].flat());
}

function rowOf(
  { line, product, month, amountMinor }: Step,
  { contract, derivation }: { readonly contract: string; readonly derivation: Derivation },
): ScheduleRow {
  return {
    contract,
    obligation: line.key,
    product,
    period: month,
    amountMinor,
    cumulativeMinor: line.minor,
    state: 'SCHEDULED',
    derivation: derivation.id,
  };
}

function endOf(month: string): CivilDate {
  return monthOf(civilDate(`${month}-01`)).to;
}

export function rowId(line: string, month: string): string {
  return `row:${line}:${month}`;
}

function derive({ line, month, beforeMinor, amountMinor }: Step, inputs: readonly string[]): Derivation {
  return figure({
    id: rowId(line.key, month),
    op: 'SCHEDULE',
    rule: `${line.measure} over what the line is charged for, less what was credited of it, difference of cumulative figures`,
    formula: `${line.formula} - ${beforeMinor}`,
    inputs,
    exact: subtractRatios(line.exact, ratio(beforeMinor)),
    rounded: amountMinor,
  });
}

/** The invoice and what happened to it by a day. */
function causesOf({ key, actions }: InvoiceDocument, on: CivilDate, { documents, policyIds }: DocumentRun) {
  const issued = documents.events.flatMap((event) =>
    event.kind === 'INVOICE_ISSUED' && event.document === key ? [event.id] : [],
  );
  const later = actions.flatMap(({ event }) => (event.at <= on ? [event.id] : []));
  return [...issued, ...later, ...policyIds];
}
