import { civilDate, parseCivilDate } from './calendar.ts';
import { decimalOf, type PricedLine, plain } from './contract.ts';
import { parseRatio, type Ratio, ratio } from './ratio.ts';

/** What an amendment starts from: the contract as the last accepted change leaves it. */
export interface AmendableContract {
  readonly startsOn: string;
  readonly endsOn: string;
  readonly currency: string;
  /** One line a product and price. */
  readonly lines: readonly PricedLine[];
}

/** One wish of an amendment, as the customer's side words it. Quantities and prices are still unread text. */
export type ContractChange =
  | { readonly kind: 'SET_QUANTITY'; readonly productCode: string; readonly quantity: string }
  | {
      readonly kind: 'ADD_PRODUCT';
      readonly productCode: string;
      readonly quantity: string;
      readonly unitPrice: string | null;
    }
  | { readonly kind: 'REMOVE_PRODUCT'; readonly productCode: string }
  | { readonly kind: 'SET_PRICE'; readonly productCode: string; readonly unitPrice: string };

/** A product that can be sold; `listPrice` is null where the price book has none in the contract's currency. */
export interface SellableProduct {
  readonly code: string;
  readonly active: boolean;
  readonly listPrice: string | null;
}

/** Why a change is not taken; `field` is the path below the change, such as setQuantity, quantity. */
export interface ChangeRefusal {
  readonly code: 'NOT_FOUND' | 'INVALID_INPUT' | 'INVALID_QUANTITY' | 'INVALID_AMOUNT' | 'DATE_OUT_OF_TERM';
  readonly change: number | null;
  readonly field: readonly string[];
  readonly message: string;
}

export interface AmendmentPlan {
  /** Signed differences against the version before, from `effectiveOn` to the contract's end. */
  readonly deltas: readonly PricedLine[];
  readonly kind: 'UPGRADE' | 'DOWNGRADE' | 'QUANTITY' | 'ADD_PRODUCT' | 'REMOVE_PRODUCT' | 'PRICE';
}

const QUANTITY_MAX = ratio(1_000_000_000n);
/** Unit prices may be finer than the currency. */
const PRICE_DIGITS_MAX = 12;
const PRICE_MAX = ratio(1_000_000_000_000n);

/** Works out what an amendment changes, or every reason why it cannot be taken. Writes nothing, asks nobody. */
export function planAmendment(
  contract: AmendableContract,
  changes: readonly ContractChange[],
  effectiveOn: string,
  catalogue: ReadonlyMap<string, SellableProduct>,
): { readonly plan: AmendmentPlan } | { readonly refusals: readonly ChangeRefusal[] } {
  const refusals: ChangeRefusal[] = [...refuseDate(contract, effectiveOn), ...refuseRepeats(changes)];
  const deltas: PricedLine[] = [];
  for (const [index, change] of changes.entries()) {
    const planned = planChange(contract, change, catalogue);
    if ('refusal' in planned) refusals.push({ ...planned.refusal, change: index });
    else deltas.push(...planned.lines.map((line) => ({ ...line, startsOn: effectiveOn, endsOn: contract.endsOn })));
  }
  if (refusals.length === 0 && deltas.length === 0) {
    refusals.push(refusal('INVALID_INPUT', [], 'The contract says so already: nothing would change.'));
  }
  return refusals.length > 0 ? { refusals } : { plan: { deltas, kind: kindOf(changes, deltas) } };
}

type Difference = Pick<PricedLine, 'productCode' | 'quantity' | 'unitPrice'>;
type Planned = { readonly lines: readonly Difference[] } | { readonly refusal: ChangeRefusal };

function planChange(
  contract: AmendableContract,
  change: ContractChange,
  catalogue: ReadonlyMap<string, SellableProduct>,
): Planned {
  const held = contract.lines.filter(({ productCode }) => productCode === change.productCode);
  switch (change.kind) {
    case 'SET_QUANTITY':
      return held.length === 0 ? notHeld('setQuantity', change.productCode) : setQuantity(held, change.quantity);
    case 'REMOVE_PRODUCT':
      return held.length === 0
        ? notHeld('removeProduct', change.productCode)
        : { lines: held.map((line) => ({ ...line, quantity: opposite(line.quantity) })) };
    case 'SET_PRICE':
      return held.length === 0 ? notHeld('setPrice', change.productCode) : setPrice(held, change.unitPrice);
    case 'ADD_PRODUCT':
      return addProduct(contract, held, change, catalogue);
    default:
      return change satisfies never;
  }
}

function setQuantity(held: readonly PricedLine[], quantity: string): Planned {
  const wanted = readQuantity(quantity, true);
  if (typeof wanted === 'string') return { refusal: refusal('INVALID_QUANTITY', ['setQuantity', 'quantity'], wanted) };
  const present = held.reduce((total, line) => sum(total, decimalOf(line.quantity)), ratio(0n));
  let missing = sum(wanted, negative(present));
  if (missing.n === 0n) return { lines: [] };
  const last = held.at(-1);
  if (missing.n > 0n && last !== undefined) return { lines: [{ ...last, quantity: plain(missing) }] };
  // What was bought last goes first: its price is the one that the customer would be credited.
  const lines: Difference[] = [];
  for (const line of held.toReversed()) {
    const quantityHeld = decimalOf(line.quantity);
    const taken = isBelow(sum(quantityHeld, missing), ratio(0n)) ? quantityHeld : negative(missing);
    if (taken.n === 0n) break;
    lines.push({ ...line, quantity: plain(negative(taken)) });
    missing = sum(missing, taken);
  }
  return { lines };
}

function setPrice(held: readonly PricedLine[], unitPrice: string): Planned {
  const refused = refusePrice(unitPrice);
  if (refused !== null) return { refusal: refusal('INVALID_AMOUNT', ['setPrice', 'unitPrice'], refused) };
  const other = held.filter((line) => !isEqual(decimalOf(line.unitPrice), decimalOf(unitPrice)));
  return {
    lines: other.flatMap((line) => [
      { ...line, quantity: opposite(line.quantity) },
      { ...line, unitPrice },
    ]),
  };
}

function addProduct(
  contract: AmendableContract,
  held: readonly PricedLine[],
  change: Extract<ContractChange, { kind: 'ADD_PRODUCT' }>,
  catalogue: ReadonlyMap<string, SellableProduct>,
): Planned {
  const at = (member: string) => ['addProduct', member];
  const product = catalogue.get(change.productCode);
  if (product === undefined || !product.active) {
    return { refusal: refusal('NOT_FOUND', at('productCode'), `No product ${change.productCode} is on sale.`) };
  }
  if (held.length > 0) {
    const message = `The contract has ${change.productCode} already; use setQuantity with the new total.`;
    return { refusal: refusal('INVALID_INPUT', at('productCode'), message) };
  }
  const quantity = readQuantity(change.quantity, false);
  if (typeof quantity === 'string') return { refusal: refusal('INVALID_QUANTITY', at('quantity'), quantity) };
  const unitPrice = change.unitPrice ?? product.listPrice;
  if (unitPrice === null) {
    const message = `${product.code} has no list price in ${contract.currency}; give a unit price.`;
    return { refusal: refusal('INVALID_INPUT', at('unitPrice'), message) };
  }
  const refused = refusePrice(unitPrice);
  if (refused !== null) return { refusal: refusal('INVALID_AMOUNT', at('unitPrice'), refused) };
  return { lines: [{ productCode: product.code, quantity: plain(quantity), unitPrice }] };
}

function refuseDate(contract: AmendableContract, effectiveOn: string): readonly ChangeRefusal[] {
  const date = parseCivilDate(effectiveOn);
  if (date !== null && date >= civilDate(contract.startsOn) && date <= civilDate(contract.endsOn)) return [];
  const message = `effectiveOn must lie in the contract's term, ${contract.startsOn} to ${contract.endsOn}.`;
  return [{ code: 'DATE_OUT_OF_TERM', change: null, field: ['effectiveOn'], message }];
}

/** Two wishes about one product have no order, so their sum would be a guess. */
function refuseRepeats(changes: readonly ContractChange[]): readonly ChangeRefusal[] {
  const seen = new Set<string>();
  const refusals: ChangeRefusal[] = [];
  for (const [index, { productCode }] of changes.entries()) {
    if (seen.has(productCode)) {
      const message = `${productCode} is named twice; say in one change what is to hold.`;
      refusals.push({ code: 'INVALID_INPUT', change: index, field: [], message });
    }
    seen.add(productCode);
  }
  return refusals;
}

/** The quantity, or what is wrong with it in one sentence. */
function readQuantity(text: string, zeroAllowed: boolean): Ratio | string {
  const quantity = parseRatio(text);
  if (quantity === null) return 'The quantity must be a plain decimal number, such as "800".';
  if (quantity.n < 0n) return 'The quantity must not be negative.';
  if (quantity.d !== 1n) return 'The quantity must be whole: this product is sold in whole units.';
  if (quantity.n === 0n) {
    return zeroAllowed ? 'A quantity of zero is a removal; use removeProduct.' : 'The quantity must be above zero.';
  }
  if (isBelow(QUANTITY_MAX, quantity)) return `The quantity must be at most ${plain(QUANTITY_MAX)}.`;
  return quantity;
}

function refusePrice(text: string): string | null {
  const price = parseRatio(text);
  if (price === null) return 'The unit price must be a plain decimal number, such as "1200.00".';
  if (price.n < 0n) return 'The unit price must not be negative.';
  if ((text.split('.')[1] ?? '').length > PRICE_DIGITS_MAX)
    return `The unit price has at most ${PRICE_DIGITS_MAX} decimals.`;
  return isBelow(PRICE_MAX, price) ? `The unit price must be at most ${plain(PRICE_MAX)}.` : null;
}

function kindOf(changes: readonly ContractChange[], deltas: readonly PricedLine[]): AmendmentPlan['kind'] {
  const kinds = new Set(changes.map(({ kind }) => kind));
  const grows = deltas.some(({ quantity }) => decimalOf(quantity).n > 0n);
  const shrinks = deltas.some(({ quantity }) => decimalOf(quantity).n < 0n);
  if (kinds.size === 1 && kinds.has('SET_PRICE')) return 'PRICE';
  if (kinds.size === 1 && kinds.has('ADD_PRODUCT')) return 'ADD_PRODUCT';
  if (kinds.size === 1 && kinds.has('REMOVE_PRODUCT')) return 'REMOVE_PRODUCT';
  if (grows && !shrinks) return 'UPGRADE';
  return shrinks && !grows ? 'DOWNGRADE' : 'QUANTITY';
}

function notHeld(member: string, productCode: string): Planned {
  return { refusal: refusal('NOT_FOUND', [member, 'productCode'], `The contract has no product ${productCode}.`) };
}

function refusal(code: ChangeRefusal['code'], field: readonly string[], message: string): ChangeRefusal {
  return { code, change: null, field, message };
}

function sum(a: Ratio, b: Ratio): Ratio {
  return ratio(a.n * b.d + b.n * a.d, a.d * b.d);
}

function negative({ n, d }: Ratio): Ratio {
  return { n: -n, d };
}

function opposite(text: string): string {
  return plain(negative(decimalOf(text)));
}

function isBelow(a: Ratio, b: Ratio): boolean {
  return a.n * b.d < b.n * a.d;
}

function isEqual(a: Ratio, b: Ratio): boolean {
  return a.n * b.d === b.n * a.d;
}
