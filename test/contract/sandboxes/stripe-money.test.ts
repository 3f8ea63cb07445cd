import type Stripe from 'stripe';
import { aCatalogue, aContract, at, type Catalogue, type Running, refusal, running } from './stripe-harness.ts';

describe('the Stripe sandbox moves money', () => {
  let run: Running;
  let catalogue: Catalogue;
  let invoice: Stripe.Invoice;
  beforeEach(async () => {
    run = await running({ now: '2026-08-16' });
    catalogue = await aCatalogue(run.stripe);
    const contract = await aContract(run.stripe, catalogue);
    invoice = await run.stripe.invoices.retrieve(String(contract.latest_invoice));
  });
  afterEach(() => run.close());

  const reread = () => run.stripe.invoices.retrieve(invoice.id);

  it('numbers the invoices of a customer without a gap', async () => {
    const prefix = invoice.number?.split('-')[0] ?? '';
    expect(prefix).toMatch(/^[0-9A-Z]{8}$/);
    expect(invoice.number).toBe(`${prefix}-0001`);
    const draft = await run.stripe.invoices.create({ customer: catalogue.customer });
    expect([draft.status, draft.number]).toEqual(['draft', null]);
    await run.stripe.invoices.del(draft.id);
    const next = await run.stripe.invoices.create({
      customer: catalogue.customer,
      collection_method: 'send_invoice',
      days_until_due: 10,
    });
    await run.stripe.invoiceItems.create({
      customer: catalogue.customer,
      invoice: next.id,
      amount: 5,
      currency: 'usd',
    });
    const final = await run.stripe.invoices.finalizeInvoice(next.id);
    expect(final).toMatchObject({ number: `${prefix}-0002`, status: 'open', total: 5, amount_due: 5 });
  });

  it('pays an invoice with an intent, a charge and the payment that ties them', async () => {
    const paid = await run.stripe.invoices.pay(invoice.id);
    expect(paid).toMatchObject({ status: 'paid', amount_paid: 60_000_000, amount_remaining: 0 });
    const { data } = await run.stripe.invoicePayments.list({ invoice: invoice.id });
    expect(data).toHaveLength(1);
    const intent = await run.stripe.paymentIntents.retrieve(String(data[0]?.payment.payment_intent));
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: 60_000_000 });
    const charge = await run.stripe.charges.retrieve(String(intent.latest_charge));
    expect(charge).toMatchObject({ status: 'succeeded', amount: 60_000_000, refunded: false });
    expect(await refusal(run.stripe.invoices.pay(invoice.id))).toMatchObject({ status: 400 });
  });

  it('books money that came another way without a charge', async () => {
    const paid = await run.stripe.invoices.pay(invoice.id, { paid_out_of_band: true });
    expect(paid).toMatchObject({ status: 'paid', amount_paid_off_stripe: 60_000_000 });
    expect((await run.stripe.invoicePayments.list({ invoice: invoice.id })).data).toEqual([]);
  });

  it('leaves an invoice open when the card is declined', async () => {
    const declined = run.stripe.invoices.pay(invoice.id, { payment_method: 'pm_card_chargeCustomerFail' });
    expect(await refusal(declined)).toMatchObject({ type: 'StripeCardError', code: 'card_declined', status: 402 });
    expect(await reread()).toMatchObject({ status: 'open', amount_remaining: 60_000_000, attempt_count: 1 });
    const { data } = await run.stripe.events.list({ types: ['invoice.payment_failed'] });
    expect(data).toHaveLength(1);
  });

  it('voids and writes off only what is open', async () => {
    expect((await run.stripe.invoices.markUncollectible(invoice.id)).status).toBe('uncollectible');
    expect((await run.stripe.invoices.voidInvoice(invoice.id)).status).toBe('void');
    expect(await refusal(run.stripe.invoices.pay(invoice.id))).toMatchObject({ code: 'invoice_not_editable' });
    expect(await reread()).toMatchObject({ status_transitions: { paid_at: null } });
  });

  it('lowers an open invoice by a credit note and raises it again when the note is voided', async () => {
    const line = invoice.lines.data[0]?.id ?? '';
    const asked = {
      invoice: invoice.id,
      lines: [{ type: 'invoice_line_item' as const, invoice_line_item: line, quantity: 100 }],
    };
    const preview = await run.stripe.creditNotes.preview(asked);
    const note = await run.stripe.creditNotes.create(asked, { idempotencyKey: 'cn-1' });
    expect([preview.total, note.total, note.type]).toEqual([12_000_000, 12_000_000, 'pre_payment']);
    expect(note.number).toBe(`${invoice.number}-CN-01`);
    expect(await reread()).toMatchObject({ amount_remaining: 48_000_000, pre_payment_credit_notes_amount: 12_000_000 });
    expect((await run.stripe.creditNotes.list({ invoice: invoice.id })).data).toHaveLength(1);
    expect((await run.stripe.creditNotes.voidCreditNote(note.id)).status).toBe('void');
    expect(await reread()).toMatchObject({ amount_remaining: 60_000_000, pre_payment_credit_notes_amount: 0 });
  });

  it('closes an open invoice that is credited in full', async () => {
    await run.stripe.creditNotes.create({ invoice: invoice.id, amount: 60_000_000 });
    expect(await reread()).toMatchObject({ status: 'paid', amount_paid: 0, amount_remaining: 0 });
  });

  it('gives a paid invoice back as credit and refund, to the cent', async () => {
    await run.stripe.invoices.pay(invoice.id);
    const short = { invoice: invoice.id, amount: 100, credit_amount: 60, refund_amount: 39 };
    expect(await refusal(run.stripe.creditNotes.create(short))).toMatchObject({ param: 'credit_amount' });
    const note = await run.stripe.creditNotes.create({ ...short, refund_amount: 40 });
    expect(note).toMatchObject({ type: 'post_payment', post_payment_amount: 100 });
    expect(note.refunds).toMatchObject([{ amount_refunded: 40 }]);
    expect(await run.stripe.customers.retrieve(catalogue.customer)).toMatchObject({ balance: -60 });
    const entries = await run.stripe.customers.listBalanceTransactions(catalogue.customer);
    expect(entries.data).toMatchObject([{ amount: -60, ending_balance: -60, credit_note: note.id }]);
    const { data } = await run.stripe.charges.list({ customer: catalogue.customer });
    expect(data[0]).toMatchObject({ amount_refunded: 40, refunded: false });
  });

  it('never refunds more than a charge holds', async () => {
    await run.stripe.invoices.pay(invoice.id);
    const [payment] = (await run.stripe.invoicePayments.list({ invoice: invoice.id })).data;
    const intent = String(payment?.payment.payment_intent);
    await run.stripe.refunds.create({ payment_intent: intent, amount: 59_999_999 }, { idempotencyKey: 're-1' });
    const tooMuch = run.stripe.refunds.create({ payment_intent: intent, amount: 2 });
    expect(await refusal(tooMuch)).toMatchObject({ param: 'amount' });
    await run.stripe.refunds.create({ payment_intent: intent });
    const again = run.stripe.refunds.create({ payment_intent: intent });
    expect(await refusal(again)).toMatchObject({ code: 'charge_already_refunded' });
    expect((await run.stripe.refunds.list({ payment_intent: intent })).data.map(({ amount }) => amount)).toEqual([
      1, 59_999_999,
    ]);
  });

  it('gives used-up credit back when the invoice that used it is voided', async () => {
    await run.stripe.customers.update(catalogue.customer, { balance: -700 });
    const draft = await run.stripe.invoices.create({
      customer: catalogue.customer,
      collection_method: 'send_invoice',
      due_date: at('2026-12-01'),
    });
    await run.stripe.invoiceItems.create({
      customer: catalogue.customer,
      invoice: draft.id,
      amount: 1000,
      currency: 'usd',
    });
    const open = await run.stripe.invoices.finalizeInvoice(draft.id);
    expect(open).toMatchObject({ total: 1000, amount_due: 300, starting_balance: -700, ending_balance: 0 });
    await run.stripe.invoices.voidInvoice(draft.id);
    expect(await run.stripe.customers.retrieve(catalogue.customer)).toMatchObject({ balance: -700 });
  });

  it('collects at once where it charges automatically', async () => {
    const terms = { customer: catalogue.customer, items: [{ price: catalogue.module }] };
    const { status, latest_invoice: latest } = await run.stripe.subscriptions.create(terms);
    expect(status).toBe('active');
    expect(await run.stripe.invoices.retrieve(String(latest))).toMatchObject({
      status: 'paid',
      amount_paid: 9_000_000,
    });
    await run.stripe.customers.update(catalogue.customer, {
      invoice_settings: { default_payment_method: 'pm_card_chargeCustomerFail' },
    });
    const failing = await run.stripe.subscriptions.create(terms);
    expect(failing.status).toBe('incomplete');
    await run.stripe.invoices.pay(String(failing.latest_invoice), { payment_method: 'pm_card_visa' });
    expect((await run.stripe.subscriptions.retrieve(failing.id)).status).toBe('active');
  });
});
