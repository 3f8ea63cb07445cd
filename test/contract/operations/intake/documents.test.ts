import type { CreditMemoFacts } from '#schema/commands/billing.ts';
import { INVOICE, PAYMENT, REFUND, type Room, startRoom, usd } from './room.ts';

let room: Room;
beforeEach(async () => {
  room = await startRoom();
});
afterEach(() => room.close());

const commandsOf = (id: string | undefined) =>
  [...room.systems.effects].filter(([key]) => key.startsWith(`${id}:`)).map(([, { name }]) => name);
const theOnly = async () => {
  await room.settle();
  const all = await room.started();
  expect(all).toHaveLength(1);
  return all[0]?.id;
};

const EFFECT = { system: 'BILLING', vendor: 'fake', connection: 'main', type: 'x', externalId: 'x' };

describe('an invoice that billing made by itself', () => {
  it('comes into the books, under the correlation of the news', async () => {
    await room.invoiceIs(INVOICE);
    const id = await theOnly();
    expect(await room.until(id)).toMatchObject({ status: 'SUCCEEDED', finalization: 'DONE' });
    expect(commandsOf(id)).toEqual(
      expect.arrayContaining(['ensureCustomer', 'postInvoice', 'recordInvoice', 'postJournals', 'reportAccount']),
    );
    expect(await room.started()).toMatchObject([{ kind: 'POST_INVOICE', correlation_id: 'corr_1' }]);
    expect(await room.items('invoice:inv_9')).toMatchObject([{ state: 'DONE', disposition: 'STARTED' }]);
  });

  it('told a hundred times at once is posted once; ninety-nine are noted as duplicates', async () => {
    await room.invoiceIs(INVOICE, 100);
    await room.until(await theOnly());
    await room.tellInvoice(INVOICE);
    await room.settle();
    const told = (await room.items('invoice:inv_9')).map(({ disposition }) => disposition);
    expect(told.filter((one) => one === 'DUPLICATE')).toHaveLength(100);
    expect(told.filter((one) => one === 'STARTED')).toHaveLength(1);
    expect(await room.started()).toHaveLength(1);
    expect(await room.business()).toEqual([
      { type: 'invoice.finalized', n: 1 },
      { type: 'invoice.posted', n: 1 },
    ]);
  });

  it('of a customer that the CRM does not have yet is parked, and posts by itself when the customer comes', async () => {
    room.customers.clear();
    await room.invoiceIs(INVOICE);
    const id = await theOnly();
    expect(await room.until(id, 'PARKED')).toMatchObject({ status: 'PARKED' });
    const [step] = await room.sql<{ waiting_for: string }>(
      `select waiting_for from operations.step where operation_id = $1 and status = 'WAITING'`,
      [id],
    );
    expect(step?.waiting_for).toBe('CUSTOMER cust_1');
    room.customers.set('cust_1', room.systems.contract.customer);
    await room.tell('customer.changed', 2, { customerId: 'cust_1', fields: ['status'], mergedInto: null });
    expect(await room.until(id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await room.started()).toHaveLength(1);
    expect(await room.open()).toEqual([]);
  });

  it('that billing took back is taken out of the books, and late news of it does not bring it back', async () => {
    await room.invoiceIs(INVOICE);
    await room.until(await theOnly());
    await room.invoiceIs({ ...INVOICE, status: 'VOID' });
    await room.settle();
    const [, voiding] = await room.started();
    await room.until(voiding?.id);
    expect(commandsOf(voiding?.id)).toEqual(expect.arrayContaining(['voidInvoice', 'recordInvoice']));
    expect(room.systems.effects.get(`${voiding?.id}:recordInvoice`)?.payload).toMatchObject({
      contractId: 'ctr_1',
      invoice: { invoiceId: 'inv_9', status: 'VOID' },
      voidedOn: '2026-08-16',
    });
    await room.tellInvoice(INVOICE);
    await room.settle();
    expect(await room.started()).toHaveLength(2);
    expect((await room.items('invoice:inv_9')).map(({ disposition }) => disposition)).toEqual([
      'STARTED',
      'STARTED',
      'DUPLICATE',
    ]);
  });

  it('that was void before anybody heard of it stays out of them', async () => {
    await room.invoiceIs({ ...INVOICE, status: 'VOID' });
    await room.tellInvoice(INVOICE);
    await room.settle();
    expect(await room.started()).toEqual([]);
  });

  it('in another currency than its contract is not posted, and posts once the contract is put right', async () => {
    const { contract } = room.systems;
    room.systems.contract = { ...contract, currency: 'EUR' };
    await room.invoiceIs(INVOICE);
    await room.settle();
    expect(await room.started()).toEqual([]);
    expect(await room.open()).toMatchObject([
      {
        business_key: 'intake:invoice:inv_9',
        cause: 'VALIDATION',
        payload: { code: 'SEMANTIC_MISMATCH', invoiceCurrency: 'USD', contractCurrency: 'EUR' },
      },
    ]);
    room.systems.contract = contract;
    await room.tell('contract.changed', 2, { contractId: 'ctr_1', version: 1, status: 'ACTIVE', ours: false });
    await room.until(await theOnly());
    expect(await room.open()).toEqual([]);
  });

  it('of no customer of ours is kept for a person, and goes on once it is linked', async () => {
    const unknown = { kind: 'Unmappable', field: 'legalEntity', detail: 'in_9 has none' } as const;
    room.systems.fault = (call) => (call.name === 'readInvoice' ? unknown : room.laws(call));
    await room.invoiceIs(INVOICE);
    await room.settle();
    expect(await room.open()).toMatchObject([
      {
        cause: 'MASTER_DATA_MISMATCH',
        payload: { event: { data: { invoiceId: 'inv_9', total: { minor: '10000' } } } },
      },
    ]);
    room.systems.fault = room.laws;
    room.clock.set(new Date('2026-08-16T09:06:00Z'));
    await room.until(await theOnly());
    expect(await room.open()).toEqual([]);
  });
});

describe('a payment', () => {
  it('that comes before its invoice is parked, and applied when the invoice is in the ledger', async () => {
    await room.paymentIs(PAYMENT);
    const id = await theOnly();
    expect(await room.until(id, 'PARKED')).toMatchObject({ status: 'PARKED' });
    await room.invoiceIs({ ...INVOICE, status: 'PAID' });
    expect(await room.until(id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(commandsOf(id)).toEqual(['applyPayment', 'reportAccount']);
    expect([...room.systems.effects.values()].map(({ name }) => name).filter((name) => name.startsWith('p'))).toEqual(
      expect.arrayContaining(['postInvoice']),
    );
  });

  it('claimed back, and won again, is taken out of the ledger and put back', async () => {
    await room.invoiceIs({ ...INVOICE, status: 'PAID' });
    await room.settle();
    for (const status of ['SUCCEEDED', 'DISPUTED', 'SUCCEEDED'] as const) {
      await room.paymentIs({ ...PAYMENT, status });
      await room.settle();
      await room.until((await room.started()).at(-1)?.id);
    }
    const keys = (await room.started()).flatMap(({ kind, idempotency_key }) =>
      kind === 'APPLY_PAYMENT' ? [idempotency_key] : [],
    );
    expect(keys).toEqual(['payment:pay_9:RECEIVED:1', 'payment:pay_9:DISPUTED:2', 'payment:pay_9:RECEIVED:3']);
    const calls = [...room.systems.effects.values()].map(({ name }) => name).filter((name) => name.endsWith('Payment'));
    expect(calls).toEqual(['applyPayment', 'reversePayment', 'applyPayment']);
  });

  it('that failed for good suspends its contract, and one that comes in has it go on', async () => {
    await room.invoiceIs(INVOICE);
    await room.paymentIs({ ...PAYMENT, status: 'FAILED', final: true, attempts: 4 });
    await room.settle();
    const suspension = (await room.started()).find(({ kind }) => kind === 'SUSPEND_CONTRACT');
    expect(await room.until(suspension?.id)).toMatchObject({ status: 'SUCCEEDED', commitment: 'DONE' });
    expect(room.systems.contract.status).toBe('SUSPENDED');
    room.invoices.set('inv_9', { ...INVOICE, status: 'PAID' });
    await room.paymentIs({ ...PAYMENT, status: 'SUCCEEDED' });
    await room.settle();
    const resumption = (await room.started()).find(({ kind }) => kind === 'RESUME_CONTRACT');
    await room.until(resumption?.id);
    expect(room.systems.contract.status).toBe('ACTIVE');
    // Nothing had been posted of the failed one, so there was nothing to take back.
    expect(room.systems.done()).not.toContain('ERP.reversePayment');
  });
});

describe('a refund that a cancellation makes', () => {
  const MEMO: CreditMemoFacts = {
    creditMemoId: 'cm_9',
    externalId: 'cn_9',
    number: 'C-9',
    status: 'ISSUED',
    invoiceId: 'inv_9',
    customerId: 'cust_1',
    contractId: 'ctr_1',
    legalEntity: 'US',
    currency: 'USD',
    issuedOn: '2026-08-16',
    total: usd(10_00),
    tax: usd(0),
    reducesInvoice: usd(0),
    onAccount: usd(10_00),
    refunded: usd(0),
    reason: null,
    lines: [],
  };
  const BACK = { ...REFUND, creditMemoId: 'cm_9' };
  const { refundId, paymentId, status, amount } = BACK;
  const tellRefund = () =>
    room.tell('refund.changed', 1, { refundId, paymentId, status, previousStatus: null, amount }, {});

  it('is left to it, also when the news of it comes before billing has answered', async () => {
    const { answers } = room.systems;
    const credits = [{ invoiceId: 'inv_9', amount: usd(10_00), lines: [] }];
    room.invoices.set('inv_9', { ...INVOICE, status: 'PAID' });
    room.payments.set('pay_9', PAYMENT);
    answers.set('previewCancellation', () => credits);
    answers.set('cancelSubscription', () => ({ subscriptionId: 'sub_1', credits, effect: EFFECT }));
    answers.set('issueCreditMemos', () => ({ creditMemos: [MEMO], effect: EFFECT }));
    answers.set('terminateContract', () => ({ journals: [], effect: EFFECT }));
    answers.set('refundPayments', () => ({ refunds: [BACK], effect: EFFECT }));
    const billing = room.systems.hold('BILLING.refundPayments');
    const { operation, userErrors } = await room.send('cancelContract', {
      contractId: 'ctr_1',
      expectedVersion: 1,
      effectiveOn: '2026-08-16',
      refund: 'PRORATED',
      reason: 'They close.',
      idempotencyKey: 'cancel',
    });
    expect(userErrors).toEqual([]);
    await billing.reached;
    // Nobody else gives back of the same payment meanwhile.
    const besides = { paymentId: 'pay_9', amount: '1.00', reason: 'GOODWILL', idempotencyKey: 'besides' };
    expect((await room.send('refundPayment', besides)).userErrors).toMatchObject([{ code: 'INVALID_TRANSITION' }]);
    room.refunds.set('ref_9', BACK);
    await tellRefund();
    await room.settle();
    expect(await room.items('refund:ref_9')).toMatchObject([{ state: 'DONE', disposition: 'COVERED' }]);
    billing.release();
    expect(await room.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED' });
    await tellRefund();
    await room.settle();
    expect(await room.started()).toEqual([]);
    const posted = room.systems.done().filter((command) => command === 'ERP.postRefund');
    expect(posted).toEqual(['ERP.postRefund']);
  });
});

describe('a cancellation of a contract whose payment was refunded in part since it was accepted', () => {
  it('gives back what the payment still holds, and leaves the rest on account', async () => {
    const { answers, effects } = room.systems;
    const credits = [{ invoiceId: 'inv_9', amount: PAYMENT.amount, lines: [] }];
    const memo = { creditMemoId: 'cm_8', invoiceId: 'inv_9', onAccount: PAYMENT.amount, total: PAYMENT.amount };
    room.invoices.set('inv_9', { ...INVOICE, status: 'PAID' });
    room.payments.set('pay_9', PAYMENT);
    answers.set('previewCancellation', () => credits);
    answers.set('cancelSubscription', () => ({ subscriptionId: 'sub_1', credits, effect: EFFECT }));
    answers.set('issueCreditMemos', () => ({ creditMemos: [memo], effect: EFFECT }));
    answers.set('terminateContract', () => ({ journals: [], effect: EFFECT }));
    answers.set('refundPayments', () => ({ refunds: [], effect: EFFECT }));
    const ledger = room.systems.hold('ERP.postCreditMemo');
    const { operation } = await room.send('cancelContract', {
      contractId: 'ctr_1',
      expectedVersion: 1,
      effectiveOn: '2026-08-16',
      refund: 'PRORATED',
      reason: 'They close.',
      idempotencyKey: 'cancel less',
    });
    await ledger.reached;
    const refunded = { ...PAYMENT.amount, minor: '2500' };
    room.payments.set('pay_9', { ...PAYMENT, status: 'PARTIALLY_REFUNDED', refunded });
    ledger.release();
    expect(await room.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED' });
    const asked = effects.get(`${operation?.id}:refundPayments`)?.payload;
    const left = { ...PAYMENT.amount, minor: String(BigInt(PAYMENT.amount.minor) - 2500n) };
    expect(asked).toMatchObject({ refunds: [{ paymentId: 'pay_9', amount: left, creditMemoId: 'cm_8' }] });
  });
});

describe('a refund that somebody made in billing', () => {
  it('comes into the books once', async () => {
    room.invoices.set('inv_9', { ...INVOICE, status: 'PAID' });
    room.refunds.set('ref_9', REFUND);
    const { refundId, paymentId, status, amount } = REFUND;
    const data = { refundId, paymentId, status, previousStatus: null, amount };
    await room.tell('refund.changed', 1, data);
    const id = await theOnly();
    await room.until(id);
    expect(commandsOf(id)).toEqual(['postRefund', 'recordRefund', 'reportAccount']);
    await room.tell('refund.changed', 1, data);
    await theOnly();
    expect(await room.business()).toEqual([{ type: 'refund.issued', n: 1 }]);
  });
});
