import type { AmendmentPlan } from '#schema/canonical/amendment.ts';
import type { BilledLine } from '#schema/commands/billing.ts';
import type { ContractFacts, ProductFacts } from '#schema/commands/crm.ts';
import type { ModifyContract } from '#schema/commands/revrec.ts';

/** An amendment that can be taken, worked out against the contract as the last accepted change leaves it. */
export interface PlannedAmendment {
  readonly contract: ContractFacts;
  readonly plan: AmendmentPlan;
  readonly products: readonly ProductFacts[];
  /** The contract as it will be. */
  readonly next: ContractFacts;
}

/** What billing is to bill for a contract from now on. */
export function billedLines(contract: ContractFacts): readonly BilledLine[] {
  return contract.lines.map(({ productId, productCode, productName, quantity, unitPrice }) => ({
    productId,
    productCode,
    productName,
    quantity,
    unitPrice,
  }));
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
