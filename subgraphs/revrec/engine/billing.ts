import type { CivilDate } from '#schema/canonical/calendar.ts';
import type { CurrencyCode } from '#schema/canonical/currency.ts';
import { type Share, splitByWeight } from '#schema/canonical/largest-remainder.ts';
import { ratio } from '#schema/canonical/ratio.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { collect } from './collect.ts';
import {
  type AccountingContract,
  type BilledItem,
  isFixed,
  latestVersion,
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
  /** The invoice that a credit memo is on; `null` where it names none, and for an invoice. */
  readonly invoice: string | null;
  /** It takes back what is left of that invoice. */
  readonly isVoid: boolean;
}

export interface BillingScope {
  readonly currency: CurrencyCode;
  readonly contracts: readonly AccountingContract[];
  readonly modifications: readonly ModificationRecord[];
}

/** One line of a document with its parts by accounting contract; they sum to the line. */
export interface DividedLine {
  readonly line: DocumentLine;
  /** Earned as incurred: the line is of a product that is charged by usage. */
  readonly isUsage: boolean;
  readonly shares: readonly Share[];
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
  const divided = divideLines(billed, scope);
  if (!divided.ok) return divided;

  return ok(
    scope.contracts.flatMap(({ key }, index) => {
      const amountMinor = sign * shareOf(divided.value, key);
      const usage = divided.value.filter(({ isUsage }) => isUsage);
      const usageMinor = sign * shareOf(usage, key);
      const taxMinor = index === 0 ? sign * tax.value : 0n;
      if (amountMinor === 0n && taxMinor === 0n) return [];
      const byProduct = byProductOf(divided.value, key, sign);
      return [
        { eventId, document: document.document, on, contractKey: key, amountMinor, usageMinor, taxMinor, byProduct },
      ];
    }),
  );
}

function byProductOf(divided: readonly DividedLine[], contractKey: string, sign: 1n | -1n) {
  return divided.flatMap((part) => {
    const minor = sign * shareOf([part], contractKey);
    const { product } = part.line;
    return part.isUsage || product === null || minor === 0n ? [] : [{ product, minor }];
  });
}

/** Every line with its parts. */
export function divideLines(billed: BilledDocument, scope: BillingScope): Result<readonly DividedLine[], EngineError> {
  return collect(billed.document.lines, (line) => divideLine(line, billed, scope));
}

/** What one accounting contract has of these lines. */
export function shareOf(divided: readonly DividedLine[], contractKey: string): bigint {
  return divided
    .flatMap(({ shares }) => shares)
    .filter(({ key }) => key === contractKey)
    .reduce((all, { minor }) => all + minor, 0n);
}

function divideLine(line: DocumentLine, billed: BilledDocument, scope: BillingScope): Result<DividedLine, EngineError> {
  const subject = `${billed.document.document}/${line.key}`;
  const minor = readMinor(line.amount, scope.currency, subject);
  if (!minor.ok) return minor;
  if (line.from !== null && line.to !== null) {
    const service = readTerm({ from: line.from, to: line.to }, subject);
    if (!service.ok) return service;
  }
  const metered = scope.contracts.find((contract) => usageOf(contract, line.product) !== null);
  if (metered !== undefined) {
    return ok({ line, isUsage: true, shares: [{ key: metered.key, minor: minor.value, exact: ratio(minor.value) }] });
  }
  const { amendment, document } = billed.document;
  const amended = scope.modifications.filter(
    (made) => made.amendment === amendment || made.documents.includes(document),
  );
  const named = scope.contracts.filter(({ key }) => amended.some(({ contractKeys }) => contractKeys.includes(key)));
  const candidates =
    named.length > 0 ? named : scope.contracts.filter((contract) => versionAt(contract, billed.on) !== null);
  const inForce = candidates.length > 0 ? candidates : scope.contracts.slice(0, 1);
  const [only, second] = inForce;
  if (only !== undefined && second === undefined) {
    return ok({ line, isUsage: false, shares: [{ key: only.key, minor: minor.value, exact: ratio(minor.value) }] });
  }
  const shares =
    splitByWeight(
      minor.value,
      weigh(inForce, billed.on, ({ product }) => product === line.product),
    ) ??
    splitByWeight(
      minor.value,
      weigh(inForce, billed.on, () => true),
    ) ??
    splitByWeight(
      minor.value,
      inForce.slice(0, 1).map(({ key }) => ({ key, weight: ratio(1n) })),
    );
  if (shares === null) throw new Error(`No contract takes ${subject}`);
  return ok({ line, isUsage: false, shares });
}

/** The obligation that takes what is charged by usage of a product. */
export function usageOf(contract: AccountingContract, product: string | null): Obligation | null {
  return (
    latestVersion(contract).obligations.find((one) => !isFixed(one) && product !== null && one.product === product) ??
    null
  );
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
