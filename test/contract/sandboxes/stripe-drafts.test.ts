import {
  aCatalogue,
  aContract,
  at,
  type Catalogue,
  control,
  moveClock,
  type Running,
  refusal,
  running,
} from './stripe-harness.ts';

const HOUR_S = 3_600;

describe('a draft of the Stripe sandbox', () => {
  let run: Running;
  let catalogue: Catalogue;
  beforeEach(async () => {
    run = await running({ now: '2026-08-16', settings: { draftWindowS: HOUR_S } });
    catalogue = await aCatalogue(run.stripe);
  });
  afterEach(() => run.close());

  const firstInvoice = async () => {
    const contract = await aContract(run.stripe, catalogue);
    return run.stripe.invoices.retrieve(String(contract.latest_invoice));
  };
  const reread = (id: string) => run.stripe.invoices.retrieve(id);

  it('of a contract that is sent waits for about an hour and is then final, dated at that hour', async () => {
    const draft = await firstInvoice();
    expect(draft).toMatchObject({ status: 'draft', number: null, auto_advance: true });
    expect(draft.automatically_finalizes_at).toBe(draft.created + HOUR_S);
    await moveClock(run.sandbox, '2026-08-16T02:00:00Z');
    expect(await reread(draft.id)).toMatchObject({
      status: 'open',
      automatically_finalizes_at: null,
      effective_at: draft.created + HOUR_S,
      number: expect.stringMatching(/-0001$/),
    });
  });

  it('stays one when it is told not to advance, takes a number from outside and keeps it when it is final', async () => {
    const draft = await firstInvoice();
    await run.stripe.invoices.update(draft.id, { auto_advance: false });
    await moveClock(run.sandbox, '2026-09-16');
    const numbered = await run.stripe.invoices.update(draft.id, { number: 'INV-4711', effective_at: at('2026-08-31') });
    expect(numbered).toMatchObject({ status: 'draft', number: 'INV-4711', automatically_finalizes_at: null });
    const final = await run.stripe.invoices.finalizeInvoice(draft.id, { auto_advance: false });
    expect(final).toMatchObject({ status: 'open', number: 'INV-4711', effective_at: at('2026-08-31') });
    const other = await firstInvoice();
    // A number from outside uses none of the customer's own.
    expect((await run.stripe.invoices.finalizeInvoice(other.id)).number).toMatch(/-0001$/);
    expect(await refusal(run.stripe.invoices.update(draft.id, { number: 'INV-1' }))).toMatchObject({
      param: 'number',
      code: 'invoice_not_editable',
    });
  });

  it('of a subscription cannot be deleted, only made final and void', async () => {
    const draft = await firstInvoice();
    expect(await refusal(run.stripe.invoices.del(draft.id))).toMatchObject({ code: 'invoice_not_editable' });
    expect(await refusal(run.stripe.invoices.voidInvoice(draft.id))).toMatchObject({ code: 'invoice_not_editable' });
    await run.stripe.invoices.finalizeInvoice(draft.id, { auto_advance: false });
    expect((await run.stripe.invoices.voidInvoice(draft.id)).status).toBe('void');
  });

  it('is none where the customer is charged and waits for the answer, but at a renewal', async () => {
    const { id } = await run.stripe.subscriptions.create({
      customer: catalogue.customer,
      items: [{ price: catalogue.module }],
    });
    await moveClock(run.sandbox, '2027-08-16T00:30:00Z');
    const { data } = await run.stripe.invoices.list({ subscription: id });
    expect(data.map(({ status }) => status)).toEqual(['draft', 'paid']);
    await moveClock(run.sandbox, '2027-08-16T02:00:00Z');
    expect((await reread(data[0]?.id ?? '')).status).toBe('paid');
  });

  it('becomes final on a date of its own where one is set', async () => {
    const { customer } = catalogue;
    await run.stripe.invoiceItems.create({ customer, amount: 700, currency: 'usd' });
    const draft = await run.stripe.invoices.create({
      customer,
      collection_method: 'send_invoice',
      days_until_due: 10,
      pending_invoice_items_behavior: 'include',
      auto_advance: true,
      automatically_finalizes_at: at('2026-08-20'),
    });
    await moveClock(run.sandbox, '2026-08-19');
    expect((await reread(draft.id)).status).toBe('draft');
    await moveClock(run.sandbox, '2026-08-20');
    expect(await reread(draft.id)).toMatchObject({ status: 'open', amount_due: 700 });
  });

  it('does not wait in an account whose owner wants none, and a setting is refused when nobody can read it', async () => {
    expect((await control(run.sandbox, 'settings', { draftWindowS: 0 })).status).toBe(200);
    expect((await firstInvoice()).status).toBe('open');
    expect((await control(run.sandbox, 'settings', { draftWindow: 0 })).status).toBe(400);
    const settings = await fetch(`${run.sandbox.url}/__sandbox/settings`);
    expect(await settings.json()).toEqual({ draftWindowS: 0, retryAfterDays: [3, 5, 7], afterLastRetry: 'past_due' });
  });
});
