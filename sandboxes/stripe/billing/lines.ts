import type { Account } from '../account.ts';
import type { DraftLine, Period, Subscription, SubscriptionItem } from '../objects/records.ts';
import { charged } from './amount.ts';
import { type Cycle, intervalsBetween } from './cycle.ts';

type PlannedItem = Omit<SubscriptionItem, 'current_period_start' | 'current_period_end'>;

export function cycleOf(account: Account, { billing_cycle_anchor, items }: Subscription): Cycle {
  const first = items[0];
  const recurring = first === undefined ? null : account.get('price', first.price).recurring;
  // A subscription whose last item was taken out has no renewals; any interval will do until it ends.
  return { anchor: billing_cycle_anchor, recurring: recurring ?? { interval: 'month', interval_count: 1 } };
}

/** A line for an item over a period, by the share of the price's interval that the period is. */
export function itemLine(
  account: Account,
  item: PlannedItem,
  { cycle, period, proration }: { cycle: Cycle; period: Period; proration: 'credit' | 'debit' | null },
): DraftLine {
  const price = account.get('price', item.price);
  const product = account.get('product', price.product);
  const full = charged(price.unit_amount_decimal, item.quantity, intervalsBetween(cycle, period.start, period.end));
  const on = new Date(period.start * 1000).toUTCString().slice(5, 16);
  const descriptions = {
    credit: `Unused time on ${item.quantity} × ${product.name} after ${on}`,
    debit: `Remaining time on ${item.quantity} × ${product.name} after ${on}`,
    full: `${item.quantity} × ${product.name}`,
  };
  return {
    amount: proration === 'credit' && full !== 0 ? -full : full,
    description: descriptions[proration ?? 'full'],
    period,
    price: price.id,
    product: price.product,
    unit_amount_decimal: price.unit_amount_decimal,
    quantity: item.quantity,
    metadata: item.metadata,
    subscription_item: item.id,
    proration: proration !== null,
    credited: proration === 'credit' ? lastBilled(account, item) : null,
  };
}

function lastBilled(account: Account, item: PlannedItem): DraftLine['credited'] {
  const bills = (lines: readonly DraftLine[]) =>
    lines.find((line) => line.subscription_item === item.id && line.amount > 0);
  const invoice = account
    .records('invoice')
    .filter((one) => one.subscription === item.subscription && one.status !== 'void' && bills(one.lines) !== undefined)
    .at(-1);
  if (invoice === undefined) return null;
  const line = invoice.lines.find((one) => one.subscription_item === item.id && one.amount > 0);
  return line === undefined ? null : { invoice: invoice.id, invoice_line_items: [line.id] };
}

/** What the items cost over a period in advance. What is metered is billed afterwards. */
export function periodLines(
  account: Account,
  items: readonly PlannedItem[],
  { cycle, period }: { cycle: Cycle; period: Period },
): DraftLine[] {
  return items
    .filter((item) => !isMetered(account, item))
    .map((item) => itemLine(account, item, { cycle, period, proration: null }));
}

export function isMetered(account: Account, { price }: Pick<SubscriptionItem, 'price'>): boolean {
  return account.get('price', price).recurring?.usage_type === 'metered';
}
