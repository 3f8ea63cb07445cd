import { needed, type Stage } from './scenario.ts';

/** Use, as a customer's own software tells it to billing, and as whoever looks after billing has it billed. */

/** A product of a contract that billing meters, in Stripe's own words. */
interface Metered {
  readonly subscription: string;
  readonly item: string;
  readonly customer: string;
  readonly eventName: string;
}

/** How billing counts what a contract uses of a product. */
export async function meterOf(stage: Stage, contractId: string, productCode: string): Promise<Metered> {
  const { contract } = await stage.graph<{
    readonly contract: {
      readonly subscription: {
        readonly provenance: { readonly externalId: string };
        readonly items: readonly { readonly externalId: string; readonly product: { readonly code: string } | null }[];
      } | null;
    } | null;
  }>(
    `query ($id: ID!) { contract(id: $id) { subscription { provenance { externalId }
       items { externalId product { code } } } } }`,
    { id: contractId },
  );
  const subscription = needed(contract?.subscription, 'Billing has no subscription.');
  const item = needed(
    subscription.items.find(({ product }) => product?.code === productCode),
    'Nothing of the subscription is metered.',
  );
  const { stripe } = await stage.vendors();
  const own = (await stripe('GET', `/v1/subscriptions/${subscription.provenance.externalId}`)) as {
    readonly id: string;
    readonly customer: string;
    readonly items: { readonly data: readonly StripeItem[] };
  };
  const meterId = own.items.data.find(({ id }) => id === item.externalId)?.price.recurring.meter;
  const meter = (await stripe('GET', `/v1/billing/meters/${meterId}`)) as { readonly event_name: string };
  return { subscription: own.id, item: item.externalId, customer: own.customer, eventName: meter.event_name };
}

interface StripeItem {
  readonly id: string;
  readonly price: { readonly recurring: { readonly meter: string | null } };
}

/** Who looks after billing has use billed as soon as so much of it has come together. */
export async function bound(stage: Stage, { subscription, item }: Metered, quantity: string): Promise<void> {
  const { stripe } = await stage.vendors();
  const form = { 'items[0][id]': item, 'items[0][billing_thresholds][usage_gte]': quantity };
  await stripe('POST', `/v1/subscriptions/${subscription}`, form, `story:${stage.telling}:threshold`);
}

interface Use {
  /** Of this telling; the same one tells the same use again. */
  readonly id: string;
  readonly quantity: string;
  readonly on: string;
}

/** What the customer's software tells of itself, at noon of a day; its identifier makes a repetition harmless. */
export async function use(stage: Stage, { customer, eventName }: Metered, { id, quantity, on }: Use): Promise<void> {
  const { stripe } = await stage.vendors();
  await stripe('POST', '/v1/billing/meter_events', {
    event_name: eventName,
    identifier: `${stage.telling}-${id}`,
    timestamp: String(Date.parse(`${on}T12:00:00Z`) / 1000),
    'payload[stripe_customer_id]': customer,
    'payload[value]': quantity,
  });
}

/** A repetition is refused as known. */
export async function tellAgain(stage: Stage, metered: Metered, again: Use): Promise<void> {
  const refused = await use(stage, metered, again).then(
    () => 'taken',
    (error: unknown) => (String(error).includes('already exists') ? 'known' : String(error)),
  );
  stage.check.equal('billing: use that is told again', refused, 'known');
}

/** Use that was none is cancelled by its identifier. */
export async function takeBack(stage: Stage, { eventName }: Metered, id: string): Promise<void> {
  const { stripe } = await stage.vendors();
  await stripe('POST', '/v1/billing/meter_event_adjustments', {
    event_name: eventName,
    type: 'cancel',
    'cancel[identifier]': `${stage.telling}-${id}`,
  });
}
