import { INVOICE, PAYMENT, type Room, startRoom } from '#test/contract/operations/intake/room.ts';

let room: Room;
beforeAll(async () => {
  room = await startRoom();
});
afterAll(() => room.close());

describe('a payment that is heard of before its invoice, and the invoice before its customer', () => {
  it('are parked with what they wait for, and go through by themselves once it comes', async () => {
    room.customers.clear();
    await room.paymentIs(PAYMENT);
    await room.settle();
    const [payment] = await room.started();
    await room.until(payment?.id, 'PARKED');

    await room.invoiceIs({ ...INVOICE, status: 'PAID' });
    await room.settle();
    const invoice = (await room.started()).find(({ kind }) => kind === 'POST_INVOICE');
    await room.until(invoice?.id, 'PARKED');
    const waiting = await room.sql<{ kind: string; subject: string }>(
      'select kind, subject from operations.prerequisite order by kind',
    );
    expect(waiting).toEqual([
      { kind: 'CUSTOMER', subject: 'cust_1' },
      { kind: 'INVOICE_POSTING', subject: 'inv_9' },
    ]);

    room.customers.set('cust_1', room.systems.contract.customer);
    await room.tell('customer.changed', 2, { customerId: 'cust_1', fields: ['name'], mergedInto: null });
    expect(await room.until(invoice?.id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await room.until(payment?.id)).toMatchObject({ status: 'SUCCEEDED' });
    const done = room.systems.done().filter((command) => /ERP\.(post|apply)/.test(command));
    expect(done.toSorted()).toEqual(['ERP.applyPayment', 'ERP.postInvoice', 'ERP.postJournals']);
    expect(done.indexOf('ERP.postInvoice')).toBeLessThan(done.indexOf('ERP.applyPayment'));
    expect(await room.open()).toEqual([]);
    expect(await room.sql('select from operations.prerequisite')).toEqual([]);
  });
});
