import fc from 'fast-check';
import { INVOICE, PAYMENT, REFUND, type Room, startRoom } from '#test/contract/operations/intake/room.ts';

const PAID = { ...INVOICE, status: 'PAID' };
const LATER = { ...INVOICE, invoiceId: 'inv_10', externalId: 'in_10', number: 'A-0010' };
const VOIDED = { ...LATER, status: 'VOID' };
const GROUP = { name: 'Meridian Group' };

/** What billing and the CRM tell in the end; a record's later states are what they hold by then. */
const TELL: readonly ((room: Room) => Promise<void>)[] = [
  (room) => room.tellInvoice(INVOICE),
  (room) => room.tellInvoice(PAID),
  (room) => room.tellPayment(PAYMENT),
  (room) => room.tellInvoice(LATER),
  (room) => room.tellInvoice(VOIDED),
  (room) => {
    const { refundId, paymentId, status, amount } = REFUND;
    return room.tell('refund.changed', 1, { refundId, paymentId, status, previousStatus: null, amount });
  },
  (room) => room.tell('customer.changed', 2, { customerId: 'cust_1', fields: ['name'], mergedInto: null }),
];

/** Everything that was brought about, without the names that differ from run to run. */
async function endOf(order: readonly ((room: Room) => Promise<void>)[]) {
  const room = await startRoom();
  try {
    room.invoices.set(PAID.invoiceId, PAID);
    room.invoices.set(VOIDED.invoiceId, VOIDED);
    room.payments.set(PAYMENT.paymentId, PAYMENT);
    room.refunds.set(REFUND.refundId, REFUND);
    room.customers.set('cust_1', { ...room.systems.contract.customer, ...GROUP });
    for (const tell of order) await tell(room);
    await room.settle();
    const started = await room.started();
    for (const { id } of started) await room.until(id);
    await room.settle();
    const once = ({ system, name }: { readonly system: string; readonly name: string }) => `${system}.${name}`;
    return {
      started: started
        .map(({ idempotency_key }) => idempotency_key)
        .filter((key) => !key.startsWith('customer'))
        .sort(),
      effects: [...room.systems.effects.values()]
        .map(once)
        .filter((effect) => /ERP\.(post|apply|void|reverse)(?!Journals)/.test(effect))
        .sort(),
      told: await room.business(),
      open: await room.open(),
      left: await room.sql(`select subject from operations.intake_item where state <> 'DONE'`),
    };
  } finally {
    await room.close();
  }
}

describe('the same news many times and in any order', () => {
  it('end in one state', async () => {
    const inOrder = await endOf(TELL);
    expect(inOrder).toMatchObject({
      started: ['invoice:inv_9:POSTED:1', 'payment:pay_9:RECEIVED:1', 'refund:ref_9:TAKEN:1'],
      effects: ['ERP.applyPayment', 'ERP.postInvoice', 'ERP.postRefund'],
      open: [],
      left: [],
    });
    expect(inOrder.told).toEqual(
      expect.arrayContaining([
        { type: 'invoice.finalized', n: 2 },
        { type: 'invoice.paid', n: 1 },
        { type: 'invoice.voided', n: 1 },
        { type: 'payment.succeeded', n: 1 },
        { type: 'refund.issued', n: 1 },
      ]),
    );
    const lives = fc.array(fc.constantFrom(...TELL), { maxLength: 7 }).chain((again) => {
      const all = [...TELL, ...again];
      return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
    });
    for (const life of fc.sample(lives, { seed: 14, numRuns: 2 })) expect(await endOf(life)).toEqual(inOrder);
  });
});
