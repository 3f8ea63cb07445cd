import type { ChangePreview, StartPreview } from '#billing/port.ts';
import type { PreviewedLines } from './catalogue.ts';
import { secondsOf } from './mapping.ts';
import { toStripeItem } from './prices.ts';

const DAY_S = 86_400;

/** As a start says it, in the preview's words. A customer that is not there yet is told by country and currency. */
export function previewStartParameters(terms: StartPreview, { items, once }: PreviewedLines) {
  const { customerExternalId: customer, country, currency, dates } = terms;
  const details = country === null ? {} : { customer_details: { address: { country } } };
  return {
    ...(customer === null ? { ...details, currency: currency.toLowerCase() } : { customer }),
    ...addedItems(once, terms),
    subscription_details: {
      items: items.map(toStripeItem),
      ...(dates === null
        ? {}
        : {
            start_date: secondsOf(dates.startsOn),
            billing_cycle_anchor: { type: 'timestamp', timestamp: secondsOf(dates.anchorOn) },
            cancel_at: secondsOf(dates.endsOn) + DAY_S,
            proration_behavior: 'create_prorations',
          }),
    },
  };
}

export function previewParameters(
  { subscription, endsOn, currency }: ChangePreview,
  { once }: PreviewedLines,
  details: Readonly<Record<string, unknown>>,
) {
  return {
    subscription: subscription.externalId,
    ...addedItems(once, { currency, carried: [] }),
    subscription_details: {
      ...details,
      proration_behavior: 'always_invoice',
      ...(endsOn === undefined ? {} : { cancel_at: secondsOf(endsOn) + DAY_S }),
    },
  };
}

/** What is charged once, or carried over, has a parameter of its own in a preview. */
function addedItems(
  once: PreviewedLines['once'],
  { currency, carried }: Pick<StartPreview, 'currency' | 'carried'>,
): Readonly<Record<string, unknown>> {
  const added = [
    ...once.map(toStripeItem),
    ...carried.map(({ productExternalId: product, amountMinor, serviceStartsOn, serviceEndsOn }) => ({
      price_data: { currency: currency.toLowerCase(), product, unit_amount: amountMinor },
      quantity: 1,
      period: { start: secondsOf(serviceStartsOn), end: secondsOf(serviceEndsOn) + DAY_S },
    })),
  ];
  return added.length === 0 ? {} : { invoice_items: added };
}
