import type Stripe from 'stripe';
import { aCatalogue, aContract, type Catalogue, moveClock, type Running, refusal, running } from './stripe-harness.ts';

describe('the Stripe sandbox gives money back', () => {
  let run: Running;
  let catalogue: Catalogue;
  let invoice: string;
  beforeEach(async () => {
    run = await running({ now: '2026-08-16' });
    catalogue = await aCatalogue(run.stripe);
    invoice = String((await aContract(run.stripe, catalogue)).latest_invoice);
  });
  afterEach(() => run.close());

  const chargeOf = async (card: string) => {
    await run.stripe.invoices.pay(invoice, { payment_method: card });
    return (await run.stripe.charges.list()).data[0] as Stripe.Charge;
  };
  const told = async (...types: string[]) => (await run.stripe.events.list({ types })).data.map(({ type }) => type);

  it('and takes a refund back that the bank could not deliver', async () => {
    const charge = await chargeOf('pm_card_refundFail');
    const refund = await run.stripe.refunds.create({ charge: charge.id, amount: 5_000 });
    expect(refund.status).toBe('succeeded');
    expect((await run.stripe.charges.retrieve(charge.id)).amount_refunded).toBe(5_000);
    await moveClock(run.sandbox, '2026-08-16T02:00:00Z');
    expect(await run.stripe.refunds.retrieve(refund.id)).toMatchObject({
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
    });
    expect((await run.stripe.charges.retrieve(charge.id)).amount_refunded).toBe(0);
    expect(await told('refund.failed', 'charge.refund.updated', 'refund.updated')).toEqual([
      'charge.refund.updated',
      'refund.failed',
    ]);
  });

  it('later where the bank takes its time', async () => {
    const charge = await chargeOf('pm_card_pendingRefund');
    const refund = await run.stripe.refunds.create({ charge: charge.id });
    expect([refund.status, refund.pending_reason]).toEqual(['pending', 'processing']);
    await moveClock(run.sandbox, '2026-08-16T02:00:00Z');
    expect((await run.stripe.refunds.retrieve(refund.id)).status).toBe('succeeded');
    expect(await told('refund.updated')).toHaveLength(1);
  });

  it('in several parts that stand on one note, each once', async () => {
    const charge = await chargeOf('pm_card_visa');
    const first = await run.stripe.refunds.create({ charge: charge.id, amount: 300 });
    const second = await run.stripe.refunds.create({ charge: charge.id, amount: 200 });
    const note = await run.stripe.creditNotes.create({
      invoice,
      amount: 450,
      refunds: [{ refund: first.id }, { refund: second.id, amount_refunded: 150 }],
    });
    expect(note.refunds.map(({ refund, amount_refunded }) => [refund, amount_refunded])).toEqual([
      [first.id, 300],
      [second.id, 150],
    ]);
    const again = run.stripe.creditNotes.create({
      invoice,
      amount: 51,
      refunds: [{ refund: second.id, amount_refunded: 51 }],
    });
    expect(await refusal(again)).toMatchObject({ param: 'refunds[0][refund]' });
    expect((await run.stripe.charges.retrieve(charge.id)).amount_refunded).toBe(500);
    await run.stripe.refunds.update(first.id, { metadata: { memo: 'CM-1' } });
    expect(await told('refund.updated')).toHaveLength(1);
  });

  it('from the customer’s balance, with an entry that says why', async () => {
    await chargeOf('pm_card_visa');
    await run.stripe.creditNotes.create({ invoice, amount: 900, credit_amount: 900 });
    const { customer } = catalogue;
    const entry = await run.stripe.customers.createBalanceTransaction(customer, {
      amount: 400,
      currency: 'usd',
      description: 'Refunded',
      metadata: { credit_memo: 'CM-2' },
    });
    expect(entry).toMatchObject({ amount: 400, ending_balance: -500, type: 'adjustment', description: 'Refunded' });
    expect(await run.stripe.customers.retrieveBalanceTransaction(customer, entry.id)).toEqual(entry);
    const euro = run.stripe.customers.createBalanceTransaction(customer, { amount: 1, currency: 'eur' });
    expect(await refusal(euro)).toMatchObject({ param: 'currency' });
  });

  it('never by voiding a note that has given something back', async () => {
    await chargeOf('pm_card_visa');
    const note = await run.stripe.creditNotes.create({ invoice, amount: 900, credit_amount: 900 });
    expect(await refusal(run.stripe.creditNotes.voidCreditNote(note.id))).toMatchObject({ status: 400 });
    const preview = await run.stripe.creditNotes.listPreviewLineItems({ invoice, amount: 5, credit_amount: 5 });
    expect(preview.data.map(({ amount }) => amount)).toEqual([5]);
    const other = String((await aContract(run.stripe, catalogue)).latest_invoice);
    const open = await run.stripe.creditNotes.create({ invoice: other, amount: 900 });
    await run.stripe.creditNotes.update(open.id, { memo: 'Agreed' });
    await run.stripe.creditNotes.voidCreditNote(open.id);
    expect(await told('credit_note.created', 'credit_note.updated', 'credit_note.voided')).toEqual([
      'credit_note.voided',
      'credit_note.updated',
      'credit_note.created',
      'credit_note.created',
    ]);
  });
});
