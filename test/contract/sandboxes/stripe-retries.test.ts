import type Stripe from 'stripe';
import {
  aCatalogue,
  at,
  type Catalogue,
  control,
  moveClock,
  type Running,
  refusal,
  running,
} from './stripe-harness.ts';

const DECLINED = 'pm_card_chargeCustomerFail';

describe('a payment of the Stripe sandbox that fails', () => {
  let run: Running;
  let catalogue: Catalogue;
  let id: string;
  beforeEach(async () => {
    run = await running({ now: '2026-01-01' });
    catalogue = await aCatalogue(run.stripe);
    ({ id } = await run.stripe.subscriptions.create({
      customer: catalogue.customer,
      items: [{ price: catalogue.module }],
      backdate_start_date: at('2025-06-01'),
      billing_cycle_anchor: at('2026-06-01'),
    }));
    await pays(DECLINED);
  });
  afterEach(() => run.close());

  const pays = (card: string) =>
    run.stripe.customers.update(catalogue.customer, { invoice_settings: { default_payment_method: card } });
  const renewal = async () =>
    (await run.stripe.invoices.list({ subscription: id, limit: 1 })).data[0] as Stripe.Invoice;
  const status = async () => (await run.stripe.subscriptions.retrieve(id)).status;
  const failures = async () => {
    const { data } = await run.stripe.events.list({ type: 'invoice.payment_failed' });
    return data.reverse().map(({ created, data: { object } }) => {
      const invoice = object as Stripe.Invoice;
      return [created, invoice.attempt_count, invoice.next_payment_attempt];
    });
  };

  it('is tried again by the account’s plan and leaves the subscription past due after the last attempt', async () => {
    await moveClock(run.sandbox, '2026-06-01');
    expect(await status()).toBe('past_due');
    await moveClock(run.sandbox, '2026-12-01');
    expect(await failures()).toEqual([
      [at('2026-06-01'), 1, at('2026-06-04')],
      [at('2026-06-04'), 2, at('2026-06-09')],
      [at('2026-06-09'), 3, at('2026-06-16')],
      [at('2026-06-16'), 4, null],
    ]);
    expect(await renewal()).toMatchObject({ status: 'open', amount_remaining: 9_000_000 });
    expect(await status()).toBe('past_due');
  });

  it('succeeds later: the invoice is paid once, told under both names, and the subscription is active again', async () => {
    await moveClock(run.sandbox, '2026-06-05');
    await pays('pm_card_visa');
    await moveClock(run.sandbox, '2026-06-10');
    expect(await renewal()).toMatchObject({ status: 'paid', attempt_count: 3, next_payment_attempt: null });
    expect(await status()).toBe('active');
    const { data } = await run.stripe.events.list({ types: ['invoice.paid', 'invoice.payment_succeeded'], limit: 2 });
    expect(data.map(({ type, created }) => [type, created])).toEqual([
      ['invoice.payment_succeeded', at('2026-06-09')],
      ['invoice.paid', at('2026-06-09')],
    ]);
    const paid = run.sandbox.ledger.effects().filter((effect) => effect.kind.startsWith('invoice.pa'));
    const ofRenewal = paid.filter((effect) => effect.summary['billing_reason'] === 'subscription_cycle');
    expect(ofRenewal.map(({ kind }) => kind)).toEqual([
      'invoice.payment_failed',
      'invoice.payment_failed',
      'invoice.paid',
    ]);
  });

  it.each(['unpaid', 'canceled'] as const)('makes the subscription %s where the owner chose so', async (end) => {
    await control(run.sandbox, 'settings', { afterLastRetry: end, retryAfterDays: [1] });
    await moveClock(run.sandbox, '2026-06-03');
    const subscription = await run.stripe.subscriptions.retrieve(id);
    expect(subscription.status).toBe(end);
    expect(subscription.cancellation_details?.reason).toBe(end === 'canceled' ? 'payment_failed' : null);
    await moveClock(run.sandbox, '2027-06-02');
    const { data } = await run.stripe.invoices.list({ subscription: id });
    expect(data.map((invoice) => invoice.status)).toEqual(
      end === 'canceled' ? ['open', 'paid'] : ['draft', 'open', 'paid'],
    );
  });

  it('is not counted or put off by somebody who tries in between, and can be paid with another card', async () => {
    await moveClock(run.sandbox, '2026-06-02');
    const { id: invoice } = await renewal();
    expect(await refusal(run.stripe.invoices.pay(invoice))).toMatchObject({ code: 'card_declined' });
    expect(await renewal()).toMatchObject({ attempt_count: 1, next_payment_attempt: at('2026-06-04') });
    expect((await run.stripe.invoices.pay(invoice, { payment_method: 'pm_card_visa' })).status).toBe('paid');
    expect(await status()).toBe('active');
  });

  it('ends with money that came another way, which is no payment that succeeded', async () => {
    await moveClock(run.sandbox, '2026-06-02');
    await run.stripe.invoices.pay((await renewal()).id, { paid_out_of_band: true });
    const told = async (type: string) => (await run.stripe.events.list({ type })).data.length;
    expect([await told('invoice.paid'), await told('invoice.payment_succeeded')]).toEqual([2, 1]);
    expect(await status()).toBe('active');
  });

  it('is not tried again after a cancellation', async () => {
    await moveClock(run.sandbox, '2026-06-02');
    await run.stripe.subscriptions.cancel(id);
    expect(await renewal()).toMatchObject({ status: 'open', auto_advance: false, next_payment_attempt: null });
    await moveClock(run.sandbox, '2026-12-01');
    expect(await failures()).toHaveLength(1);
  });
});
