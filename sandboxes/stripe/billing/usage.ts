import type { Account } from '../account.ts';
import type { DraftLine, Period, Subscription, SubscriptionItem } from '../objects/records.ts';
import type { Meter, MeterEvent } from '../objects/usage-records.ts';
import { charged, sum } from './amount.ts';
import { isMetered } from './lines.ts';

/** What a meter counted for a customer from `start` until just before `end`. */
export function usageOf(account: Account, meter: Meter, { customer, period }: { customer: string; period: Period }) {
  const events = account
    .records('billing.meter_event')
    .filter(
      (event) =>
        event.event_name === meter.event_name &&
        event.customer === customer &&
        !event.cancelled &&
        event.timestamp >= period.start &&
        event.timestamp < period.end,
    );
  return counted(meter, events);
}

function counted({ formula }: Meter, events: readonly MeterEvent[]): number {
  if (formula === 'count') return events.length;
  if (formula === 'sum') return sum(events.map(({ value }) => value));
  const last = events.reduce<MeterEvent | null>(
    (latest, event) => (latest === null || event.timestamp >= latest.timestamp ? event : latest),
    null,
  );
  return last?.value ?? 0;
}

/** A stretch whose use is billed: the lines say that it ends `asOf`, at the period's end when left out. */
interface Used extends Period {
  readonly asOf?: number;
}

/** The use of a period that is billed nowhere yet, one line a metered item, also where nothing was used. */
export function usageLines(account: Account, subscription: Subscription, used: Used): DraftLine[] {
  return subscription.items
    .filter((item) => isMetered(account, item))
    .map((item) => usageLine(account, { item, customer: subscription.customer, used }));
}

function usageLine(
  account: Account,
  { item, customer, used }: { item: SubscriptionItem; customer: string; used: Used },
): DraftLine {
  const price = account.get('price', item.price);
  const product = account.get('product', price.product);
  const meter = price.recurring?.meter ?? null;
  const earlier = billedOnTheWay(account, item, used);
  const { start, end, asOf = end } = used;
  const counted =
    meter === null ? 0 : usageOf(account, account.get('billing.meter', meter), { customer, period: { start, end } });
  // evidence: [?]: use that was taken back beyond what there was is not paid out
  const quantity = Math.max(0, counted - sum(earlier.map((line) => line.quantity)));
  return {
    amount: charged(price.unit_amount_decimal, quantity, { part: 1n, whole: 1n }),
    description: `${quantity} × ${product.name} (used)`,
    // evidence: [?]: the days of use after a threshold begin where those that were billed end
    period: { start: Math.max(start, ...earlier.map((line) => line.period.end)), end: asOf },
    price: price.id,
    product: price.product,
    unit_amount_decimal: price.unit_amount_decimal,
    quantity,
    metadata: item.metadata,
    subscription_item: item.id,
    proration: false,
    credited: null,
  };
}

/** What thresholds of the period have billed of the item. */
function billedOnTheWay(account: Account, item: SubscriptionItem, { start, end }: Period): readonly DraftLine[] {
  return account
    .records('invoice')
    .filter((one) => one.subscription === item.subscription && one.billing_reason === 'subscription_threshold')
    .flatMap(({ lines }) => lines)
    .filter(({ subscription_item: of, period }) => of === item.id && period.start >= start && period.end <= end);
}
