import { addDays, civilDate, laterOf, parseCivilDate } from './calendar.ts';
import { type ChargeModel, decimalOf, type PricedLine, plain } from './contract.ts';
import { heldLines } from './held-lines.ts';
import { parseRatio, type Ratio, ratio } from './ratio.ts';

/** What an amendment starts from: the contract as the last accepted change leaves it. */
export interface AmendableContract {
  readonly startsOn: string;
  readonly endsOn: string;
  readonly currency: string;
  /** One line a product, price and span of days. */
  readonly lines: readonly PricedLine[];
  /** ANNUAL where it is left out. */
  readonly billingFrequency?: BillingFrequency | undefined;
}

export type BillingFrequency = 'MONTHLY' | 'QUARTERLY' | 'SEMI_ANNUAL' | 'ANNUAL' | 'PREPAID';

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
  | { readonly kind: 'SET_PRICE'; readonly productCode: string; readonly unitPrice: string }
  /** CO_TERM is the same, with the end of another contract. */
  | { readonly kind: 'SET_TERM' | 'CO_TERM'; readonly endsOn: string }
  | { readonly kind: 'SET_FREQUENCY'; readonly frequency: BillingFrequency };

type ProductChange = Extract<ContractChange, { readonly productCode: string }>;

/** A product that can be sold; `listPrice` is null where the price book has none in the contract's currency. */
export interface SellableProduct {
  readonly code: string;
  readonly active: boolean;
  readonly listPrice: string | null;
  readonly chargeModel?: ChargeModel | undefined;
}

/** Why a change is not taken; `field` is the path below the change, such as setQuantity, quantity. */
export interface ChangeRefusal {
  readonly code: 'NOT_FOUND' | 'INVALID_INPUT' | 'INVALID_QUANTITY' | 'INVALID_AMOUNT' | 'DATE_OUT_OF_TERM';
  readonly change: number | null;
  readonly field: readonly string[];
  readonly message: string;
}

export interface AmendmentPlan {
  /** Signed differences against the version before, each with the days for which it holds. */
  readonly deltas: readonly PricedLine[];
  readonly kind: AmendmentKind;
  /** The term's new last day and the new frequency; null = as it was. */
  readonly endsOn: string | null;
  readonly frequency: BillingFrequency | null;
}

export type AmendmentKind =
  | 'UPGRADE'
  | 'DOWNGRADE'
  | 'QUANTITY'
  | 'ADD_PRODUCT'
  | 'REMOVE_PRODUCT'
  | 'PRICE'
  | 'TERM'
  | 'CO_TERM'
  | 'BILLING_FREQUENCY';

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
  const late = refuseDate(contract, effectiveOn);
  // A day outside of the term is one refusal, not one for every product that is not held on it.
  const from = late.length > 0 ? contract.startsOn : effectiveOn;
  const planned = changes.map((change) =>
    isOfTerms(change) ? planTerms(contract, change, from) : planChange(contract, change, from, catalogue),
  );
  const refused = planned.flatMap((one, index) => ('refusal' in one ? [{ ...one.refusal, change: index }] : []));
  const refusals: readonly ChangeRefusal[] = [...late, ...refuseRepeats(changes), ...refused];
  if (refusals.length > 0) return { refusals };
  const wishes = planned.flatMap((one) => ('refusal' in one ? [] : [one]));
  const ofProducts = wishes.flatMap(({ lines }) => lines);
  const endsOn = wishes.find((one) => one.endsOn !== undefined)?.endsOn ?? null;
  const frequency = wishes.find((one) => one.frequency !== undefined)?.frequency ?? null;
  const deltas = endsOn === null ? ofProducts : untilNewEnd(contract, ofProducts, endsOn);
  if (deltas.length === 0 && frequency === null && endsOn === null) {
    return { refusals: [refusal('INVALID_INPUT', [], 'The contract says so already: nothing would change.')] };
  }
  return { plan: { deltas, kind: kindOf(changes, deltas), endsOn, frequency } };
}

/**
 * What a contract holds in its next term: what recurs on its last day, with these changes, from the day after that to
 * `endsOn`. The plan's deltas are what the new term holds.
 */
export function planRenewal(
  contract: AmendableContract,
  changes: readonly ContractChange[],
  endsOn: string,
  catalogue: ReadonlyMap<string, SellableProduct>,
): { readonly plan: AmendmentPlan; readonly startsOn: string } | { readonly refusals: readonly ChangeRefusal[] } {
  const startsOn = addDays(civilDate(contract.endsOn), 1);
  const end = parseCivilDate(endsOn);
  if (end === null || end < startsOn) {
    const message = `endsOn must lie after the present term, which ends on ${contract.endsOn}.`;
    return { refusals: [refusal('DATE_OUT_OF_TERM', ['endsOn'], message)] };
  }
  const held = heldLines(contract.lines, { from: contract.endsOn, to: contract.endsOn }).filter(recurs);
  const lines = held.map((line) => ({ ...line, startsOn, endsOn }));
  const renewed: AmendableContract = { ...contract, startsOn, endsOn, lines };
  const planned =
    changes.length === 0
      ? { plan: { deltas: [], endsOn: null, frequency: null } }
      : planAmendment(renewed, changes, startsOn, catalogue);
  if ('refusals' in planned) return planned;
  const deltas = heldLines([...lines, ...planned.plan.deltas], { from: startsOn, to: endsOn });
  if (deltas.length === 0) {
    return { refusals: [refusal('INVALID_INPUT', ['changes'], 'Nothing would be left to renew; cancel it instead.')] };
  }
  return { plan: { deltas, kind: 'TERM', endsOn, frequency: planned.plan.frequency }, startsOn };
}

/** What a contract that holds nothing any more from `effectiveOn` on no longer holds. */
export function planCancellation(contract: AmendableContract, effectiveOn: string): readonly PricedLine[] {
  return heldLines(contract.lines, { from: effectiveOn, to: contract.endsOn })
    .filter(({ chargeModel }) => chargeModel !== 'ONE_TIME')
    .map((line) => ({
      ...line,
      quantity: opposite(line.quantity),
      startsOn: laterOf(civilDate(line.startsOn), civilDate(effectiveOn)),
    }));
}

type TermsChange = Exclude<ContractChange, ProductChange>;

function isOfTerms(change: ContractChange): change is TermsChange {
  return change.kind === 'SET_TERM' || change.kind === 'CO_TERM' || change.kind === 'SET_FREQUENCY';
}

function planTerms(contract: AmendableContract, change: TermsChange, effectiveOn: string): Planned {
  const refused = refuseTerms(contract, change, effectiveOn);
  if (refused !== null) return { refusal: refused };
  return change.kind === 'SET_FREQUENCY'
    ? { lines: [], frequency: change.frequency }
    : { lines: [], endsOn: change.endsOn };
}

function refuseTerms(contract: AmendableContract, change: TermsChange, effectiveOn: string): ChangeRefusal | null {
  if (change.kind === 'SET_FREQUENCY') {
    return change.frequency === (contract.billingFrequency ?? 'ANNUAL')
      ? refusal('INVALID_INPUT', ['setBillingFrequency', 'frequency'], `It is billed ${change.frequency} already.`)
      : null;
  }
  const field = change.kind === 'SET_TERM' ? ['setTerm', 'endsOn'] : ['coTerm', 'withContractId'];
  const end = parseCivilDate(change.endsOn);
  if (end === null || end < civilDate(contract.startsOn) || change.endsOn < effectiveOn) {
    return refusal('DATE_OUT_OF_TERM', field, `The new end must not lie before ${effectiveOn}.`);
  }
  return change.endsOn === contract.endsOn
    ? refusal('INVALID_INPUT', field, `The contract ends on ${contract.endsOn} already.`)
    : null;
}

/** The wishes about products, together with a new end. */
function untilNewEnd(
  contract: AmendableContract,
  deltas: readonly PricedLine[],
  endsOn: string,
): readonly PricedLine[] {
  if (endsOn > contract.endsOn) return [...deltas, ...moveEnd(contract, deltas, endsOn)];
  // What is new never reaches behind the new end: it is not sold for days only to be taken back for them.
  const isNew = (line: PricedLine) => recurs(line) && decimalOf(line.quantity).n > 0n;
  const others = deltas.filter((line) => !isNew(line));
  const gained = deltas
    .filter((line) => isNew(line) && line.startsOn <= endsOn)
    .map((line) => (line.endsOn > endsOn ? { ...line, endsOn } : line));
  return [...others, ...gained, ...moveEnd(contract, others, endsOn)];
}

/** What is held on the last day goes on to a later end, and stops at an earlier one. */
function moveEnd(contract: AmendableContract, deltas: readonly PricedLine[], endsOn: string): readonly PricedLine[] {
  const lines = [...contract.lines, ...deltas];
  if (endsOn > contract.endsOn) {
    const startsOn = addDays(civilDate(contract.endsOn), 1);
    const last = heldLines(lines, { from: contract.endsOn, to: contract.endsOn }).filter(recurs);
    return last.map((line) => ({ ...line, startsOn, endsOn }));
  }
  const from = addDays(civilDate(endsOn), 1);
  return heldLines(lines, { from, to: contract.endsOn })
    .filter(recurs)
    .map((line) => ({
      ...line,
      quantity: opposite(line.quantity),
      startsOn: laterOf(civilDate(line.startsOn), civilDate(from)),
    }));
}

function recurs({ chargeModel = 'PER_UNIT' }: PricedLine): boolean {
  return chargeModel === 'PER_UNIT' || chargeModel === 'USAGE';
}

/** What one wish comes to. */
interface PlannedWish {
  readonly lines: readonly PricedLine[];
  readonly endsOn?: string;
  readonly frequency?: BillingFrequency;
}

type Planned = PlannedWish | { readonly refusal: ChangeRefusal };

function planChange(
  contract: AmendableContract,
  change: ProductChange,
  effectiveOn: string,
  catalogue: ReadonlyMap<string, SellableProduct>,
): Planned {
  const ours = contract.lines.filter(
    ({ productCode, endsOn }) => productCode === change.productCode && endsOn >= effectiveOn,
  );
  const held = ours.map((line) => ({ ...line, startsOn: laterOf(civilDate(line.startsOn), civilDate(effectiveOn)) }));
  if (change.kind === 'ADD_PRODUCT') return addProduct(contract, held, change, effectiveOn, catalogue);
  const member = MEMBERS[change.kind];
  if (held.length === 0) return notHeld(member, change.productCode);
  if (change.kind === 'REMOVE_PRODUCT') {
    return { lines: held.map((line) => ({ ...line, quantity: opposite(line.quantity) })) };
  }
  const later = held.find(({ startsOn }) => startsOn > effectiveOn);
  if (later !== undefined) {
    const message = `${change.productCode} is agreed in steps, the next from ${later.startsOn}; remove it and add it anew.`;
    return { refusal: refusal('INVALID_INPUT', [member, 'productCode'], message) };
  }
  return change.kind === 'SET_QUANTITY' ? setQuantity(held, change.quantity) : setPrice(held, change.unitPrice);
}

const MEMBERS = { SET_QUANTITY: 'setQuantity', REMOVE_PRODUCT: 'removeProduct', SET_PRICE: 'setPrice' } as const;

function setQuantity(held: readonly PricedLine[], quantity: string): Planned {
  const wanted = readQuantity(quantity, true);
  if (typeof wanted === 'string') return { refusal: refusal('INVALID_QUANTITY', ['setQuantity', 'quantity'], wanted) };
  const present = held.reduce((total, line) => sum(total, decimalOf(line.quantity)), ratio(0n));
  let missing = sum(wanted, negative(present));
  if (missing.n === 0n) return { lines: [] };
  const last = held.at(-1);
  if (missing.n > 0n && last !== undefined) return { lines: [{ ...last, quantity: plain(missing) }] };
  // What was bought last goes first: its price is the one that the customer would be credited.
  const lines: PricedLine[] = [];
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
  effectiveOn: string,
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
  const { code: productCode, chargeModel } = product;
  const added = { productCode, quantity: plain(quantity), unitPrice, startsOn: effectiveOn, endsOn: contract.endsOn };
  return { lines: [chargeModel === undefined ? added : { ...added, chargeModel }] };
}

function refuseDate(contract: AmendableContract, effectiveOn: string): readonly ChangeRefusal[] {
  const date = parseCivilDate(effectiveOn);
  if (date !== null && date >= civilDate(contract.startsOn) && date <= civilDate(contract.endsOn)) return [];
  const message = `effectiveOn must lie in the contract's term, ${contract.startsOn} to ${contract.endsOn}.`;
  return [{ code: 'DATE_OUT_OF_TERM', change: null, field: ['effectiveOn'], message }];
}

/** Two wishes about one product, or about the term, have no order, so their sum would be a guess. */
function refuseRepeats(changes: readonly ContractChange[]): readonly ChangeRefusal[] {
  const seen = new Set<string>();
  const refusals: ChangeRefusal[] = [];
  for (const [index, change] of changes.entries()) {
    const productCode = isOfTerms(change) ? change.kind.replace('CO_TERM', 'SET_TERM') : change.productCode;
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
  if (kinds.size === 1 && kinds.has('SET_TERM')) return 'TERM';
  if (kinds.has('CO_TERM')) return 'CO_TERM';
  if (kinds.size === 1 && kinds.has('SET_FREQUENCY')) return 'BILLING_FREQUENCY';
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
