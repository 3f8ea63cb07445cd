import { reactionsTo } from '#operations/intake/reactions.ts';
import type { CanonicalEvent } from '#schema/events/catalogue.ts';

const ABOUT = { contractId: 'ctr_1', customerId: 'cust_1' };
const usd = { minor: '100', currency: 'USD' };

const invoice = (status: string): CanonicalEvent => ({
  type: 'invoice.changed',
  schemaVersion: 2,
  data: { invoiceId: 'inv_1', status, previousStatus: null, total: usd },
});
const payment = (status: string): CanonicalEvent => ({
  type: 'payment.changed',
  schemaVersion: 2,
  data: {
    paymentId: 'pay_1',
    invoiceId: 'inv_1',
    status,
    previousStatus: null,
    amount: usd,
    refunded: usd,
    attempts: 1,
    final: false,
  },
});
const posting = (kind: 'INVOICE' | 'PAYMENT' | 'JOURNAL'): CanonicalEvent => ({
  type: 'posting.changed',
  schemaVersion: 2,
  data: { postingId: 'post_1', documentId: 'doc_1', kind, status: 'POSTED', previousStatus: null },
});

const toldBy = (event: CanonicalEvent) =>
  reactionsTo(event, ABOUT).flatMap((reaction) => (reaction.kind === 'TELL' ? [reaction.type] : []));
const releasedBy = (event: CanonicalEvent) =>
  reactionsTo(event, ABOUT).flatMap((one) => (one.kind === 'RELEASE' ? [`${one.prerequisite} ${one.id}`] : []));

describe('what clients are told', () => {
  it.each([
    ['DRAFT', []],
    ['OPEN', ['invoice.finalized']],
    ['PAID', ['invoice.finalized', 'invoice.paid']],
    ['VOID', ['invoice.finalized', 'invoice.voided']],
    ['UNKNOWN', []],
  ])(
    'of an invoice that is %s includes what must have happened before, should its message have been lost',
    (status, types) => {
      expect(toldBy(invoice(status))).toEqual(types);
    },
  );

  it.each([
    ['PENDING', []],
    ['FAILED', ['payment.failed']],
    ['SUCCEEDED', ['payment.succeeded']],
    ['PARTIALLY_REFUNDED', ['payment.succeeded']],
    ['DISPUTED', ['payment.succeeded', 'payment.disputed']],
  ])('of a payment that is %s includes that it came in, should its message have been lost', (status, types) => {
    expect(toldBy(payment(status))).toEqual(types);
  });
});

describe('what waits', () => {
  it.each([
    ['a posted invoice', posting('INVOICE'), ['INVOICE_POSTING doc_1']],
    ['a posted payment', posting('PAYMENT'), ['PAYMENT_POSTING doc_1']],
    ['a journal', posting('JOURNAL'), []],
    [
      'a merged customer',
      { type: 'customer.changed', schemaVersion: 2, data: { customerId: 'c_1', fields: [], mergedInto: 'c_2' } },
      ['CUSTOMER c_1', 'CUSTOMER c_2'],
    ],
    [
      'a published mapping',
      { type: 'mapping.published', schemaVersion: 1, data: { kind: 'ITEM', key: 'SEAT', version: 2 } },
      ['ITEM_MAPPING SEAT'],
    ],
    [
      'a new schedule',
      { type: 'revenue.recalculated', schemaVersion: 1, data: { revenueContractId: 'rc_1', version: 1 } },
      ['REVENUE_CONTRACT ctr_1'],
    ],
    ['an opened period', { type: 'period.changed', schemaVersion: 1, data: { periodId: 'p', status: 'OPEN' } }, []],
  ] satisfies readonly (readonly [string, CanonicalEvent, readonly string[]])[])(
    'is let go on by %s if that is what it waits for',
    (_what, event, released) => {
      expect(releasedBy(event)).toEqual(released);
    },
  );
});

describe('a customer', () => {
  const changed = (fields: readonly string[]): CanonicalEvent => ({
    type: 'customer.changed',
    schemaVersion: 2,
    data: { customerId: 'cust_1', fields, mergedInto: null },
  });
  const isLookedAt = (fields: readonly string[]) =>
    reactionsTo(changed(fields), ABOUT).some((reaction) => reaction.kind === 'LOOK_AT');

  it('is looked at when something changed that other systems show of it, and when nobody said what', () => {
    expect([['name'], ['parent', 'status'], []].map(isLookedAt)).toEqual([true, true, true]);
    expect(isLookedAt(['status'])).toBe(false);
  });
});
