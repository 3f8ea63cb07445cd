import { aCatalogue, aContract, at, type Running, running } from './stripe-harness.ts';

describe('the Stripe sandbox bills the worked example', () => {
  let run: Running;
  beforeEach(async () => {
    run = await running({ now: '2026-08-16' });
  });
  afterEach(() => run.close());

  it('charges a whole year from a backdated start to the anchor at the full price', async () => {
    const subscription = await aContract(run.stripe, await aCatalogue(run.stripe));
    const invoices = await run.stripe.invoices.list({ subscription: subscription.id });
    expect(invoices.data).toHaveLength(1);
    const [invoice] = invoices.data;
    expect(invoice).toMatchObject({ status: 'open', total: 60_000_000, amount_due: 60_000_000 });
    expect(invoice?.lines.data[0]?.period).toEqual({ start: at('2026-01-01'), end: at('2027-01-01') });
    expect(subscription.items.data[0]).toMatchObject({
      current_period_start: at('2026-01-01'),
      current_period_end: at('2027-01-01'),
    });
  });

  it('charges part of a year by the second', async () => {
    const { customer, seats } = await aCatalogue(run.stripe);
    await run.stripe.subscriptions.create({
      customer,
      items: [{ price: seats, quantity: 1 }],
      collection_method: 'send_invoice',
      days_until_due: 30,
      backdate_start_date: at('2026-07-02'),
      billing_cycle_anchor: at('2027-01-01'),
    });
    const { data } = await run.stripe.invoices.list({ customer });
    // 183 of 365 days of 1,200.00 = 601.6438…
    expect(data[0]?.total).toBe(60_164);
  });

  it('previews and commits 300 more seats and a module at T to the same cent', async () => {
    const catalogue = await aCatalogue(run.stripe);
    const subscription = await aContract(run.stripe, catalogue);
    const item = subscription.items.data[0]?.id ?? '';
    const change = {
      items: [{ id: item, quantity: 800 }, { price: catalogue.module }],
      proration_behavior: 'always_invoice' as const,
      proration_date: at('2026-08-16'),
    };
    const before = run.sandbox.ledger.effects().length;
    const preview = await run.stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: change,
    });
    expect(run.sandbox.ledger.effects()).toHaveLength(before);

    const amended = await run.stripe.subscriptions.update(subscription.id, change, { idempotencyKey: 'amend-1' });
    const invoice = await run.stripe.invoices.retrieve(String(amended.latest_invoice));
    const amounts = [-22_684_932, 36_295_890, 3_402_740];
    expect(preview.lines.data.map(({ amount }) => amount)).toEqual(amounts);
    expect(invoice.lines.data.map(({ amount }) => amount)).toEqual(amounts);
    expect([preview.total, invoice.total, invoice.amount_due]).toEqual([17_013_698, 17_013_698, 17_013_698]);
    expect(invoice.billing_reason).toBe('subscription_update');
    expect(invoice.parent?.subscription_details?.subscription).toBe(subscription.id);
    expect(amended.items.data.map(({ quantity }) => quantity)).toEqual([800, 1]);
  });
});
