import type { PricedLine } from '#schema/canonical/contract.ts';
import { heldLines } from '#schema/canonical/held-lines.ts';
import type { BilledLine } from '#schema/commands/billing.ts';
import type { BillingFrequency, ContractFacts, ProductFacts, SoldLine } from '#schema/commands/crm.ts';
import type { ModifyContract } from '#schema/commands/revrec.ts';
import { billedLineOf } from '../sagas/book-opportunity.ts';
import type { ContractChangeInput } from '../sagas/contract-steps.ts';

/** A change of a contract that can be taken, worked out against the contract as the last accepted change leaves it. */
export interface PlannedChange {
  readonly contract: ContractFacts;
  /** Of `AmendmentKind`. */
  readonly kind: string;
  readonly effectiveOn: string;
  readonly deltas: readonly PricedLine[];
  readonly endsOn: string | null;
  readonly status: ContractChangeInput['status'];
  readonly frequency: BillingFrequency | null;
  readonly products: readonly ProductFacts[];
  /** The contract as it will be. */
  readonly next: ContractFacts;
}

type Plan = Pick<PlannedChange, 'kind' | 'effectiveOn' | 'deltas' | 'endsOn' | 'status' | 'frequency'>;

/** Puts a plan together with the contract that comes of it. */
export function plannedChange(
  contract: ContractFacts,
  plan: Plan,
  catalogue: ReadonlyMap<string, ProductFacts>,
): PlannedChange {
  const endsOn = plan.endsOn ?? contract.endsOn;
  const held = heldLines([...contract.lines, ...plan.deltas], { from: plan.effectiveOn, to: endsOn });
  const next: ContractFacts = {
    ...contract,
    version: contract.version + 1,
    endsOn,
    status: plan.status ?? contract.status,
    lines: held.map((line) => soldLine(line, contract, catalogue)),
    ...(plan.frequency === null ? {} : { billingFrequency: plan.frequency }),
  };
  return { contract, ...plan, products: [...catalogue.values()], next };
}

/** What billing is to bill for a contract from now on. */
export function billedLines(contract: ContractFacts): readonly BilledLine[] {
  return contract.lines.map(billedLineOf);
}

/** The products as the revenue engine takes them: with the price that they have on their own. */
export function productsOf(products: readonly ProductFacts[]): ModifyContract['products'] {
  return products.map(({ productId, code, name, listPrice }) => ({
    productId,
    productCode: code,
    productName: name,
    listPrice,
  }));
}

function soldLine(line: PricedLine, contract: ContractFacts, catalogue: ReadonlyMap<string, ProductFacts>): SoldLine {
  const known = contract.lines.find(({ productCode }) => productCode === line.productCode);
  const product = catalogue.get(line.productCode);
  return {
    productId: known?.productId ?? product?.productId ?? '',
    productName: known?.productName ?? product?.name ?? line.productCode,
    listPrice: product?.listPrice ?? known?.listPrice ?? null,
    productCode: line.productCode,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    startsOn: line.startsOn,
    endsOn: line.endsOn,
    ...(line.chargeModel === undefined ? {} : { chargeModel: line.chargeModel }),
  };
}
