import type { StoredEvent } from '#schema/events/upcast.ts';

/**
 * One event of every type as the first release kept it. Never change a line: such events are in logs, and every later
 * release has to read them.
 */
export const FIRST_ARCHIVE: readonly StoredEvent[] = [
  told('customer.changed', { customerId: 'cust_1' }),
  told('opportunity.changed', { opportunityId: 'opp_1', stage: 'Closed Won', won: true }),
  told('contract.changed', { contractId: 'ctr_1', version: 1 }),
  told('contract.changed', { contractId: 'ctr_1', version: 2 }, 'op_1'),
  told('subscription.changed', { subscriptionId: 'sub_1', status: 'ACTIVE' }),
  told('invoice.changed', {
    invoiceId: 'inv_1',
    status: 'OPEN',
    total: { minor: '9007199254740993', currency: 'USD' },
  }),
  told('payment.changed', {
    paymentId: 'pay_1',
    invoiceId: 'inv_1',
    status: 'SUCCEEDED',
    amount: { minor: '17013698', currency: 'USD' },
  }),
  told('payment.changed', {
    paymentId: 'pay_2',
    invoiceId: null,
    status: 'FAILED',
    amount: { minor: '500', currency: 'EUR' },
  }),
  told('creditMemo.changed', { creditMemoId: 'cm_1', invoiceId: null, total: { minor: '100', currency: 'USD' } }),
  told('posting.changed', { postingId: 'post_1', status: 'POSTED', documentId: 'inv_1' }),
  told('period.changed', { periodId: 'per_1', status: 'CLOSED' }),
  told('revenue.recalculated', { revenueContractId: 'rc_1', version: 3 }),
];

function told(type: string, data: unknown, operationId: string | null = null): StoredEvent {
  return { type, schemaVersion: 1, operationId, data };
}
