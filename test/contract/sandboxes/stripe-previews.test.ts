import Stripe from 'stripe';
import { aCatalogue, aContract, at, type Catalogue, type Running, refusal, running } from './stripe-harness.ts';

describe('a preview of the Stripe sandbox', () => {
  let run: Running;
  let catalogue: Catalogue;
  let product: string;
  beforeEach(async () => {
    run = await running({ now: '2026-08-16' });
    catalogue = await aCatalogue(run.stripe);
    const { product: seats } = await run.stripe.prices.retrieve(catalogue.seats);
    product = String(seats);
  });
  afterEach(() => run.close());

  const yearly = (amount: string, change: object = {}) => ({
    price_data: {
      currency: 'usd',
      product,
      recurring: { interval: 'year' as const },
      unit_amount_decimal: Stripe.Decimal.from(amount),
      ...change,
    },
  });
  const kept = () => run.sandbox.ledger.effects().length;

  it('takes a price that is stated in it, to the cent of the stored one, and stores nothing', async () => {
    const contract = await aContract(run.stripe, catalogue);
    const item = contract.items.data[0]?.id ?? '';
    const terms = { proration_behavior: 'always_invoice' as const, proration_date: at('2026-08-16') };
    const before = kept();
    const prices = (await run.stripe.prices.list()).data.length;
    const preview = await run.stripe.invoices.createPreview({
      subscription: contract.id,
      subscription_details: {
        ...terms,
        items: [
          { id: item, deleted: true },
          { ...yearly('110012.5'), quantity: 600 },
        ],
      },
    });
    expect(preview.lines.data.map(({ amount }) => amount)).toEqual([-22_684_932, 24_956_260]);
    expect(kept()).toEqual(before);
    expect((await run.stripe.prices.list()).data).toHaveLength(prices);

    const price = await run.stripe.prices.create({
      product,
      currency: 'usd',
      unit_amount_decimal: Stripe.Decimal.from('110012.5'),
      recurring: { interval: 'year' },
    });
    const amended = await run.stripe.subscriptions.update(contract.id, {
      ...terms,
      items: [
        { id: item, deleted: true },
        { price: price.id, quantity: 600 },
      ],
    });
    const invoice = await run.stripe.invoices.retrieve(String(amended.latest_invoice));
    expect(invoice.total).toBe(preview.total);
  });

  it('is made for somebody who is no customer yet', async () => {
    const start = {
      items: [{ price: catalogue.seats, quantity: 500 }],
      start_date: at('2026-07-01'),
      billing_cycle_anchor: { type: 'timestamp' as const, timestamp: at('2027-01-01') },
    };
    const before = kept();
    const preview = await run.stripe.invoices.createPreview({
      customer_details: { address: { country: 'US', line1: 'Main Street 1' } },
      currency: 'usd',
      subscription_details: start,
    });
    // 184 of 365 days of 600,000.00
    expect([preview.customer, preview.total]).toEqual([null, 30_246_575]);
    expect(kept()).toEqual(before);
    const { total } = await run.stripe.invoices.createPreview({
      customer: catalogue.customer,
      subscription_details: start,
    });
    expect(total).toBe(preview.total);
  });

  it.each([
    ['of no product', { product: 'prod_none' }, 'price_data][product]'],
    ['without an amount', { unit_amount_decimal: undefined }, 'price_data][unit_amount]'],
    ['with two amounts', { unit_amount: 5 }, 'price_data][unit_amount]'],
    ['without an interval', { recurring: undefined }, 'price_data][recurring]'],
    ['with a tax of its own', { tax_behavior: 'exclusive' }, 'price_data][tax_behavior]'],
    ['in another currency', { currency: 'eur' }, 'price]'],
  ])('refuses a stated price %s by name', async (_what, change, param) => {
    const items = [{ price: catalogue.module }, yearly('120000', change)];
    const asked = run.stripe.invoices.createPreview({
      customer: catalogue.customer,
      subscription_details: { items },
    });
    expect(await refusal(asked)).toMatchObject({ status: 400, param: expect.stringContaining(param) });
  });

  it('refuses two prices for one item, and nobody’s preview without a currency or in another', async () => {
    const both = [{ price: catalogue.seats, ...yearly('120000') }];
    const ask = (asked: object) => refusal(run.stripe.invoices.createPreview(asked));
    expect(await ask({ customer: catalogue.customer, subscription_details: { items: both } })).toMatchObject({
      param: 'subscription_details[items][0][price_data]',
    });
    const items = [{ price: catalogue.seats }];
    expect(await ask({ subscription_details: { items } })).toMatchObject({ param: 'currency' });
    expect(await ask({ currency: 'eur', subscription_details: { items } })).toMatchObject({ param: 'currency' });
  });
});
