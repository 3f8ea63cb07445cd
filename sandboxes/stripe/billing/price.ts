import type { Account, Call } from '../account.ts';
import type { Interval, Price, Recurring } from '../objects/records.ts';
import { Refusal, refuse } from '../wire/refusal.ts';
import { plainDecimal, wholeUnits } from './amount.ts';
import type { ItemChange } from './plan.ts';

export interface RecurringTerms {
  readonly interval: Interval;
  readonly interval_count?: number | undefined;
  readonly usage_type?: 'licensed' | 'metered' | undefined;
  readonly meter?: string | undefined;
}

/** evidence: docs: an interval lasts three years at most */
const COUNT_MAX: { readonly [Each in Interval]: number } = { day: 1095, week: 156, month: 36, year: 3 };

/** What a price is made of, in the catalogue and in a `price_data`. Exactly one of the two amounts, in minor units. */
export interface PriceTerms {
  readonly currency: string;
  readonly product: string;
  readonly recurring?: RecurringTerms | undefined;
  readonly unit_amount?: number | undefined;
  readonly unit_amount_decimal?: string | undefined;
}

/** An active price of a product that exists, in memory; `within` is the parameter that holds its terms, if one does. */
export function composePrice(
  account: Account,
  call: Call,
  { terms, newId, within }: { terms: PriceTerms; newId: () => string; within: string | null },
): Price | Refusal {
  const param = (name: string) => (within === null ? name : `${within}[${name}]`);
  const product = account.find('product', terms.product, param('product'));
  if (product instanceof Refusal) return product;
  if ((terms.unit_amount === undefined) === (terms.unit_amount_decimal === undefined)) {
    const message = 'Exactly one of unit_amount and unit_amount_decimal is needed.';
    return refuse(message, param('unit_amount'), 'parameter_missing');
  }
  const amount = plainDecimal(terms.unit_amount_decimal ?? String(terms.unit_amount));
  const recurring = terms.recurring === undefined ? null : recurringOf(account, terms.recurring, param);
  if (recurring instanceof Refusal) return recurring;
  return {
    id: newId(),
    object: 'price',
    created: call.at,
    active: true,
    currency: terms.currency,
    product: product.id,
    recurring,
    nickname: null,
    lookup_key: null,
    unit_amount: wholeUnits(amount),
    unit_amount_decimal: amount,
    metadata: {},
  };
}

function recurringOf(
  account: Account,
  { interval, interval_count: count = 1, usage_type: usage = 'licensed', meter: id }: RecurringTerms,
  param: (name: string) => string,
): Recurring | Refusal {
  if (count < 1 || count > COUNT_MAX[interval]) {
    return refuse('An interval lasts from one to three years at most.', param('recurring[interval_count]'));
  }
  // evidence: docs: since 2025-03-31.basil a metered price needs a meter
  if ((usage === 'metered') !== (id !== undefined)) {
    return refuse('A metered price, and only such a one, has a meter.', param('recurring[meter]'), 'parameter_missing');
  }
  const meter = id === undefined ? null : account.find('billing.meter', id, param('recurring[meter]'));
  if (meter instanceof Refusal) return meter;
  return { interval, interval_count: count, usage_type: usage, meter: meter?.id ?? null };
}

/** An item that may state its price itself. */
export interface PricedChange extends ItemChange {
  readonly price_data?: PriceTerms | undefined;
}

/** Items that name their prices by id, and the account as it looks with the prices that were stated. */
export interface StatedPrices {
  readonly account: Account;
  readonly items: readonly ItemChange[];
}

/** Gives every `price_data` a price that only this calculation sees, so that planning knows prices by id alone. */
export function withStatedPrices(
  account: Account,
  call: Call,
  asked: { items: readonly PricedChange[]; newId: (prefix: string) => string; within: string },
): StatedPrices | Refusal {
  const stated = new Map<string, Price>();
  const items: ItemChange[] = [];
  for (const [index, { price_data: terms, ...item }] of asked.items.entries()) {
    if (terms === undefined) {
      items.push(item);
      continue;
    }
    const within = `${asked.within}[${index}][price_data]`;
    if (item.price !== undefined) return refuse('Only one of price and price_data may be given.', within);
    const price = composePrice(account, call, { terms, newId: () => asked.newId('price'), within });
    if (price instanceof Refusal) return price;
    stated.set(price.id, price);
    items.push({ ...item, price: price.id });
  }
  return { account: account.seeing({ price: stated }), items };
}
