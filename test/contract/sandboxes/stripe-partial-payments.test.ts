import type Stripe from 'stripe';
import { aCatalogue, aContract, at, type Catalogue, type Running, refusal, running } from './stripe-harness.ts';

describe('an invoice of the Stripe sandbox that is paid in parts', () => {
  let run: Running;
  let catalogue: Catalogue;
  let invoice: string;
  beforeEach(async () => {
    run = await running({ now: '2026-08-16' });
    catalogue = await aCatalogue(run.stripe);
    invoice = String((await aContract(run.stripe, catalogue)).latest_invoice);
  });
  afterEach(() => run.close());

  const intent = (amount: number, asked: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
    run.stripe.paymentIntents.create({ amount, currency: 'usd', customer: catalogue.customer, ...asked });
  const reported = (value: number) =>
    run.stripe.paymentRecords.reportPayment({
      amount_requested: { value, currency: 'usd' },
      initiated_at: at('2026-08-16'),
      outcome: 'guaranteed',
      guaranteed: { guaranteed_at: at('2026-08-16') },
      payment_method_details: { type: 'custom', custom: { display_name: 'Bank transfer', type: 'wire' } },
      customer_details: { customer: catalogue.customer },
      processor_details: { type: 'custom', custom: { payment_reference: 'BANK-77' } },
    });
  const reread = () => run.stripe.invoices.retrieve(invoice);

  it('takes a card’s part when it is confirmed, a transfer’s part at once, and closes with the last', async () => {
    const waiting = await intent(20_000_000);
    expect((await run.stripe.invoices.attachPayment(invoice, { payment_intent: waiting.id })).amount_paid).toBe(0);
    await run.stripe.paymentIntents.confirm(waiting.id, { payment_method: 'pm_card_visa' });
    expect(await reread()).toMatchObject({ status: 'open', amount_paid: 20_000_000, amount_remaining: 40_000_000 });
    const transfer = await reported(15_000_000);
    await run.stripe.invoices.attachPayment(invoice, { payment_record: transfer.id });
    expect(await reread()).toMatchObject({ amount_paid: 35_000_000, amount_remaining: 25_000_000 });
    const paid = await run.stripe.invoices.pay(invoice, { payment_method: 'pm_card_visa' });
    expect(paid).toMatchObject({ status: 'paid', amount_paid: 60_000_000, amount_paid_off_stripe: 15_000_000 });
    const { data } = await run.stripe.invoicePayments.list({ invoice });
    expect(data.map(({ amount_paid, payment, is_default }) => [amount_paid, payment.type, is_default])).toEqual([
      [25_000_000, 'payment_intent', true],
      [15_000_000, 'payment_record', false],
      [20_000_000, 'payment_intent', false],
    ]);
    const told = await run.stripe.events.list({ types: ['invoice_payment.paid', 'invoice.paid'] });
    expect(told.data.map(({ type }) => type).sort()).toEqual([
      'invoice.paid',
      'invoice_payment.paid',
      'invoice_payment.paid',
      'invoice_payment.paid',
    ]);
  });

  it('credits an intent at once that had succeeded before', async () => {
    const made = await intent(1, { payment_method: 'pm_card_visa', confirm: true });
    expect(made.status).toBe('succeeded');
    const attached = await run.stripe.invoices.attachPayment(invoice, { payment_intent: made.id });
    expect(attached).toMatchObject({ amount_paid: 1, amount_remaining: 59_999_999 });
    const again = run.stripe.invoices.attachPayment(invoice, { payment_intent: made.id });
    expect(await refusal(again)).toMatchObject({ param: 'payment_intent' });
    expect(await refusal(run.stripe.invoices.voidInvoice(invoice))).toMatchObject({ code: 'invoice_not_editable' });
  });

  it('takes no more than what remains, no other currency and nothing that was cancelled', async () => {
    const much = await intent(60_000_001);
    const attach = (id: string) => refusal(run.stripe.invoices.attachPayment(invoice, { payment_intent: id }));
    expect(await attach(much.id)).toMatchObject({ param: 'payment_intent' });
    const foreign = await intent(5, { currency: 'eur' });
    expect(await attach(foreign.id)).toMatchObject({ param: 'payment_intent' });
    expect((await run.stripe.paymentIntents.cancel(much.id)).status).toBe('canceled');
    const late = run.stripe.paymentIntents.confirm(much.id, { payment_method: 'pm_card_visa' });
    expect(await refusal(late)).toMatchObject({ code: 'payment_intent_unexpected_state' });
  });

  it('credits nothing of a part that a card declined', async () => {
    const waiting = await intent(20_000_000);
    await run.stripe.invoices.attachPayment(invoice, { payment_intent: waiting.id });
    const declined = run.stripe.paymentIntents.confirm(waiting.id, { payment_method: 'pm_card_chargeCustomerFail' });
    expect(await refusal(declined)).toMatchObject({ code: 'card_declined', status: 402 });
    expect(await reread()).toMatchObject({ amount_paid: 0, amount_remaining: 60_000_000 });
  });

  it('lets a note lower what is due and give back what was paid, in one', async () => {
    const made = await intent(20_000_000, { payment_method: 'pm_card_visa', confirm: true });
    await run.stripe.invoices.attachPayment(invoice, { payment_intent: made.id });
    const asked = { invoice, amount: 45_000_000 };
    expect(await refusal(run.stripe.creditNotes.create(asked))).toMatchObject({ param: 'credit_amount' });
    const note = await run.stripe.creditNotes.create({ ...asked, refund_amount: 2_000_000, credit_amount: 3_000_000 });
    expect(note).toMatchObject({ type: 'mixed', pre_payment_amount: 40_000_000, post_payment_amount: 5_000_000 });
    expect(await reread()).toMatchObject({ status: 'paid', amount_remaining: 0, amount_paid: 20_000_000 });
    expect(await run.stripe.charges.list()).toMatchObject({ data: [{ amount_refunded: 2_000_000 }] });
  });

  it('keeps a refund of reported money with its reference, and no more than was received', async () => {
    const transfer = await reported(500);
    const refund = (value: number) =>
      run.stripe.paymentRecords.reportRefund(transfer.id, {
        outcome: 'refunded',
        amount: { value, currency: 'usd' },
        processor_details: { type: 'custom', custom: { refund_reference: 'BANK-78' } },
      });
    expect((await refund(200)).amount_refunded.value).toBe(200);
    expect(await refusal(refund(301))).toMatchObject({ param: 'amount[value]' });
    const kinds = run.sandbox.ledger.effects().map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind.startsWith('payment_record'))).toEqual([
      'payment_record.reported',
      'payment_record.refunded',
    ]);
  });
});
