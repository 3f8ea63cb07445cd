import type { Account, Call } from '../account.ts';
import { record } from '../events.ts';
import type { DraftLine, Metadata, Period, Price } from '../objects/records.ts';
import { Refusal, refuse } from '../wire/refusal.ts';
import { charged } from './amount.ts';
import { composePrice, type PriceTerms } from './price.ts';

/** A charge that is made once, with the next invoice. Its price is stored, stated here, or an amount. */
export interface OneTimeCharge {
  readonly price?: string | undefined;
  readonly price_data?: Omit<PriceTerms, 'recurring'> | undefined;
  readonly amount?: number | undefined;
  readonly currency?: string | undefined;
  readonly description?: string | undefined;
  readonly quantity?: number | undefined;
  readonly metadata?: Metadata | '' | undefined;
  readonly period?: Period | undefined;
}

/** A charge that says its service period by the subscription's own. */
export interface AddedCharge extends Omit<OneTimeCharge, 'period'> {
  readonly period?: { readonly start: PeriodBound; readonly end: PeriodBound } | undefined;
}

export interface PeriodBound {
  readonly type: 'now' | 'timestamp' | 'max_item_period_start' | 'min_item_period_end';
  readonly timestamp?: number | undefined;
}

/** The charges with their service periods as instants. */
export function chargesOf(added: readonly AddedCharge[], call: Call, within: Period): OneTimeCharge[] {
  const instant = ({ type, timestamp }: PeriodBound, own: number) => {
    if (type === 'timestamp') return timestamp ?? own;
    return type === 'now' ? call.at : own;
  };
  return added.map(({ period, ...charge }) =>
    period === undefined
      ? charge
      : { ...charge, period: { start: instant(period.start, within.start), end: instant(period.end, within.end) } },
  );
}

export interface OneTimeLines {
  readonly lines: readonly DraftLine[];
  /** The prices that were stated: whoever commits the lines stores them. */
  readonly prices: readonly Price[];
}

export interface OneTimeContext {
  readonly currency: string;
  /** The service period of a charge that names none. */
  readonly period: Period;
  readonly newId: (prefix: string) => string;
  /** The parameter that the charges came in. */
  readonly within: string;
}

/** The lines of one-time charges. Stores nothing, so that a preview and a commit are one computation. */
export function oneTimeLines(
  account: Account,
  call: Call,
  { charges, context }: { charges: readonly OneTimeCharge[]; context: OneTimeContext },
): OneTimeLines | Refusal {
  const lines: DraftLine[] = [];
  const prices: Price[] = [];
  for (const [index, charge] of charges.entries()) {
    const param = `${context.within}[${index}]`;
    const price = priceOf(account, call, { charge, context, param });
    if (price instanceof Refusal) return price;
    if (charge.price_data !== undefined && price !== null) prices.push(price);
    const line = price === null ? amountLine(charge, context, param) : priceLine(account, charge, { price, context });
    if (line instanceof Refusal) return line;
    lines.push(line);
  }
  return { lines, prices };
}

/** Stores the prices that were stated with the charges. */
export function keepStated(account: Account, call: Call, prices: readonly Price[]): void {
  for (const next of prices) record(account, call, { kind: 'price', type: 'price.created', next });
}

function priceOf(
  account: Account,
  call: Call,
  { charge, context, param }: { charge: OneTimeCharge; context: OneTimeContext; param: string },
): Price | null | Refusal {
  const price = namedPrice(account, call, { charge, context, param });
  if (price === null || price instanceof Refusal) return price;
  if (price.recurring !== null) return refuse(`The price ${price.id} is recurring.`, `${param}[price]`);
  if (price.currency !== context.currency) return refuse('All prices must have one currency.', `${param}[price]`);
  return price;
}

function namedPrice(
  account: Account,
  call: Call,
  { charge, context, param }: { charge: OneTimeCharge; context: OneTimeContext; param: string },
): Price | null | Refusal {
  if (charge.price_data !== undefined) {
    const newId = () => context.newId('price');
    return composePrice(account, call, { terms: charge.price_data, newId, within: `${param}[price_data]` });
  }
  return charge.price === undefined ? null : account.find('price', charge.price, `${param}[price]`);
}

function priceLine(
  account: Account,
  charge: OneTimeCharge,
  { price, context }: { price: Price; context: OneTimeContext },
): DraftLine {
  const { quantity = 1, description = account.get('product', price.product).name } = charge;
  return {
    ...shared(charge, context),
    amount: charged(price.unit_amount_decimal, quantity, { part: 1n, whole: 1n }),
    description,
    price: price.id,
    product: price.product,
    unit_amount_decimal: price.unit_amount_decimal,
    quantity,
  };
}

function amountLine(charge: OneTimeCharge, context: OneTimeContext, param: string): DraftLine | Refusal {
  const { amount, currency = context.currency, description = '' } = charge;
  if (amount === undefined) return refuse(`Missing required param: ${param}[price].`, `${param}[price]`);
  if (currency !== context.currency) return refuse('All prices must have one currency.', `${param}[currency]`);
  const unpriced = { price: null, product: null, unit_amount_decimal: null, quantity: 1 };
  return { ...shared(charge, context), ...unpriced, amount, description };
}

function shared({ metadata, period }: OneTimeCharge, context: OneTimeContext) {
  return {
    period: period ?? context.period,
    metadata: metadata === undefined || metadata === '' ? {} : metadata,
    subscription_item: null,
    proration: false,
    credited: null,
  };
}
