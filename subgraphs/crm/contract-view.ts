import type { ContractRow } from '#crm/entities/contract.ts';
import type { ContractChangeRow } from '#crm/entities/contract-change.ts';
import type { ContractVersionRow } from '#crm/entities/contract-version.ts';
import { annualValue, type PricedLine, totalValue } from '#schema/canonical/contract.ts';
import { heldLines, recurringAtEnd, withinTerm } from '#schema/canonical/held-lines.ts';
import { type Money, money } from '#schema/canonical/money.ts';
import type { ContractStatus } from '#schema/generated/crm.ts';

/** A contract with all its versions and changes. */
export interface WholeContract {
  readonly contract: ContractRow;
  /** The first one first. */
  readonly versions: readonly ContractVersionRow[];
  readonly changes: readonly ContractChangeRow[];
}

/** A line as the changes add up to it; the product by the vendor's id. */
export interface HeldLine extends PricedLine {
  readonly productExternalId: string;
}

/**
 * The signed changes of the versions up to and with `version`, in the order of the versions. The days of a change that
 * names none are those of its version, up to the contract's end.
 */
export function changesUpTo({ contract, versions, changes }: WholeContract, version: number): readonly HeldLine[] {
  return versions
    .filter(({ number }) => number <= version)
    .flatMap((made) =>
      changes
        .filter(({ versionExternalId }) => versionExternalId === made.externalId)
        .map((change) => ({
          productExternalId: change.productExternalId,
          // One product has one code, so the vendor's id tells lines apart as well as the code does.
          productCode: change.productExternalId,
          quantity: change.quantity,
          unitPrice: change.unitPrice,
          startsOn: change.startsOn ?? made.effectiveOn,
          endsOn: change.endsOn ?? made.endsOn ?? contract.endsOn,
          chargeModel: change.chargeModel,
        })),
    );
}

/**
 * What holds under a version from the day on that it takes effect, one line a product, price and span of days. With
 * `today`, when that comes first: also what holds until then.
 */
export function linesUnder(whole: WholeContract, version: number, today?: string): readonly HeldLine[] {
  const effectiveOn = whole.versions.find(({ number }) => number === version)?.effectiveOn ?? whole.contract.startsOn;
  const from = today !== undefined && today < effectiveOn ? today : effectiveOn;
  return heldLines(changesUpTo(whole, version), { from, to: endUnder(whole, version) }).map((line) => ({
    ...line,
    productExternalId: line.productCode,
  }));
}

/** Contracted price of the whole term under a version. */
export function valueUnder(whole: WholeContract, version: number): Money {
  const { startsOn, currency } = whole.contract;
  return totalValue(withinTerm(changesUpTo(whole, version), endUnder(whole, version)), startsOn, currency);
}

/** What a renewal starts from: the yearly price of what recurs on the last day; nothing of a cancelled contract. */
export function renewalBaseline(whole: WholeContract): Money {
  const { status, currency, currentVersion, endsOn } = whole.contract;
  if (status === 'CANCELLED') return money(0n, currency);
  return annualValue(recurringAtEnd(changesUpTo(whole, currentVersion), endsOn), currency);
}

/** The contract's last day under a version. Of the present one the contract itself tells. */
function endUnder({ contract, versions }: WholeContract, version: number): string {
  if (version >= contract.currentVersion) return contract.endsOn;
  return versions.find(({ number }) => number === version)?.endsOn ?? contract.endsOn;
}

/** What the contract is today: an active one whose last day is over has expired, whatever the vendor still says. */
export function statusOn(contract: Pick<ContractRow, 'status' | 'endsOn'>, today: string): ContractStatus {
  return contract.status === 'ACTIVE' && contract.endsOn < today ? 'EXPIRED' : contract.status;
}

/** The operation whose command wrote a version: keys are `operation:step`. Null for a key of another make. */
export function operationOfKey(key: string | null): string | null {
  const [, operationId] = /^(op[_-][^:]+):/.exec(key ?? '') ?? [];
  return operationId ?? null;
}
