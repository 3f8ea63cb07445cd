import {
  aCatalogue,
  aContract,
  at,
  type Catalogue,
  moveClock,
  type Running,
  refusal,
  running,
} from './stripe-harness.ts';

describe('the Stripe sandbox lives a subscription', () => {
  let run: Running;
  let catalogue: Catalogue;
  beforeEach(async () => {
    run = await running({ now: '2026-08-16' });
    catalogue = await aCatalogue(run.stripe);
  });
  afterEach(() => run.close());

  const itemOf = async (id: string) => (await run.stripe.subscriptions.retrieve(id)).items.data[0]?.id ?? '';

  it('renews when the clock passes the period, with what was left pending', async () => {
    const { id } = await aContract(run.stripe, catalogue);
    await run.stripe.subscriptions.update(id, {
      items: [{ id: await itemOf(id), quantity: 800 }],
      proration_behavior: 'create_prorations',
      proration_date: at('2026-08-16'),
    });
    const preview = await run.stripe.invoices.createPreview({ subscription: id });
    await moveClock(run.sandbox, '2027-01-02');
    const { data } = await run.stripe.invoices.list({ subscription: id });
    // -226,849.32 + 362,958.90 + 800 × 1,200.00
    expect(data.map(({ total, billing_reason }) => [total, billing_reason])).toEqual([
      [13_610_958 + 96_000_000, 'subscription_cycle'],
      [60_000_000, 'subscription_create'],
    ]);
    expect(preview.total).toBe(data[0]?.total);
    expect(data[0]).toMatchObject({ created: at('2027-01-01'), status: 'open' });
    const renewed = await run.stripe.subscriptions.retrieve(id);
    expect(renewed.items.data[0]).toMatchObject({
      current_period_start: at('2027-01-01'),
      current_period_end: at('2028-01-01'),
    });
  });

  it('ends at its date instead of renewing', async () => {
    const { id } = await aContract(run.stripe, catalogue);
    await run.stripe.subscriptions.update(id, { cancel_at: at('2027-01-01') });
    await moveClock(run.sandbox, '2027-06-01');
    const ended = await run.stripe.subscriptions.retrieve(id);
    expect(ended).toMatchObject({ status: 'canceled', ended_at: at('2027-01-01') });
    expect((await run.stripe.invoices.list({ subscription: id })).data).toHaveLength(1);
    expect((await run.stripe.subscriptions.list({ customer: catalogue.customer })).data).toEqual([]);
    expect((await run.stripe.subscriptions.list({ customer: catalogue.customer, status: 'all' })).data).toHaveLength(1);
  });

  it('turns a downgrade into credit that the next invoice uses up', async () => {
    const { id } = await aContract(run.stripe, catalogue);
    const change = {
      items: [{ id: await itemOf(id), quantity: 400 }],
      proration_behavior: 'always_invoice' as const,
      proration_date: at('2026-08-16'),
    };
    const { latest_invoice: latest } = await run.stripe.subscriptions.update(id, change);
    const invoice = await run.stripe.invoices.retrieve(String(latest));
    // -226,849.32 + 400 × 1,200.00 × 138 / 365
    expect(invoice).toMatchObject({ total: -4_536_987, amount_due: 0, status: 'paid', ending_balance: -4_536_987 });
    expect(await run.stripe.customers.retrieve(catalogue.customer)).toMatchObject({ balance: -4_536_987 });
    await moveClock(run.sandbox, '2027-01-01');
    const [renewal] = (await run.stripe.invoices.list({ subscription: id, limit: 1 })).data;
    expect(renewal).toMatchObject({ total: 48_000_000, starting_balance: -4_536_987, amount_due: 43_463_013 });
    expect(await run.stripe.customers.retrieve(catalogue.customer)).toMatchObject({ balance: 0 });
  });

  it('credits the unused time when it is cancelled with proration and invoiced', async () => {
    const { id } = await aContract(run.stripe, catalogue);
    const cancelled = await run.stripe.subscriptions.cancel(id, { prorate: true, invoice_now: true });
    expect(cancelled.status).toBe('canceled');
    const invoice = await run.stripe.invoices.retrieve(String(cancelled.latest_invoice));
    // The clock runs on from midnight, so a few seconds of the day are used.
    expect(invoice.total).toBeLessThan(-22_684_000);
    expect(invoice.total).toBeGreaterThanOrEqual(-22_684_932);
    expect(await refusal(run.stripe.subscriptions.cancel(id))).toMatchObject({ code: 'resource_missing' });
  });

  // evidence: docs: proration case stripe-01, 10.00 to 20.00 a month at half time
  it('prorates half a month of 10.00 to 20.00 as the vendor documents', async () => {
    await moveClock(run.sandbox, '2026-04-16');
    const product = await run.stripe.products.create({ name: 'Plan' });
    const price = async (unit_amount: number) =>
      (
        await run.stripe.prices.create({
          product: product.id,
          currency: 'usd',
          unit_amount,
          recurring: { interval: 'month' },
        })
      ).id;
    const { id } = await run.stripe.subscriptions.create({
      customer: catalogue.customer,
      items: [{ price: await price(1000) }],
      backdate_start_date: at('2026-04-01'),
      billing_cycle_anchor: at('2026-05-01'),
    });
    const preview = await run.stripe.invoices.createPreview({
      subscription: id,
      subscription_details: {
        items: [{ id: await itemOf(id), price: await price(2000) }],
        proration_behavior: 'always_invoice',
        proration_date: at('2026-04-16'),
      },
    });
    expect(preview.lines.data.map(({ amount }) => amount)).toEqual([-500, 1000]);
    expect(preview.total).toBe(500);
  });

  it('previews a new subscription to the cent of its first invoice', async () => {
    const terms = {
      items: [
        { price: catalogue.seats, quantity: 7 },
        { price: catalogue.module, quantity: 1 },
      ],
    };
    const preview = await run.stripe.invoices.createPreview({
      customer: catalogue.customer,
      subscription_details: {
        ...terms,
        start_date: at('2026-03-17'),
        billing_cycle_anchor: { type: 'timestamp', timestamp: at('2027-01-01') },
      },
    });
    const { latest_invoice: latest } = await run.stripe.subscriptions.create({
      customer: catalogue.customer,
      ...terms,
      backdate_start_date: at('2026-03-17'),
      billing_cycle_anchor: at('2027-01-01'),
    });
    const invoice = await run.stripe.invoices.retrieve(String(latest));
    // 290 of 365 days: 8,400.00 and 90,000.00
    expect(invoice.lines.data.map(({ amount }) => amount)).toEqual([667_397, 7_150_685]);
    expect(preview.total).toBe(invoice.total);
  });

  it('lists the lines of a long invoice page by page', async () => {
    const items = [];
    for (let count = 0; count < 12; count += 1) {
      const product = await run.stripe.products.create({ name: `Module ${count}` });
      const recurring = { interval: 'year' as const };
      const made = await run.stripe.prices.create({
        product: product.id,
        currency: 'usd',
        unit_amount: 100,
        recurring,
      });
      items.push({ price: made.id });
    }
    const { latest_invoice: latest, items: shown } = await run.stripe.subscriptions.create({
      customer: catalogue.customer,
      items,
    });
    const invoice = await run.stripe.invoices.retrieve(String(latest));
    expect([invoice.lines.data.length, invoice.lines.has_more, shown.has_more]).toEqual([10, true, true]);
    const all = [];
    for await (const line of run.stripe.invoices.listLineItems(invoice.id, { limit: 5 })) all.push(line.amount);
    expect(all).toEqual(Array.from({ length: 12 }, () => 100));
  });

  it.each([
    ['a proration date outside the period', { proration_date: at('2025-12-31') }, 'proration_date'],
    ['an unknown price', { items: [{ price: 'price_none' }] }, 'items[0][price]'],
    ['an unknown item', { items: [{ id: 'si_none', quantity: 2 }] }, 'items[0][id]'],
  ])('refuses %s and changes nothing', async (_, change, param) => {
    const before = await aContract(run.stripe, catalogue);
    const items = [{ id: await itemOf(before.id), quantity: 501 }];
    expect(await refusal(run.stripe.subscriptions.update(before.id, { items, ...change }))).toMatchObject({ param });
    expect(await run.stripe.subscriptions.retrieve(before.id)).toEqual(before);
  });
});
