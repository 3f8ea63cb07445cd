import { ok, type Result } from '#schema/errors/result.ts';
import { type BilledDocument, divideDocument } from './billing.ts';
import { collect } from './collect.ts';
import type { BilledItem, ContractState } from './contract-state.ts';
import type { EngineError } from './engine-error.ts';

/** What takes an invoice back, with what was credited of it before: that stands, so that only the rest falls. */
export interface TakenBack {
  readonly billed: BilledDocument;
  readonly credits: readonly BilledDocument[];
}

/** `documents` are all, in their order; null when the document takes nothing back. */
export function takenBackBy(billed: BilledDocument, documents: readonly BilledDocument[]): TakenBack | null {
  if (!billed.isVoid || billed.invoice === null) return null;
  const before = documents.slice(0, documents.indexOf(billed));
  return { billed, credits: before.filter(({ invoice, isVoid }) => invoice === billed.invoice && !isVoid) };
}

/** The document as it counts: its lines less those of the credits. */
export function lessCredits({ billed, credits }: TakenBack): BilledDocument {
  const kept = credits.flatMap(({ document }) =>
    document.lines.map((line) => ({
      ...line,
      key: `${document.document}/${line.key}`,
      amount: { ...line.amount, minor: (-BigInt(line.amount.minor)).toString() },
    })),
  );
  return { ...billed, document: { ...billed.document, lines: [...billed.document.lines, ...kept] } };
}

/** It falls exactly where the invoice and its credits were put, by whatever held when they came. */
export function itemsTakenBack(
  { billed, credits }: TakenBack,
  state: ContractState,
): Result<readonly BilledItem[], EngineError> {
  const { eventId, on, invoice } = billed;
  const isPut = (name: string | null) => state.billed.some(({ document }) => document === name);
  const names = new Set([invoice, ...credits.map(({ document }) => document.document)]);
  const put = state.billed.filter(({ document }) => names.has(document));
  // Those that came with the end of the contract are put there later.
  const ofEnd = collect(
    credits.filter(({ document }) => !isPut(document.document)),
    (credit) => divideDocument(credit, state),
  );
  if (!ofEnd.ok) return ofEnd;
  return ok(
    [...put, ...ofEnd.value.flat()].map((item) => ({
      ...item,
      eventId,
      document: billed.document.document,
      on,
      amountMinor: -item.amountMinor,
      usageMinor: -item.usageMinor,
      taxMinor: -item.taxMinor,
      byProduct: (item.byProduct ?? []).map(({ product, minor }) => ({ product, minor: -minor })),
    })),
  );
}
