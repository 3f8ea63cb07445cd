import { inTransaction } from '#kit/persistence/transaction.ts';
import type { CrmReportsPolicy } from '#operations/policies/policy.ts';
import { publishPolicy } from '#operations/policies/postgres-policies.ts';
import type { CreditMemoFacts } from '#schema/commands/billing.ts';
import { INVOICE, PAYMENT, REFUND, type Room, startRoom, usd } from './intake/room.ts';

let room: Room;
beforeEach(async () => {
  room = await startRoom();
  const { answers } = room.systems;
  room.invoices.set('inv_9', { ...INVOICE, status: 'PAID' });
  room.payments.set('pay_9', PAYMENT);
  answers.set('issueCreditMemos', () => ({ creditMemos: [MEMO] }));
  answers.set('refundPayments', () => ({ refunds: [REFUND] }));
});
afterEach(() => room.close());

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

const publish = (...rules: CrmReportsPolicy['rules']) =>
  inTransaction(room.dataSource, (em) =>
    publishPolicy(em, room.clock.now(), {
      name: 'crm-reports',
      document: { rules },
      effectiveAt: room.clock.now(),
      author: 'ada',
      approvedBy: 'grace',
      note: 'Sales looks elsewhere.',
      correlationId: 'cor_policy',
    }),
  );
const doneBy = (id: string | undefined) =>
  [...room.systems.effects]
    .filter(([key]) => key.startsWith(`${id}:`))
    .map(([, { system, name }]) => `${system}.${name}`);
const ended = async (id: string | undefined) => {
  expect(await room.until(id)).toMatchObject({ status: 'SUCCEEDED' });
  return doneBy(id);
};
const credit = async () => {
  const wish = { invoiceId: 'inv_9', amount: '10.00', reason: 'Service was down.', idempotencyKey: 'credit' };
  return ended((await room.send('issueCreditMemo', wish)).operation?.id);
};
const refund = async () => {
  const wish = { paymentId: 'pay_9', amount: '10.00', reason: 'Paid twice.', idempotencyKey: 'refund' };
  return ended((await room.send('refundPayment', wish)).operation?.id);
};
const pay = async () => {
  await room.invoiceIs(INVOICE);
  await room.settle();
  await ended((await room.started())[0]?.id);
  await room.paymentIs(PAYMENT);
  await room.settle();
  return ended((await room.started()).at(-1)?.id);
};
const REPORT = 'CRM.reportAccount';

describe('a credit, a refund and a payment', () => {
  it('R074 are in the ledger and on the customer’s account in the CRM, as the product comes', async () => {
    expect(await credit()).toEqual(expect.arrayContaining(['ERP.postCreditMemo', REPORT]));
    expect(await refund()).toEqual(expect.arrayContaining(['ERP.postRefund', REPORT]));
    const [, report] = [...room.systems.effects].findLast(([, { name }]) => name === 'reportAccount') ?? [];
    expect(report?.payload).toMatchObject({
      customerId: 'cust_1',
      asOf: '2026-08-16',
      invoiceNumber: 'A-0009',
      invoiceStatus: 'PAID',
      paymentStatus: 'SUCCEEDED',
    });
    expect(await pay()).toEqual(['ERP.applyPayment', REPORT]);
  });

  it('R074 are in the ledger alone where the policy turns the CRM’s part off, and nothing else is left out', async () => {
    await publish({ kind: '*', legalEntity: 'US', reported: false });
    const credited = await credit();
    expect([credited.includes('ERP.postCreditMemo'), credited.includes(REPORT)]).toEqual([true, false]);
    const refunded = await refund();
    expect([refunded.includes('ERP.postRefund'), refunded.includes(REPORT)]).toEqual([true, false]);
    expect(await pay()).toEqual(['ERP.applyPayment']);
    expect(room.systems.done()).not.toContain(REPORT);
  });

  it('R074 are told or not kind by kind', async () => {
    await publish({ kind: 'REFUND_PAYMENT', legalEntity: '*', reported: false });
    expect(await credit()).toContain(REPORT);
    expect(await refund()).not.toContain(REPORT);
  });
});
