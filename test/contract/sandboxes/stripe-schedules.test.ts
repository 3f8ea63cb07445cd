import type Stripe from 'stripe';
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

describe('a subscription schedule of the Stripe sandbox', () => {
  let run: Running;
  let catalogue: Catalogue;
  beforeEach(async () => {
    run = await running({ now: '2026-08-16' });
    catalogue = await aCatalogue(run.stripe);
  });
  afterEach(() => run.close());

  const seats = (quantity: number) => [{ price: catalogue.seats, quantity }];
  const year = { duration: { interval: 'year' as const } };
  const ramp = (asked: Partial<Stripe.SubscriptionScheduleCreateParams> = {}) =>
    run.stripe.subscriptionSchedules.create({
      customer: catalogue.customer,
      start_date: at('2026-10-01'),
      default_settings: { collection_method: 'send_invoice', invoice_settings: { days_until_due: 30 } },
      phases: [
        { items: seats(100), ...year, metadata: { version: '1' } },
        { items: seats(200), ...year, proration_behavior: 'none', metadata: { version: '2' } },
      ],
      ...asked,
    });
  const bills = async (subscription: string) => {
    const { data } = await run.stripe.invoices.list({ subscription });
    return data.reverse().map(({ created, total }) => [created, total]);
  };
  const reread = (id: string) => run.stripe.subscriptionSchedules.retrieve(id);
  const told = async () => {
    const { data } = await run.stripe.events.list({ limit: 100 });
    return data
      .map(({ type }) => type.split('.'))
      .filter(([kind]) => kind === 'subscription_schedule')
      .reverse()
      .map(([, what]) => what);
  };

  it('begins on its date, ramps on the next and leaves the subscription to itself after the last', async () => {
    const planned = await ramp();
    expect(planned).toMatchObject({ status: 'not_started', subscription: null, current_phase: null });
    expect(planned.phases.map(({ start_date, end_date }) => [start_date, end_date])).toEqual([
      [at('2026-10-01'), at('2027-10-01')],
      [at('2027-10-01'), at('2028-10-01')],
    ]);
    await moveClock(run.sandbox, '2026-10-02');
    const started = await reread(planned.id);
    const subscription = String(started.subscription);
    expect([started.status, started.current_phase?.start_date]).toEqual(['active', at('2026-10-01')]);
    expect(await run.stripe.subscriptions.retrieve(subscription)).toMatchObject({
      schedule: planned.id,
      start_date: at('2026-10-01'),
      billing_cycle_anchor: at('2026-10-01'),
      metadata: { version: '1' },
    });
    await moveClock(run.sandbox, '2028-10-02');
    // One invoice a year: the change falls on the period’s end, so that nothing is prorated.
    expect(await bills(subscription)).toEqual([
      [at('2026-10-01'), 12_000_000],
      [at('2027-10-01'), 24_000_000],
      [at('2028-10-01'), 24_000_000],
    ]);
    expect(await reread(planned.id)).toMatchObject({
      status: 'completed',
      completed_at: at('2028-10-01'),
      released_subscription: subscription,
    });
    expect(await run.stripe.subscriptions.retrieve(subscription)).toMatchObject({
      status: 'active',
      schedule: null,
      metadata: { version: '2' },
    });
    expect(await told()).toEqual(['created', 'updated', 'updated', 'completed']);
  });

  it('ends the subscription with the last phase where it is told so', async () => {
    const { id } = await ramp({ end_behavior: 'cancel' });
    await moveClock(run.sandbox, '2027-12-01');
    const subscription = String((await reread(id)).subscription);
    expect((await run.stripe.subscriptions.retrieve(subscription)).cancel_at).toBe(at('2028-10-01'));
    await moveClock(run.sandbox, '2029-12-01');
    expect(await run.stripe.subscriptions.retrieve(subscription)).toMatchObject({
      status: 'canceled',
      ended_at: at('2028-10-01'),
    });
    expect((await reread(id)).status).toBe('completed');
    expect(await bills(subscription)).toHaveLength(2);
  });

  it('prorates a phase that begins within a period, to the second', async () => {
    const { id } = await ramp({
      phases: [
        { items: seats(100), end_date: at('2027-01-01') },
        { items: [...seats(150), { price: catalogue.module }], ...year, proration_behavior: 'always_invoice' },
      ],
    });
    await moveClock(run.sandbox, '2027-01-02');
    const { data } = await run.stripe.invoices.list({ subscription: String((await reread(id)).subscription) });
    // 273 of 365 days of 120,000.00, 180,000.00 and 90,000.00
    expect(data[0]?.lines.data.map(({ amount }) => amount)).toEqual([-8_975_342, 13_463_014, 6_731_507]);
  });

  it('begins a new cycle with a phase of another interval, or where the phase says so', async () => {
    const { product } = await run.stripe.prices.retrieve(catalogue.seats);
    const { id: monthly } = await run.stripe.prices.create({
      product: String(product),
      currency: 'usd',
      unit_amount: 11_000,
      recurring: { interval: 'month' },
    });
    const { id } = await ramp({
      phases: [
        { items: seats(1), end_date: at('2027-10-01') },
        { items: [{ price: monthly }], duration: { interval: 'month', interval_count: 2 } },
        { items: [{ price: monthly }], billing_cycle_anchor: 'phase_start', end_date: at('2028-06-01') },
      ],
    });
    await moveClock(run.sandbox, '2028-01-02');
    expect(await bills(String((await reread(id)).subscription))).toEqual([
      [at('2026-10-01'), 120_000],
      [at('2027-10-01'), 11_000],
      [at('2027-11-01'), 11_000],
      [at('2027-12-01'), 11_000],
      [at('2028-01-01'), 11_000],
    ]);
  });

  it('is laid onto a live subscription and ramps it from its update', async () => {
    const contract = await aContract(run.stripe, catalogue);
    const laid = await run.stripe.subscriptionSchedules.create({ from_subscription: contract.id });
    expect(laid).toMatchObject({
      status: 'active',
      subscription: contract.id,
      phases: [{ start_date: at('2026-01-01'), end_date: at('2027-01-01'), items: [{ quantity: 500 }] }],
    });
    const now = { items: seats(500), start_date: at('2026-01-01'), end_date: at('2027-01-01') };
    await run.stripe.subscriptionSchedules.update(laid.id, {
      phases: [now, { items: seats(600), ...year, add_invoice_items: [{ price: await once(70_000) }] }],
    });
    expect(await bills(contract.id)).toHaveLength(1);
    await moveClock(run.sandbox, '2027-01-02');
    expect((await bills(contract.id))[1]).toEqual([at('2027-01-01'), 72_000_000 + 70_000]);
    const second = run.stripe.subscriptionSchedules.create({ from_subscription: contract.id });
    expect(await refusal(second)).toMatchObject({ param: 'from_subscription' });
  });

  const once = async (unit_amount: number) => {
    const { product } = await run.stripe.prices.retrieve(catalogue.module);
    return (await run.stripe.prices.create({ product: String(product), currency: 'usd', unit_amount })).id;
  };

  it('changes the phase that is being lived at once, with the proration that is asked for', async () => {
    const contract = await aContract(run.stripe, catalogue);
    const { id } = await run.stripe.subscriptionSchedules.create({ from_subscription: contract.id });
    const bounds = { start_date: at('2026-01-01'), end_date: at('2027-01-01') };
    await run.stripe.subscriptionSchedules.update(id, {
      phases: [{ items: seats(800), ...bounds }],
      proration_behavior: 'always_invoice',
    });
    expect((await run.stripe.subscriptions.retrieve(contract.id)).items.data[0]?.quantity).toBe(800);
    expect(await bills(contract.id)).toHaveLength(2);
    const without = run.stripe.subscriptionSchedules.update(id, {
      phases: [{ items: seats(1), start_date: at('2027-01-01'), ...year }],
    });
    expect(await refusal(without)).toMatchObject({ status: 400 });
  });

  it('lets its subscription go, with its end or without it', async () => {
    const { id } = await ramp({ end_behavior: 'cancel', phases: [{ items: seats(1), ...year }] });
    await moveClock(run.sandbox, '2026-10-02');
    const released = await run.stripe.subscriptionSchedules.release(id);
    expect([released.status, released.subscription]).toEqual(['released', null]);
    const subscription = await run.stripe.subscriptions.retrieve(String(released.released_subscription));
    expect(subscription).toMatchObject({ status: 'active', schedule: null, cancel_at: null });
    expect(await refusal(run.stripe.subscriptionSchedules.release(id))).toMatchObject({ status: 400 });
    await moveClock(run.sandbox, '2027-10-02');
    expect(await bills(subscription.id)).toHaveLength(2);
  });

  it('is cancelled before it begins, and together with its subscription after', async () => {
    const early = await ramp();
    expect((await run.stripe.subscriptionSchedules.cancel(early.id)).status).toBe('canceled');
    const late = await ramp();
    const other = await ramp();
    await moveClock(run.sandbox, '2026-10-02');
    const subscription = String((await reread(late.id)).subscription);
    await run.stripe.subscriptionSchedules.cancel(late.id);
    expect((await run.stripe.subscriptions.retrieve(subscription)).status).toBe('canceled');
    expect((await bills(subscription))[1]?.[1]).toBeLessThan(-11_900_000);
    await run.stripe.subscriptions.cancel(String((await reread(other.id)).subscription));
    expect((await reread(other.id)).status).toBe('canceled');
    expect((await told()).filter((what) => what === 'canceled')).toHaveLength(3);
    const { data } = await run.stripe.subscriptionSchedules.list({ customer: catalogue.customer });
    expect(data).toHaveLength(3);
  });

  it.each([
    ['without phases', { phases: [] }, 'phases'],
    ['with a phase that ends before it begins', { phases: [{ items: [], end_date: 1 }] }, 'phases[0][items]'],
    [
      'without days to pay',
      { default_settings: { collection_method: 'send_invoice' as const } },
      'phases[0][invoice_settings][days_until_due]',
    ],
  ])('is refused %s', async (_, asked, param) => {
    expect(await refusal(ramp(asked))).toMatchObject({ param });
  });

  it('begins at once where it should have begun before, with the share of the time that is left and past', async () => {
    const { subscription } = await ramp({ start_date: at('2026-07-01') });
    const { data } = await run.stripe.invoices.list({ subscription: String(subscription) });
    expect(data.map(({ total, period_start }) => [total, period_start])).toEqual([[12_000_000, at('2026-07-01')]]);
  });
});
