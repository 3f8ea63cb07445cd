import { CUSTOMER, ENSURED, invoice, journal, setUpItems } from './meridian.ts';
import { payment } from './money.ts';
import { openRoom, type Room } from './room.ts';

describe('what a person does in the ledger', () => {
  let room: Room;

  beforeAll(async () => {
    room = await openRoom();
    await setUpItems(room.books);
    await room.command('ensureCustomer', ENSURED, 'op_0:ensureErpCustomer');
  });

  afterAll(() => room.close());

  const done = async (name: string, command: unknown, key: string) => {
    const answer = await room.command(name, command, key);
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    return answer.value;
  };
  const post = (id: string) =>
    done('postInvoice', { invoice: invoice(id), contractId: 'ctr_meridian' }, `op_${id}:postInvoice`);
  const told = async (type: string) =>
    (
      await room.sql<{ readonly data: Record<string, unknown>; readonly record: readonly unknown[] }>(
        'select data, record from event_log.event where type = $1 order by xid, id',
        [type],
      )
    ).map(({ data, record }) => ({ data, rowCount: record?.length ?? 0 }));
  const voided = async (type: string, id: string) => {
    const answer = await fetch(`${room.sandbox.url}/__sandbox/void`, {
      method: 'POST',
      body: JSON.stringify({ type, id }),
    });
    expect(answer.status).toBe(204);
    await room.erp.settle();
  };

  it('is told once with what it was before: a voided invoice', async () => {
    await post('inv_v');
    const before = (await told('posting.changed')).length;
    await voided('invoice', 'eid:inv:inv_v');
    await room.erp.settle();
    const after = (await told('posting.changed')).slice(before);
    expect(after).toMatchObject([
      { data: { documentId: 'inv_v', kind: 'INVOICE', status: 'REVERSED', previousStatus: 'VERIFIED' } },
    ]);
    expect(after[0]?.rowCount).toBeGreaterThan(3);
    expect(
      await room.sql(
        'select 1 from erp.journal_line l join erp.journal_entry e on e.external_id = l.entry_external_id where e.source_document_id = $1',
        ['inv_v'],
      ),
    ).toEqual([]);
    // It is not posted a second time behind the person's back.
    const again = await room.command(
      'postInvoice',
      { invoice: invoice('inv_v'), contractId: 'ctr_meridian' },
      'op_x:p',
    );
    expect(again).toMatchObject({ error: { kind: 'Unmappable' } });
  });

  it('is told of journals too', async () => {
    await done('postJournals', { batches: [journal('rev:v')] }, 'op_j:postJournals');
    expect((await told('posting.changed')).at(-1)).toMatchObject({
      data: { kind: 'JOURNAL', status: 'POSTED', previousStatus: null },
    });
    await voided('journalEntry', 'eid:rev:v');
    expect((await told('posting.changed')).at(-1)).toMatchObject({
      data: { kind: 'JOURNAL', status: 'REVERSED', previousStatus: 'POSTED' },
    });
  });

  it('R172 is counted when it touches accounts of revenue, each journal with its reason', async () => {
    await done('postJournals', { batches: [journal('rev:adjusted')] }, 'op_adj:postJournals');
    const ours = await room.books.call('GET', '/journalEntry/eid:rev:adjusted');
    const { subsidiary, currency, postingPeriod } = ours;
    const accounts = await room.sql<{ id: string; number: string }>(
      'select external_id as id, number from erp.account order by number',
    );
    const idOf = (number: string) => accounts.find((account) => account.number === number)?.id;
    const byHand = (tranDate: string, memo: string, [debited, credited]: readonly [string, string]) =>
      room.books.call('POST', '/journalEntry', {
        ...{ subsidiary, currency, postingPeriod, tranDate, memo },
        line: {
          items: [
            { account: { id: idOf(debited) }, debit: 250.25 },
            { account: { id: idOf(credited) }, credit: 250.25 },
          ],
        },
      });
    const adjustments = async (period = '2026-08') =>
      (await room.command('readAdjustments', { legalEntity: 'US', period })).value;
    expect(await adjustments()).toEqual({ count: 0, unexplained: 0, journals: [] });
    await byHand('2026-08-30', 'Concession agreed by phone, ticket 4711', ['4000', '2500']);
    await byHand('2026-08-29', ' ', ['2500', '4000']);
    await byHand('2026-08-28', 'Write-off', ['1000', '2200']);
    await room.erp.settle();
    const amount = { minor: '25025', currency: 'USD' };
    expect(await adjustments()).toMatchObject({
      count: 2,
      unexplained: 1,
      journals: [
        { postedOn: '2026-08-29', reason: null, amount },
        { postedOn: '2026-08-30', reason: 'Concession agreed by phone, ticket 4711', amount },
      ],
    });
    expect(await adjustments('2026-07')).toEqual({ count: 0, unexplained: 0, journals: [] });
  });

  it('opens an invoice again when a payment is taken off it, though the invoice has no new stamp', async () => {
    await post('inv_u');
    await done('applyPayment', { payment: payment('pay_u', 'inv_u', 100n) }, 'op_u:applyPayment');
    room.sandbox.clock.set(new Date('2026-08-26T10:00:00Z'));
    await post('inv_later');
    await room.erp.settle();
    room.sandbox.clock.set(new Date('2026-08-27T10:00:00Z'));
    await room.books.call('PUT', '/customerPayment/eid:pay:pay_u?replace=apply', { apply: { items: [] } });
    await room.erp.settle();
    const open = await room.sql(
      `select document_id, open_minor::text from erp.posting where document_id in ('inv_u', 'pay_u') order by 1`,
    );
    expect(open).toEqual([
      { document_id: 'inv_u', open_minor: '17013698' },
      { document_id: 'pay_u', open_minor: '-100' },
    ]);
  });

  it('contests a name and takes it over nowhere, until ours is written again', async () => {
    room.sandbox.clock.set(new Date('2026-08-28T10:00:00Z'));
    await room.books.call('PATCH', `/customer/eid:${CUSTOMER.customerId}`, { companyName: 'Meridian Hlth' });
    await room.erp.settle();
    await room.erp.settle();
    expect(await told('ownership.contested')).toMatchObject([
      { data: { entity: 'Customer', id: CUSTOMER.customerId, field: 'name', system: 'ERP', value: 'Meridian Hlth' } },
    ]);
    const before = room.sandbox.ledger.effects().length;
    await done('ensureCustomer', ENSURED, 'op_again:ensureErpCustomer');
    await room.erp.settle();
    const effects = room.sandbox.ledger.effects().slice(before);
    expect(effects).toMatchObject([{ kind: 'customer.updated', summary: { name: expect.anything() } }]);
    expect(await told('ownership.contested')).toHaveLength(1);
    expect(await room.sql('select name from erp.customer where customer_id = $1', [CUSTOMER.customerId])).toEqual([
      { name: CUSTOMER.name },
    ]);
  });

  it('finds a customer below its parent, and the record of one that was merged into another', async () => {
    const child = { ...CUSTOMER, customerId: 'cust_child', name: 'Meridian West', parentId: CUSTOMER.customerId };
    const { externalId } = await done('ensureCustomer', { ...ENSURED, customer: child }, 'op_c:ensureErpCustomer');
    expect(
      await room.sql(
        'select p.customer_id from erp.customer c join erp.customer p on p.external_id = c.parent_external_id where c.external_id = $1',
        [externalId],
      ),
    ).toEqual([{ customer_id: CUSTOMER.customerId }]);
    const survivor = { ...CUSTOMER, customerId: 'cust_survivor', name: 'Meridian Joined' };
    const merged = { ...ENSURED, customer: survivor, mergedFrom: ['cust_child'] };
    expect(await done('ensureCustomer', merged, 'op_s:ensureErpCustomer')).toMatchObject({ externalId });
    const sold = invoice('inv_survivor', { customerId: 'cust_survivor' });
    const posted = await done('postInvoice', { invoice: sold, contractId: 'ctr_meridian' }, 'op_s:postInvoice');
    expect(posted.status).toBe('VERIFIED');
    const [customer] = await room.entities('... on Customer { receivable { balance { amount } } }', [
      { __typename: 'Customer', id: 'cust_survivor' },
    ]);
    expect(customer.receivable).toMatchObject([{ balance: { amount: '170136.98' } }]);
  });
});
