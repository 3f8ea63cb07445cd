import type Stripe from 'stripe';
import { aCatalogue, at, type Catalogue, moveClock, type Running, refusal, running } from './stripe-harness.ts';

describe('a subscription of the Stripe sandbox that ends or changes its rhythm', () => {
  let run: Running;
  let catalogue: Catalogue;
  let id: string;
  beforeEach(async () => {
    run = await running({ now: '2026-01-01' });
    catalogue = await aCatalogue(run.stripe);
    ({ id } = await run.stripe.subscriptions.create({
      customer: catalogue.customer,
      items: [{ price: catalogue.module }],
      collection_method: 'send_invoice',
      days_until_due: 30,
      backdate_start_date: at('2026-01-01'),
      billing_cycle_anchor: at('2027-01-01'),
    }));
    await moveClock(run.sandbox, '2026-08-16');
  });
  afterEach(() => run.close());

  const item = async () => (await run.stripe.subscriptions.retrieve(id)).items.data[0] as Stripe.SubscriptionItem;
  const invoices = async () => (await run.stripe.invoices.list({ subscription: id })).data;
  const price = async (unit_amount: number, interval: 'month' | 'year', interval_count = 1) => {
    const { product } = await run.stripe.prices.retrieve(catalogue.module);
    const recurring = { interval, interval_count };
    return (await run.stripe.prices.create({ product: String(product), currency: 'usd', unit_amount, recurring })).id;
  };

  it('credits what lies behind an end within the period, and gives it back as a balance at that end', async () => {
    const change = { cancel_at: at('2026-10-01') };
    const preview = await run.stripe.invoices.createPreview({ subscription: id, subscription_details: change });
    // 92 of 365 days of 90,000.00
    expect(preview.total).toBe(-2_268_493);
    const ending = await run.stripe.subscriptions.update(id, change);
    expect(ending).toMatchObject({ status: 'active', cancel_at: at('2026-10-01'), cancel_at_period_end: false });
    expect((await item()).current_period_end).toBe(at('2026-10-01'));
    await moveClock(run.sandbox, '2026-10-02');
    const [last] = await invoices();
    expect(last).toMatchObject({ total: -2_268_493, created: at('2026-10-01'), ending_balance: -2_268_493 });
    expect(await run.stripe.subscriptions.retrieve(id)).toMatchObject({
      status: 'canceled',
      ended_at: at('2026-10-01'),
    });
  });

  it('charges the time again when such an end is taken back, to the cent', async () => {
    await run.stripe.subscriptions.update(id, { cancel_at: at('2026-10-01') });
    const restored = await run.stripe.subscriptions.update(id, { cancel_at: '', proration_behavior: 'always_invoice' });
    expect([restored.cancel_at, (await item()).current_period_end]).toEqual([null, at('2027-01-01')]);
    const [settling] = await invoices();
    expect(settling).toMatchObject({ total: 0, status: 'paid' });
    expect(settling?.lines.data.map(({ amount }) => amount)).toEqual([-2_268_493, 2_268_493]);
  });

  it('takes nothing off for an earlier end without prorations', async () => {
    await run.stripe.subscriptions.update(id, { cancel_at: at('2026-10-01'), proration_behavior: 'none' });
    await moveClock(run.sandbox, '2026-10-02');
    expect(await invoices()).toHaveLength(1);
  });

  it('bills only the share of a later period in which it ends', async () => {
    await run.stripe.subscriptions.update(id, { cancel_at: at('2027-04-01'), proration_behavior: 'none' });
    await moveClock(run.sandbox, '2027-05-01');
    // 90 of 365 days of 90,000.00
    expect((await invoices()).map(({ total }) => total)).toEqual([2_219_178, 9_000_000]);
    expect((await run.stripe.subscriptions.retrieve(id)).ended_at).toBe(at('2027-04-01'));
  });

  it('ends with its period when it is told so in either way, and not when that is taken back', async () => {
    const flagged = await run.stripe.subscriptions.update(id, { cancel_at_period_end: true });
    expect(flagged).toMatchObject({ cancel_at: at('2027-01-01'), cancel_at_period_end: true });
    const back = await run.stripe.subscriptions.update(id, { cancel_at_period_end: false });
    expect(back).toMatchObject({ cancel_at: null, cancel_at_period_end: false });
    const dated = await run.stripe.subscriptions.update(id, { cancel_at: 'max_period_end' });
    expect(dated).toMatchObject({ cancel_at: at('2027-01-01'), cancel_at_period_end: false });
    await moveClock(run.sandbox, '2027-01-02');
    const { data } = await run.stripe.events.list({ type: 'customer.subscription.deleted' });
    expect(data).toMatchObject([{ created: at('2027-01-01') }]);
  });

  it('forgets what waited when it is cancelled at once without proration and without a bill', async () => {
    await run.stripe.subscriptions.update(id, { items: [{ id: (await item()).id, quantity: 2 }] });
    const cancelled = await run.stripe.subscriptions.cancel(id, {
      cancellation_details: { comment: 'Moved on', feedback: 'unused' },
    });
    expect(cancelled.cancellation_details).toMatchObject({ comment: 'Moved on', feedback: 'unused' });
    expect((await run.stripe.invoiceItems.list({ pending: true })).data).toEqual([]);
  });

  it('begins a new cycle at once with another interval, previewed to the cent', async () => {
    const monthly = await price(800_000, 'month');
    const items = [{ id: (await item()).id, price: monthly, quantity: 1 }];
    const terms = { items, proration_date: at('2026-08-16') };
    const preview = await run.stripe.invoices.createPreview({ subscription: id, subscription_details: terms });
    const changed = await run.stripe.subscriptions.update(id, terms);
    const [invoice] = await invoices();
    // 138 of 365 days of 90,000.00 back, a month of 8,000.00
    expect(invoice?.lines.data.map(({ amount }) => amount)).toEqual([-3_402_740, 800_000]);
    expect(preview.total).toBe(invoice?.total);
    const anchor = changed.billing_cycle_anchor;
    expect(anchor).toBeGreaterThanOrEqual(at('2026-08-16'));
    expect(changed.items.data[0]).toMatchObject({ id: items[0]?.id, current_period_start: anchor });
    await moveClock(run.sandbox, '2026-10-17');
    expect((await invoices()).map(({ total }) => total)).toEqual([800_000, 800_000, -2_602_740, 9_000_000]);
  });

  it('keeps its anchor with another interval when it is told to', async () => {
    const monthly = await price(800_000, 'month');
    const changed = await run.stripe.subscriptions.update(id, {
      items: [{ id: (await item()).id, price: monthly, quantity: 1 }],
      proration_date: at('2026-08-16'),
      proration_behavior: 'always_invoice',
      billing_cycle_anchor: { type: 'unchanged' },
    });
    expect(changed.billing_cycle_anchor).toBe(at('2027-01-01'));
    const [invoice] = await invoices();
    // Until the anchor, 138 days: 16 of 31 days of August and four whole months at 8,000.00
    expect(invoice?.lines.data.map(({ amount }) => amount)).toEqual([-3_402_740, 3_612_903]);
    await moveClock(run.sandbox, '2027-02-02');
    expect((await invoices()).slice(0, 2).map(({ total, created }) => [total, created])).toEqual([
      [800_000, at('2027-02-01')],
      [800_000, at('2027-01-01')],
    ]);
  });

  it('moves its anchor to now: what is unused is credited, a whole period charged', async () => {
    const moved = await run.stripe.subscriptions.update(id, {
      billing_cycle_anchor: { type: 'now' },
      proration_date: at('2026-08-16'),
    });
    expect((await invoices())[0]?.lines.data.map(({ amount }) => amount)).toEqual([-3_402_740, 9_000_000]);
    const { current_period_start: start, current_period_end: end } = await item();
    expect(start).toBe(moved.billing_cycle_anchor);
    expect(new Date(end * 1000).getUTCFullYear()).toBe(2027);
  });

  it('is charged for three years in advance, and no longer', async () => {
    const { id: three } = await run.stripe.subscriptions.create({
      customer: catalogue.customer,
      items: [{ price: await price(27_000_000, 'year', 3) }],
      cancel_at: at('2029-08-16'),
      backdate_start_date: at('2026-08-16'),
    });
    expect((await run.stripe.invoices.list({ subscription: three })).data[0]?.total).toBe(27_000_000);
    expect(await refusal(price(1, 'year', 4))).toMatchObject({ param: 'recurring[interval_count]' });
    expect(await refusal(price(1, 'month', 37))).toMatchObject({ param: 'recurring[interval_count]' });
  });

  it('never mixes intervals', async () => {
    const mixed = run.stripe.subscriptions.update(id, { items: [{ price: await price(5, 'month') }] });
    expect(await refusal(mixed)).toMatchObject({ param: 'items' });
  });
});
