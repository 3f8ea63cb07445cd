import type Stripe from 'stripe';
import { aCatalogue, aContract, type Catalogue, control, type Running, refusal, running } from './stripe-harness.ts';

describe('a charge of the Stripe sandbox that is disputed', () => {
  let run: Running;
  let catalogue: Catalogue;
  let charge: Stripe.Charge;
  beforeEach(async () => {
    run = await running({ now: '2026-08-16' });
    catalogue = await aCatalogue(run.stripe);
    const { latest_invoice: invoice } = await aContract(run.stripe, catalogue);
    await run.stripe.invoices.pay(String(invoice));
    charge = (await run.stripe.charges.list()).data[0] as Stripe.Charge;
  });
  afterEach(() => run.close());

  const disputed = async (body: object = {}) => {
    const response = await control(run.sandbox, 'disputes', { charge: charge.id, ...body });
    return (await response.json()) as Stripe.Dispute;
  };
  const told = async () => {
    const { data } = await run.stripe.events.list({ limit: 100 });
    return data
      .map(({ type }) => type)
      .filter((type) => type.startsWith('charge.dispute'))
      .reverse();
  };

  it('loses the money at once, cannot be refunded, and has it back when the bank says so', async () => {
    const dispute = await disputed({ amount: 1_000, reason: 'product_not_received' });
    expect(dispute).toMatchObject({ status: 'needs_response', amount: 1_000, reason: 'product_not_received' });
    expect((await run.stripe.charges.retrieve(charge.id)).disputed).toBe(true);
    const refund = run.stripe.refunds.create({ charge: charge.id, amount: 1 });
    expect(await refusal(refund)).toMatchObject({ code: 'charge_disputed' });
    await run.stripe.disputes.update(dispute.id, { evidence: { uncategorized_text: 'See the contract.' } });
    expect((await run.stripe.disputes.retrieve(dispute.id)).status).toBe('under_review');
    expect((await control(run.sandbox, `disputes/${dispute.id}/decide`, { outcome: 'won' })).status).toBe(200);
    const won = await run.stripe.disputes.retrieve(dispute.id);
    expect([won.status, won.balance_transactions.map(({ amount }) => amount)]).toEqual(['won', [-1_000, 1_000]]);
    expect(await told()).toEqual([
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.updated',
      'charge.dispute.closed',
      'charge.dispute.funds_reinstated',
    ]);
    expect((await run.stripe.charges.retrieve(charge.id)).disputed).toBe(false);
  });

  it('is lost when its owner gives in', async () => {
    const { id } = await disputed();
    expect(await run.stripe.disputes.close(id)).toMatchObject({ status: 'lost', amount: charge.amount });
    expect(await refusal(run.stripe.disputes.close(id))).toMatchObject({ status: 400 });
    expect(await told()).toEqual(['charge.dispute.created', 'charge.dispute.funds_withdrawn', 'charge.dispute.closed']);
  });

  it.each([
    ['winning_evidence', 'won'],
    ['losing_evidence', 'lost'],
  ])('is decided by the test mode’s %s', async (uncategorized_text, status) => {
    const { id } = await disputed();
    expect((await run.stripe.disputes.update(id, { evidence: { uncategorized_text }, submit: false })).status).toBe(
      'needs_response',
    );
    expect((await run.stripe.disputes.update(id, { submit: true })).status).toBe(status);
  });

  it('is opened by the card that is made for it', async () => {
    const paid = await run.stripe.paymentIntents.create({
      amount: 700,
      currency: 'usd',
      customer: catalogue.customer,
      payment_method: 'pm_card_createDispute',
      confirm: true,
    });
    const { data } = await run.stripe.disputes.list({ payment_intent: paid.id });
    expect(data).toMatchObject([{ amount: 700, reason: 'fraudulent', charge: paid.latest_charge }]);
    const effects = run.sandbox.ledger.effects().filter(({ kind }) => kind === 'charge.dispute.created');
    expect(effects).toMatchObject([{ summary: { amount: 700, charge: paid.latest_charge } }]);
  });

  it('is disputed once, for no more than it holds', async () => {
    expect(await disputed({ amount: charge.amount + 1 })).toMatchObject({ error: expect.any(String) });
    await disputed();
    expect(await disputed()).toMatchObject({ error: expect.any(String) });
    expect((await control(run.sandbox, 'disputes/dp_none/decide', { outcome: 'won' })).status).toBe(404);
  });
});
