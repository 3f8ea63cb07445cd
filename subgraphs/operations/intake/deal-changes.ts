import { decimalOf, plain } from '#schema/canonical/contract.ts';
import { heldLines } from '#schema/canonical/held-lines.ts';
import { addRatios, compareRatios, type Ratio, ratio } from '#schema/canonical/ratio.ts';
import type { ContractFacts, OpportunityFacts, SoldLine } from '#schema/commands/crm.ts';
import type { ContractChangeInput } from '#schema/generated/operations.ts';

/** A deal's lines as changes of its contract, or the sentence that says why they are none. */
export type DealChanges =
  | { readonly changes: readonly ContractChangeInput[] }
  | { readonly wrong: string; readonly productCode: string };

/** What a contract holds of a product, at one price. */
interface Held {
  readonly quantity: Ratio;
  readonly unitPrice: string;
}

const NONE = ratio(0n);

/**
 * An amendment's lines are signed differences: what the contract will hold is what it holds on the day plus what was
 * signed. A product that it does not hold yet is added at the signed price; at another price than the one held, more of
 * the same product cannot be said in one change, and no price is guessed.
 */
export function amendmentChanges(
  { lines }: OpportunityFacts,
  contract: ContractFacts,
  effectiveOn: string,
): DealChanges {
  const held = heldOn(contract, effectiveOn);
  const changes: ContractChangeInput[] = [];
  for (const [productCode, signed] of Map.groupBy(lines, (line) => line.productCode)) {
    const price = onePrice(signed);
    if (price === null) return { wrong: 'is signed at more than one price', productCode };
    const change = changeOf(productCode, sumOf(signed), price, held.get(productCode) ?? null);
    if (typeof change === 'string') return { wrong: change, productCode };
    if (change !== null) changes.push(change);
  }
  return { changes };
}

function changeOf(
  productCode: string,
  signed: Ratio,
  unitPrice: string,
  held: Held | 'MIXED' | null,
): ContractChangeInput | string | null {
  if (signed.n === 0n) return null;
  if (held === null) {
    if (signed.n < 0n) return 'is taken away although the contract does not hold it';
    return { addProduct: { productCode, quantity: plain(signed), unitPrice } };
  }
  if (held === 'MIXED') return 'is held at more than one price';
  // What is taken away goes at the price that it was bought for, whatever the quote says of it.
  if (signed.n > 0n && !isSamePrice(held.unitPrice, unitPrice)) {
    return `is held at ${held.unitPrice} and signed at ${unitPrice}`;
  }
  const quantity = addRatios(held.quantity, signed);
  if (quantity.n < 0n) return `would be held ${plain(quantity)} times`;
  if (quantity.n === 0n) return { removeProduct: { productCode } };
  return { setQuantity: { productCode, quantity: plain(quantity) } };
}

/**
 * A renewal's lines are what the new term holds. Against what recurs on the last day of the present one: what is missing
 * goes, what is new comes, another price or another quantity is said; both at once cannot be said in one change.
 */
export function renewalChanges({ lines }: OpportunityFacts, contract: ContractFacts): DealChanges {
  const held = heldOn(contract, contract.endsOn);
  const signed = Map.groupBy(lines, (line) => line.productCode);
  const changes: ContractChangeInput[] = [];
  for (const productCode of held.keys()) {
    if (!signed.has(productCode)) changes.push({ removeProduct: { productCode } });
  }
  for (const [productCode, wanted] of signed) {
    const price = onePrice(wanted);
    if (price === null) return { wrong: 'is signed at more than one price', productCode };
    const change = renewedOf(productCode, sumOf(wanted), price, held.get(productCode) ?? null);
    if (typeof change === 'string') return { wrong: change, productCode };
    if (change !== null) changes.push(change);
  }
  return { changes };
}

function renewedOf(
  productCode: string,
  quantity: Ratio,
  unitPrice: string,
  held: Held | 'MIXED' | null,
): ContractChangeInput | string | null {
  if (quantity.n <= 0n) return `is signed ${plain(quantity)} times`;
  if (held === null) return { addProduct: { productCode, quantity: plain(quantity), unitPrice } };
  if (held === 'MIXED') return 'is held at more than one price';
  const samePrice = isSamePrice(held.unitPrice, unitPrice);
  const sameQuantity = compareRatios(held.quantity, quantity) === 0;
  if (samePrice && sameQuantity) return null;
  if (samePrice) return { setQuantity: { productCode, quantity: plain(quantity) } };
  if (sameQuantity) return { setPrice: { productCode, unitPrice } };
  return 'is signed at another price and another quantity';
}

/** What recurs of a contract on a day, by product. */
function heldOn(contract: ContractFacts, day: string): ReadonlyMap<string, Held | 'MIXED'> {
  const lines = heldLines(contract.lines, { from: day, to: contract.endsOn }).filter(
    ({ chargeModel = 'PER_UNIT', startsOn }) =>
      (chargeModel === 'PER_UNIT' || chargeModel === 'USAGE') && startsOn <= day,
  );
  const held = new Map<string, Held | 'MIXED'>();
  for (const [productCode, ofProduct] of Map.groupBy(lines, (line) => line.productCode)) {
    const unitPrice = onePrice(ofProduct);
    held.set(productCode, unitPrice === null ? 'MIXED' : { quantity: sumOf(ofProduct), unitPrice });
  }
  return held;
}

function sumOf(lines: readonly Pick<SoldLine, 'quantity'>[]): Ratio {
  return lines.map(({ quantity }) => decimalOf(quantity)).reduce(addRatios, NONE);
}

function onePrice(lines: readonly Pick<SoldLine, 'unitPrice'>[]): string | null {
  const [first] = lines;
  if (first === undefined || lines.some(({ unitPrice }) => !isSamePrice(unitPrice, first.unitPrice))) return null;
  return first.unitPrice;
}

function isSamePrice(a: string, b: string): boolean {
  return compareRatios(decimalOf(a), decimalOf(b)) === 0;
}
