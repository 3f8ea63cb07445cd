import Stripe from 'stripe';
import { aCatalogue, at, type Catalogue, moveClock, type Running, refusal, running } from './stripe-harness.ts';

describe('use that the Stripe sandbox meters', () => {
  let run: Running;
  let catalogue: Catalogue;
  let meter: string;
  let calls: string;
  let id: string;
  beforeEach(async () => {
    run = await running({ now: '2026-01-01' });
    catalogue = await aCatalogue(run.stripe);
    ({ id: meter } = await run.stripe.billing.meters.create({
      display_name: 'Calls',
      event_name: 'api_call',
      default_aggregation: { formula: 'sum' },
    }));
    const { id: product } = await run.stripe.products.create({ name: 'Calls' });
    const recurring = { interval: 'month' as const, usage_type: 'metered' as const, meter };
    const unit_amount_decimal = Stripe.Decimal.from('0.125');
    const base = { product, currency: 'usd' };
    ({ id: calls } = await run.stripe.prices.create({ ...base, recurring, unit_amount_decimal }));
    const flat = await run.stripe.prices.create({ ...base, recurring: { interval: 'month' }, unit_amount: 9_900 });
    ({ id } = await run.stripe.subscriptions.create({
      customer: catalogue.customer,
      items: [{ price: flat.id }, { price: calls }],
      collection_method: 'send_invoice',
      days_until_due: 30,
      backdate_start_date: at('2026-01-01'),
      billing_cycle_anchor: at('2026-02-01'),
    }));
  });
  afterEach(() => run.close());

  const used = (value: string, identifier: string, day: string) =>
    run.stripe.billing.meterEvents.create({
      event_name: 'api_call',
      payload: { stripe_customer_id: catalogue.customer, value },
      identifier,
      timestamp: at(day),
    });
  const invoices = async () => (await run.stripe.invoices.list({ subscription: id })).data;

  it('is billed at the end of the period it fell in, exactly, beside the next period’s fee', async () => {
    await moveClock(run.sandbox, '2026-01-31');
    await used('1000', 'u-1', '2026-01-10');
    await used('235', 'u-2', '2026-01-30');
    const preview = await run.stripe.invoices.createPreview({ subscription: id });
    await moveClock(run.sandbox, '2026-02-05');
    await used('40', 'u-3', '2026-02-04');
    const [renewal, first] = await invoices();
    expect(first?.total).toBe(9_900);
    // 1,235 × 0.125 = 154.375
    const lines = renewal?.lines.data.map(({ amount, quantity, period }) => [amount, quantity, period.start]);
    expect(lines).toEqual([
      [154, 1_235, at('2026-01-01')],
      [9_900, 1, at('2026-02-01')],
    ]);
    expect(preview.total).toBe(renewal?.total);
    const counted = async (from: string, to: string) => {
      const { customer } = catalogue;
      const asked = { customer, start_time: at(from), end_time: at(to) };
      return (await run.stripe.billing.meters.listEventSummaries(meter, asked)).data[0]?.aggregated_value;
    };
    expect(await counted('2026-01-01', '2026-02-05')).toBe(1_275);
    expect(await counted('2026-01-10', '2026-01-30')).toBe(1_000);
    await moveClock(run.sandbox, '2026-03-02');
    expect((await invoices())[0]?.lines.data[0]).toMatchObject({ quantity: 40, amount: 5 });
  });

  it('is counted once, however often it is told', async () => {
    await moveClock(run.sandbox, '2026-01-20');
    await used('10', 'u-1', '2026-01-10');
    expect(await refusal(used('10', 'u-1', '2026-01-10'))).toMatchObject({ status: 400, param: 'identifier' });
    await used('5', 'u-2', '2026-01-10');
    await run.stripe.billing.meterEventAdjustments.create({
      event_name: 'api_call',
      type: 'cancel',
      cancel: { identifier: 'u-2' },
    });
    await run.stripe.subscriptions.cancel(id, { invoice_now: true });
    const [last] = await invoices();
    expect(last?.lines.data.map(({ quantity }) => quantity)).toEqual([10]);
    const effects = run.sandbox.ledger.effects().filter(({ kind }) => kind === 'billing.meter_event.created');
    expect(effects.map(({ summary }) => summary['value'])).toEqual([10, 5]);
  });

  it('is billed before its period ends once it reaches its threshold, and the rest at the end', async () => {
    const { items } = await run.stripe.subscriptions.retrieve(id);
    const ofCalls = items.data.find(({ price }) => price.id === calls)?.id ?? '';
    await run.stripe.subscriptions.update(id, { items: [{ id: ofCalls, billing_thresholds: { usage_gte: 1_000 } }] });
    await moveClock(run.sandbox, '2026-01-20');
    await used('600', 'u-1', '2026-01-10');
    expect(await invoices()).toHaveLength(1);
    await used('800', 'u-2', '2026-01-12');
    await moveClock(run.sandbox, '2026-01-25');
    await used('300', 'u-3', '2026-01-11');
    // 1,400 × 0.125 = 175
    const [reached] = await invoices();
    expect(reached).toMatchObject({ billing_reason: 'subscription_threshold', status: 'open', total: 175 });
    expect(reached?.lines.data).toHaveLength(1);
    expect(reached?.lines.data[0]).toMatchObject({
      quantity: 1_400,
      period: { start: at('2026-01-01'), end: at('2026-01-20') },
    });
    await moveClock(run.sandbox, '2026-01-31T00:00:01Z');
    await used('5000', 'u-4', '2026-01-31');
    await moveClock(run.sandbox, '2026-02-05');
    // In the last day of a period no threshold is looked at. 5,300 × 0.125 = 662.5
    const [renewal, ...others] = await invoices();
    expect(others).toHaveLength(2);
    expect(renewal?.lines.data.map(({ amount, quantity, period }) => [amount, quantity, period.start])).toEqual([
      [663, 5_300, at('2026-01-20')],
      [9_900, 1, at('2026-02-01')],
    ]);
    const changed = await run.stripe.subscriptions.retrieve(id);
    expect(changed.billing_cycle_anchor).toBe(at('2026-02-01'));
  });

  it('is billed at once where as much is used already when the threshold is set, and no more without one', async () => {
    const { items } = await run.stripe.subscriptions.retrieve(id);
    const [flat, metered] = items.data;
    const bound = (item: string | undefined, billing_thresholds: { usage_gte: number } | '') =>
      run.stripe.subscriptions.update(id, { items: [{ id: item ?? '', billing_thresholds }] });
    expect(await refusal(bound(flat?.id, { usage_gte: 10 }))).toMatchObject({ status: 400 });
    await moveClock(run.sandbox, '2026-01-20');
    await used('80', 'u-1', '2026-01-10');
    const set = await bound(metered?.id, { usage_gte: 80 });
    expect(set.items.data[1]?.billing_thresholds).toEqual({ usage_gte: 80 });
    expect((await invoices()).map(({ id: invoice }) => invoice)[0]).toBe(set.latest_invoice);
    await bound(metered?.id, '');
    await used('500', 'u-2', '2026-01-11');
    expect(await invoices()).toHaveLength(2);
  });

  it('is refused for nobody, too late, for no meter and in parts', async () => {
    await moveClock(run.sandbox, '2026-02-20');
    expect(await refusal(used('1', 'u-1', '2026-01-10'))).toMatchObject({ param: 'timestamp' });
    expect(await refusal(used('1.5', 'u-1', '2026-02-10'))).toMatchObject({ param: 'payload[value]' });
    await run.stripe.billing.meters.deactivate(meter);
    expect(await refusal(used('1', 'u-1', '2026-02-10'))).toMatchObject({ param: 'event_name' });
    await run.stripe.billing.meters.reactivate(meter);
    const payload = { stripe_customer_id: 'cus_none', value: '1' };
    const nobody = run.stripe.billing.meterEvents.create({ event_name: 'api_call', payload });
    expect(await refusal(nobody)).toMatchObject({ param: 'payload[stripe_customer_id]' });
  });

  it('shows its price without a quantity', async () => {
    const { items } = await run.stripe.subscriptions.retrieve(id);
    const metered = items.data.find(({ price }) => price.id === calls);
    expect(metered?.quantity).toBeUndefined();
    expect(metered?.price.recurring).toMatchObject({ usage_type: 'metered', meter });
  });
});
