import { aCatalogue, at, type Catalogue, moveClock, type Running, refusal, running } from './stripe-harness.ts';

describe('a one-time charge of the Stripe sandbox', () => {
  let run: Running;
  let catalogue: Catalogue;
  let setup: string;
  let product: string;
  beforeEach(async () => {
    run = await running({ now: '2026-01-01' });
    catalogue = await aCatalogue(run.stripe);
    ({ id: product } = await run.stripe.products.create({ name: 'Set-up' }));
    ({ id: setup } = await run.stripe.prices.create({ product, currency: 'usd', unit_amount: 250_000 }));
  });
  afterEach(() => run.close());

  const started = (added: object[]) =>
    run.stripe.subscriptions.create({
      customer: catalogue.customer,
      items: [{ price: catalogue.module }],
      collection_method: 'send_invoice',
      days_until_due: 30,
      add_invoice_items: added,
    });

  it('comes with the first invoice, previewed to the cent, and never again', async () => {
    const preview = await run.stripe.invoices.createPreview({
      customer: catalogue.customer,
      subscription_details: { items: [{ price: catalogue.module }] },
      invoice_items: [
        { price: setup, quantity: 2 },
        { amount: 100, currency: 'usd', description: 'Travel' },
      ],
    });
    const stated = { price_data: { product, currency: 'usd', unit_amount: 100 }, metadata: { line: 'L-2' } };
    const { id, latest_invoice: latest } = await started([{ price: setup, quantity: 2 }, stated]);
    const invoice = await run.stripe.invoices.retrieve(String(latest));
    expect(invoice.lines.data.map(({ amount, quantity }) => [amount, quantity])).toEqual([
      [9_000_000, 1],
      [500_000, 2],
      [100, 1],
    ]);
    expect(invoice.lines.data[2]?.metadata).toEqual({ line: 'L-2' });
    expect(preview.total).toBe(invoice.total);
    await moveClock(run.sandbox, '2027-01-02');
    expect((await run.stripe.invoices.list({ subscription: id })).data[0]?.total).toBe(9_000_000);
  });

  it('added later waits for the next invoice, or comes at once where everything does', async () => {
    const { id } = await started([]);
    const period = {
      start: { type: 'timestamp' as const, timestamp: at('2026-03-01') },
      end: { type: 'timestamp' as const, timestamp: at('2026-03-02') },
    };
    await run.stripe.subscriptions.update(id, { add_invoice_items: [{ price: setup, period }] });
    expect((await run.stripe.invoices.list({ subscription: id })).data).toHaveLength(1);
    await run.stripe.subscriptions.update(id, {
      add_invoice_items: [{ price: setup }],
      proration_behavior: 'always_invoice',
    });
    const [invoice] = (await run.stripe.invoices.list({ subscription: id })).data;
    expect(invoice).toMatchObject({ total: 500_000, billing_reason: 'subscription_update' });
    expect(invoice?.lines.data[0]?.period).toEqual({ start: at('2026-03-01'), end: at('2026-03-02') });
  });

  it('is refused where it is none: recurring, in another currency, without a price', async () => {
    const { id: euro } = await run.stripe.prices.create({ product, currency: 'eur', unit_amount: 1 });
    const param = 'add_invoice_items[0][price]';
    expect(await refusal(started([{ price: catalogue.seats }]))).toMatchObject({ param });
    expect(await refusal(started([{ price: euro }]))).toMatchObject({ param });
    expect(await refusal(started([{ quantity: 2 }]))).toMatchObject({ param });
  });
});
