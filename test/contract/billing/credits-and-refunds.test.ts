import { invoiceLineId } from '#billing/line-id.ts';
import { openRoom, type Room } from './room.ts';
import { effectsSince, lastEffect, sell, story } from './stories.ts';

const usd = (minor: number) => ({ minor: String(minor), currency: 'USD' });

describe('crediting and giving back', () => {
  let room: Room;
  let number = 300;

  beforeAll(async () => {
    room = await openRoom();
  });

  afterAll(() => room.close());

  beforeEach(() => {
    number += 1;
    room.setDay('2026-08-16T09:00:00Z');
  });

  const begin = async () => {
    const { start, startKey } = story(number);
    const started = await room.command('startSubscription', start, startKey);
    return started.value.invoice;
  };
  const paid = async () => {
    const invoice = await begin();
    await room.vendor('POST', `/v1/invoices/${invoice.externalId}/pay`, {});
    await room.billing.settle();
    const state = await room.command('readInvoice', { invoiceId: invoice.invoiceId });
    return { invoice, payment: state.value.payments[0] };
  };
  const key = (step: string) => `op_${number}:${step}`;
  const credit = (invoiceId: string, minor: number) => ({
    contractId: story(number).contractId,
    credits: [{ invoiceId, amount: usd(minor) }],
    reason: 'Service was down',
  });
  const read = async (name: string, query: unknown) => (await room.command(name, query)).value;

  it('lowers an open invoice, as the preview said, and shows it at once', async () => {
    const { invoiceId } = await begin();
    const before = lastEffect(room);
    const preview = await room.command('previewCreditMemos', credit(invoiceId, 1_000_000));
    expect(effectsSince(room, before)).toEqual({});
    const issued = await room.command('issueCreditMemos', credit(invoiceId, 1_000_000), key('credit'));
    expect(issued).toMatchObject({
      ok: true,
      value: {
        creditMemos: [
          {
            status: 'ISSUED',
            invoiceId,
            contractId: story(number).contractId,
            legalEntity: 'US',
            total: usd(1_000_000),
            reducesInvoice: usd(1_000_000),
            onAccount: usd(0),
            refunded: usd(0),
            reason: 'Service was down',
            lines: [{ productCode: `SEAT-${number}`, amount: usd(1_000_000), serviceStartsOn: '2026-01-01' }],
          },
        ],
        effect: { system: 'BILLING', type: 'credit_note' },
      },
    });
    const [memo] = issued.value.creditMemos;
    expect(preview.value[0]).toMatchObject({ total: memo.total, reducesInvoice: memo.reducesInvoice });
    expect(await read('readCreditMemo', { creditMemoId: memo.creditMemoId })).toEqual(memo);
    expect(await read('readInvoice', { invoiceId })).toMatchObject({ amountDue: usd(59_000_000) });
    const [event] = await room.sql<{ data: unknown }>(
      `select data from event_log.event where type = 'creditMemo.changed' and contract_id = $1`,
      [story(number).contractId],
    );
    expect(event?.data).toMatchObject({ status: 'ISSUED', previousStatus: null, total: usd(1_000_000) });
  });

  it('keeps on account what a paid invoice does not owe', async () => {
    const { invoice } = await paid();
    const issued = await room.command('issueCreditMemos', credit(invoice.invoiceId, 12_345), key('credit'));
    expect(issued.value.creditMemos[0]).toMatchObject({
      reducesInvoice: usd(0),
      onAccount: usd(12_345),
      refunded: usd(0),
    });
    const { balance } = await room.vendor('GET', `/v1/customers/${(await vendorInvoice(invoice)).customer}`);
    expect(balance).toBe(-12_345);
  });

  const vendorInvoice = ({ externalId }: { readonly externalId: string }) =>
    room.vendor('GET', `/v1/invoices/${externalId}`);

  it('takes credits of open invoices back, found by their command though its reply was lost', async () => {
    const { invoiceId } = await begin();
    room.sandbox.faults.add({ match: { method: 'POST', path: '/v1/credit_notes' }, fault: 'timeout-after', count: 2 });
    const lost = await room.command('issueCreditMemos', credit(invoiceId, 500), key('credit'));
    expect(lost).toMatchObject({ ok: false, error: { kind: 'OutcomeUnknown' } });
    const undo = { contractId: story(number).contractId, issueKey: key('credit') };
    expect(await room.command('voidCreditMemos', undo, key('credit:undo'))).toMatchObject({ ok: true });
    expect(await read('readInvoice', { invoiceId })).toMatchObject({ amountDue: usd(60_000_000) });
    const none = { ...undo, issueKey: 'op_none:credit' };
    const before = lastEffect(room);
    expect(await room.command('voidCreditMemos', none, key('none:undo'))).toMatchObject({ ok: true });
    expect(effectsSince(room, before)).toEqual({});
  });

  it('goes on when the invoice was paid between two attempts, and is issued once', async () => {
    const { invoiceId, externalId } = await begin();
    // The first attempt comes as far as the vendor, which keeps its failure under the key.
    room.sandbox.faults.add({ match: { method: 'POST', path: '/v1/credit_notes' }, fault: 'stored-500', count: 1 });
    const failed = await room.command('issueCreditMemos', credit(invoiceId, 500), key('credit'));
    expect(failed).toMatchObject({ ok: false, error: { kind: 'OutcomeUnknown' } });
    await room.vendor('POST', `/v1/invoices/${externalId}/pay`, {});
    await room.billing.settle();
    const issued = await room.command('issueCreditMemos', credit(invoiceId, 500), key('credit'));
    expect(issued).toMatchObject({
      ok: true,
      value: { creditMemos: [{ reducesInvoice: usd(0), onAccount: usd(500) }] },
    });
    const notes = await room.vendor('GET', `/v1/credit_notes?invoice=${externalId}`);
    expect(notes.data).toHaveLength(1);
  });

  it('leaves nothing of the first credit when the vendor refuses the second', async () => {
    const { start, amend, startKey } = story(number);
    const both = { ...start, lines: amend.lines };
    await sell(room, both.lines);
    const invoice = (await room.command('startSubscription', both, startKey)).value.invoice;
    const { invoiceId, externalId } = invoice;
    // Of the smaller line more than it comes to, though the invoice has room for it: only the vendor refuses that.
    const lines: readonly { readonly id: string; readonly amount: number }[] = (await vendorInvoice(invoice)).lines
      .data;
    const [smaller] = lines.toSorted((a, b) => a.amount - b.amount);
    if (smaller === undefined) throw new Error('The invoice has lines');
    const amount = usd(smaller.amount + 1);
    const line = { invoiceLineId: invoiceLineId('stripe-main', smaller.id), productCode: null, amount };
    const days = { serviceStartsOn: null, serviceEndsOn: null };
    const named = { invoiceId, amount, lines: [{ ...line, ...days }] };
    const two = { ...credit(invoiceId, 500), credits: [{ invoiceId, amount: usd(500) }, named] };
    const refused = await room.command('issueCreditMemos', two, key('credit'));
    expect(refused).toMatchObject({ ok: false, error: { kind: 'Rejected' } });
    const notes = await room.vendor('GET', `/v1/credit_notes?invoice=${externalId}`);
    expect(notes.data.map(({ status }: { readonly status: string }) => status)).toEqual(['void']);
  });

  it.each([
    ['more than the invoice holds', (id: string) => credit(id, 60_000_001), 'CREDIT_EXCEEDS_INVOICE'],
    [
      'more than it holds in two credits',
      (id: string) => ({ ...credit(id, 1), credits: [40_000_000, 20_000_001].map((n) => credit(id, n).credits[0]) }),
      'CREDIT_EXCEEDS_INVOICE',
    ],
    ['nothing', (id: string) => credit(id, 0), 'AMOUNT_INVALID'],
    [
      'another currency',
      (id: string) => ({
        ...credit(id, 1),
        credits: [{ invoiceId: id, amount: { minor: '1', currency: 'EUR' } }],
      }),
      'CURRENCY_MISMATCH',
    ],
  ])('refuses to credit %s before anything is written', async (_what, asked, code) => {
    const { invoiceId } = await begin();
    const before = lastEffect(room);
    expect(await room.command('issueCreditMemos', asked(invoiceId), key('credit'))).toMatchObject({
      error: { kind: 'Rejected', code },
    });
    expect(effectsSince(room, before)).toEqual({});
  });

  it('gives money back and shows refund and payment at once', async () => {
    const { invoice, payment } = await paid();
    expect(payment).toMatchObject({ status: 'SUCCEEDED', amount: usd(60_000_000), refunded: usd(0), final: false });
    const order = {
      refunds: [{ paymentId: payment.paymentId, amount: usd(10_001), creditMemoId: null }],
      reason: 'Sold twice',
    };
    const refunded = await room.command('refundPayments', order, key('refund'));
    expect(refunded).toMatchObject({
      ok: true,
      value: {
        refunds: [
          {
            status: 'SUCCEEDED',
            paymentId: payment.paymentId,
            invoiceId: invoice.invoiceId,
            contractId: story(number).contractId,
            creditMemoId: null,
            amount: usd(10_001),
          },
        ],
        effect: { type: 'refund' },
      },
    });
    const [refund] = refunded.value.refunds;
    expect(await read('readRefund', { refundId: refund.refundId })).toEqual(refund);
    expect(await read('readPayment', { paymentId: payment.paymentId })).toMatchObject({
      status: 'PARTIALLY_REFUNDED',
      refunded: usd(10_001),
    });
    const told = await room.sql<{ data: unknown }>(
      `select data from event_log.event where type = 'refund.changed' and contract_id = $1`,
      [story(number).contractId],
    );
    expect(told.map(({ data }) => data)).toEqual([
      {
        refundId: refund.refundId,
        paymentId: payment.paymentId,
        status: 'SUCCEEDED',
        previousStatus: null,
        amount: usd(10_001),
      },
    ]);
  });

  it('gives back what is on account, and the credit memo says so', async () => {
    const { invoice, payment } = await paid();
    const issued = await room.command('issueCreditMemos', credit(invoice.invoiceId, 30_000), key('credit'));
    const { creditMemoId } = issued.value.creditMemos[0];
    const order = (minor: number) => ({
      refunds: [{ paymentId: payment.paymentId, amount: usd(minor), creditMemoId }],
      reason: 'Cancelled',
    });
    expect(await room.command('refundPayments', order(20_000), key('refund'))).toMatchObject({ ok: true });
    expect(await read('readCreditMemo', { creditMemoId })).toMatchObject({
      total: usd(30_000),
      onAccount: usd(10_000),
      refunded: usd(20_000),
    });
    const { balance } = await room.vendor('GET', `/v1/customers/${(await vendorInvoice(invoice)).customer}`);
    expect(balance).toBe(-10_000);
    const before = lastEffect(room);
    expect(await room.command('refundPayments', order(10_001), key('too-much'))).toMatchObject({
      error: { kind: 'Rejected', code: 'CREDIT_SPENT' },
    });
    expect(effectsSince(room, before)).toEqual({});
  });

  it('refuses to give back more than the payment holds, also in parts, before anything is written', async () => {
    const { payment } = await paid();
    const order = (...minors: number[]) => ({
      refunds: minors.map((minor) => ({ paymentId: payment.paymentId, amount: usd(minor), creditMemoId: null })),
      reason: 'Too much',
    });
    const before = lastEffect(room);
    for (const [index, asked] of [order(60_000_001), order(40_000_000, 20_000_001)].entries()) {
      expect(await room.command('refundPayments', asked, key(`refund${index}`))).toMatchObject({
        error: { kind: 'Rejected', code: 'REFUND_EXCEEDS_PAYMENT' },
      });
    }
    expect(effectsSince(room, before)).toEqual({});
  });

  it('tells all that billing holds of a contract', async () => {
    const { invoice, payment } = await paid();
    const facts = await read('readContractBilling', { contractId: story(number).contractId });
    expect(facts).toMatchObject({
      status: 'NON_RENEWING',
      contractVersion: 1,
      invoices: [{ invoice: { invoiceId: invoice.invoiceId, status: 'PAID' }, amountDue: usd(0), payments: [payment] }],
    });
    expect(await read('readContractBilling', { contractId: 'ctr_none' })).toBeNull();
    for (const [name, id] of [
      ['readPayment', 'paymentId'],
      ['readCreditMemo', 'creditMemoId'],
      ['readRefund', 'refundId'],
    ] as const) {
      expect(await read(name, { [id]: 'none' })).toBeNull();
    }
  });
});
