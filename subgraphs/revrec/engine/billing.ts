import type { CivilDate } from '#schema/canonical/calendar.ts';
import type { CurrencyCode } from '#schema/canonical/currency.ts';
import { type Share, splitByWeight } from '#schema/canonical/largest-remainder.ts';
import { ratio } from '#schema/canonical/ratio.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { collect } from './collect.ts';
import {
  type AccountingContract,
  type BilledItem,
  type ModificationRecord,
  type Obligation,
  versionAt,
} from './contract-state.ts';
import type { EngineError } from './engine-error.ts';
import type { DocumentLine, InvoiceIssued } from './events.ts';
import { readMinor, readTerm } from './payload.ts';

/** A document of billing with the sign it has for the contract: 1 for an invoice, -1 for a credit memo. */
export interface BilledDocument {
  readonly eventId: string;
  readonly on: CivilDate;
  readonly document: Pick<InvoiceIssued, 'document' | 'amendment' | 'lines' | 'tax'>;
  readonly sign: 1n | -1n;
}

export interface BillingScope {
  readonly currency: CurrencyCode;
  readonly contracts: readonly AccountingContract[];
  readonly modifications: readonly ModificationRecord[];
}

/**
 * Divides a document over the accounting contracts. A document that bills one amendment belongs to the contract the
 * amendment made or changed. Any other line goes by product to the contracts in force on its day, by what is
 * allocated to the product there; a line without a known product by what is allocated in all. Tax stays with the
 * signed contract, which is where the document was raised.
 */
export function divideDocument(
  billed: BilledDocument,
  scope: BillingScope,
): Result<readonly BilledItem[], EngineError> {
  const { eventId, on, document, sign } = billed;
  const tax = readMinor(document.tax, scope.currency, document.document);
  if (!tax.ok) return tax;
  const shares = collect(document.lines, (line) => divideLine(line, billed, scope));
  if (!shares.ok) return shares;

  return ok(
    scope.contracts.flatMap(({ key }, index) => {
      const own = shares.value.flat().filter((share) => share.key === key);
      const amountMinor = sign * own.reduce((all, { minor }) => all + minor, 0n);
      const taxMinor = index === 0 ? sign * tax.value : 0n;
      if (amountMinor === 0n && taxMinor === 0n) return [];
      return [{ eventId, document: document.document, on, contractKey: key, amountMinor, taxMinor }];
    }),
  );
}

function divideLine(
  line: DocumentLine,
  billed: BilledDocument,
  scope: BillingScope,
): Result<readonly Share[], EngineError> {
  const subject = `${billed.document.document}/${line.key}`;
  const minor = readMinor(line.amount, scope.currency, subject);
  if (!minor.ok) return minor;
  if (line.from !== null && line.to !== null) {
    const service = readTerm({ from: line.from, to: line.to }, subject);
    if (!service.ok) return service;
  }
  const amended = scope.modifications.find(({ amendment }) => amendment === billed.document.amendment);
  const named = scope.contracts.filter(({ key }) => amended?.contractKeys.includes(key));
  const candidates =
    named.length > 0 ? named : scope.contracts.filter((contract) => versionAt(contract, billed.on) !== null);
  const inForce = candidates.length > 0 ? candidates : scope.contracts.slice(0, 1);
  const parts = [
    weigh(inForce, billed.on, ({ product }) => product === line.product),
    weigh(inForce, billed.on, () => true),
    inForce.slice(0, 1).map(({ key }) => ({ key, weight: ratio(1n) })),
  ];
  for (const weights of parts) {
    const shares = splitByWeight(minor.value, weights);
    if (shares !== null) return ok(shares);
  }
  throw new Error(`No contract takes ${subject}`);
}

function weigh(contracts: readonly AccountingContract[], on: CivilDate, belongs: (obligation: Obligation) => boolean) {
  return contracts.map((contract) => {
    const version = versionAt(contract, on) ?? contract.versions[0];
    const own = (version?.obligations ?? []).filter(belongs);
    const size = own.reduce(
      (all, { allocatedMinor }) => all + (allocatedMinor < 0n ? -allocatedMinor : allocatedMinor),
      0n,
    );
    return { key: contract.key, weight: ratio(size) };
  });
}
