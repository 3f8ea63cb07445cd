import { accountingPeriodId, legalEntityId } from '#kit/crosswalk/well-known-ids.ts';
import { CUSTOMER, ENSURED, invoice, journal, setUpItems } from './meridian.ts';
import { openRoom, type Room, SERVICE } from './room.ts';

const POSTING = '... on Invoice { id posting { id status variance { amount } provenance { stale } } }';
const RECEIVABLE =
  '... on Customer { receivable { balance { amount } overdue { amount } ageing { label amount { amount } } } }';

describe("the ledger's mirror", () => {
  let room: Room;

  beforeEach(async () => {
    room = await openRoom();
    await setUpItems(room.books);
    await room.command('ensureCustomer', ENSURED, 'op_0:ensureErpCustomer');
  });

  afterEach(() => room.close());

  const post = async (id: string, change = {}) => {
    const payload = { invoice: invoice(id, change), contractId: 'ctr_meridian' };
    const answer = await room.command('postInvoice', payload, `op_${id}:postInvoice`);
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    return answer.value.effect.externalId as string;
  };
  const told = (type: string) =>
    room.sql<Record<string, unknown>>(
      'select customer_id, contract_id, legal_entity, operation_id, data from event_log.event where type = $1 order by xid, id',
      [type],
    );
  const receivable = async (principal = SERVICE) => {
    const [customer] = await room.entities(
      RECEIVABLE,
      [{ __typename: 'Customer', id: CUSTOMER.customerId }],
      principal,
    );
    return customer.receivable;
  };

  it('tells what a command posted once, under its operation, and polls tell nothing more', async () => {
    await post('inv_1');
    await room.erp.settle();
    await room.erp.settle();
    expect(await told('posting.changed')).toMatchObject([
      {
        customer_id: CUSTOMER.customerId,
        contract_id: 'ctr_meridian',
        legal_entity: 'US',
        operation_id: 'op_inv_1',
        data: { status: 'VERIFIED', documentId: 'inv_1' },
      },
    ]);
  });

  it('learns of a payment by the poll and lowers what is owed, though the invoice itself has no new stamp', async () => {
    const id = await post('inv_1');
    // A later document moves the cursor beyond the invoice that is paid.
    room.sandbox.clock.set(new Date('2026-08-16T10:00:00Z'));
    await post('inv_2');
    await room.erp.settle();
    room.sandbox.clock.set(new Date('2026-08-17T10:00:00Z'));
    const before = (await told('posting.changed')).length;
    await room.books.call('POST', `/invoice/${id}/!transform/customerPayment`, {
      externalId: 'pay-1',
      tranDate: '2026-08-17',
      apply: { items: [{ doc: { id }, apply: true, amount: 70136.98 }] },
    });
    await room.erp.settle();
    expect(await receivable()).toMatchObject([{ balance: { amount: '270136.98' } }]);
    expect((await told('posting.changed')).slice(before)).toMatchObject([{ data: { documentId: 'inv_1' } }]);
  });

  it('is not taken back by a read that began before the one it shows', async () => {
    const id = await post('inv_1');
    // As if the row came from a read that began after the poll that is about to come.
    await room.sql('update erp.posting set ticket = ticket + 1000000');
    await room.books.call('POST', `/invoice/${id}/!transform/customerPayment`, {
      externalId: 'pay-1',
      tranDate: '2026-08-16',
      apply: { items: [{ doc: { id }, apply: true, amount: 70136.98 }] },
    });
    const before = (await told('posting.changed')).length;
    await room.erp.settle();
    expect(await receivable()).toMatchObject([{ balance: { amount: '170136.98' } }]);
    expect((await told('posting.changed')).slice(before)).toEqual([]);
  });

  it('ages what is owed by the day of the business clock', async () => {
    await post('inv_1', { dueOn: '2026-09-15' });
    await post('inv_2', { dueOn: '2026-10-20' });
    room.clock.set(new Date('2026-11-14T09:00:00Z'));
    expect(await receivable()).toEqual([
      {
        balance: { amount: '340273.96' },
        overdue: { amount: '340273.96' },
        ageing: [
          { label: 'current', amount: { amount: '0.00' } },
          { label: '1-30', amount: { amount: '170136.98' } },
          { label: '31-60', amount: { amount: '170136.98' } },
          { label: '61-90', amount: { amount: '0.00' } },
          { label: '90+', amount: { amount: '0.00' } },
        ],
      },
    ]);
  });

  it('shows when somebody changed a posted invoice: it is no longer the billed one', async () => {
    const id = await post('inv_1');
    const { item } = (await room.books.call('GET', `/invoice/${id}?expandSubResources=true`)) as {
      item: { items: { line: number }[] };
    };
    await room.books.call('PATCH', `/invoice/${id}`, {
      item: { items: [{ line: item.items[2]?.line, amount: 34027.41 }] },
    });
    await room.erp.settle();
    const [changed] = await room.entities(POSTING, [{ __typename: 'Invoice', id: 'inv_1' }]);
    expect(changed.posting).toMatchObject({ status: 'POSTED', variance: { amount: '0.01' } });
    expect((await told('posting.changed')).at(-1)).toMatchObject({ data: { status: 'POSTED' } });
  });

  it('tells a month that was closed in each entity, though the clock stood still', async () => {
    const before = (await told('period.changed')).length;
    await room.books.period('Jul 2026', { closed: true });
    await room.erp.settle();
    expect((await told('period.changed')).slice(before).map(({ data }) => data)).toEqual([
      { periodId: accountingPeriodId('US', '2026-07'), status: 'CLOSED' },
      { periodId: accountingPeriodId('DE', '2026-07'), status: 'CLOSED' },
    ]);
  });

  it('has a document that came while the account clock stood in the past', async () => {
    await post('inv_1');
    await room.erp.settle();
    room.sandbox.clock.set(new Date('2026-02-01T00:00:00Z'));
    await room.books.call('PUT', '/invoice/eid:by-hand', {
      entity: { externalId: CUSTOMER.customerId },
      tranDate: '2026-08-20',
      dueDate: '2026-08-20',
      custbody_revgraph_source: 'inv_hand',
      item: { items: [{ item: { externalId: 'PLATFORM-SEAT' }, quantity: 1, amount: 10 }] },
    });
    await room.erp.settle();
    const [found] = await room.entities(POSTING, [{ __typename: 'Invoice', id: 'inv_hand' }]);
    expect(found.posting).toMatchObject({ status: 'POSTED', variance: null });
  });

  it('is built anew by the poll when it was lost, with the same ids', async () => {
    await post('inv_1');
    await room.command('postJournals', { batches: [journal('rev:1')] }, 'op_1:postJournals');
    const all = async () => ({
      postings: await room.sql(
        'select id, status, total_minor, open_minor, variance_minor from erp.posting order by id',
      ),
      entries: await room.sql('select id, number, contract_id from erp.journal_entry order by id'),
      lines: await room.sql(
        'select position, debit_minor, credit_minor, obligation_id from erp.journal_line order by entry_external_id, position',
      ),
      periods: await room.sql('select id, status from erp.accounting_period order by id'),
    });
    const before = await all();
    for (const table of [
      'journal_entry',
      'posting',
      'customer',
      'item',
      'account',
      'accounting_period',
      'legal_entity',
    ]) {
      await room.sql(`delete from erp.${table}`);
    }
    await room.sql(`update erp.connection set cursors = '{}'`);
    await room.erp.settle();
    expect(await all()).toEqual(before);
    expect(before.postings).toMatchObject([{ status: 'VERIFIED' }]);
  });

  it('keeps neither record nor event nor cursor when the write is broken off', async () => {
    await room.erp.settle();
    const [{ cursors } = { cursors: null }] = await room.sql<{ cursors: unknown }>(
      'select cursors from erp.connection',
    );
    const count = (await told('posting.changed')).length;
    await room.sql('alter table erp.journal_line add constraint none check (position < 0) not valid');
    await expect(post('inv_1')).rejects.toThrow();
    await room.erp.settle().catch(() => undefined);
    expect(await room.sql('select 1 from erp.posting')).toEqual([]);
    expect(await told('posting.changed')).toHaveLength(count);
    expect(await room.sql('select cursors from erp.connection')).toEqual([{ cursors }]);
  });

  it('goes on answering, marked stale, when the vendor is gone', async () => {
    await post('inv_1');
    await room.erp.settle();
    const [fresh] = (await room.command('readConnections', {})).value;
    expect(fresh).toMatchObject({ system: 'ERP', vendor: 'netsuite', connection: 'netsuite-main' });
    await room.sandbox.close();
    room.clock.set(new Date(room.clock.now().getTime() + 31_000));
    await room.erp.settle();
    const [silent] = await room.entities(POSTING, [{ __typename: 'Invoice', id: 'inv_1' }]);
    expect(silent.posting).toMatchObject({ status: 'VERIFIED', provenance: { stale: true } });
    expect((await room.command('readConnections', {})).value[0].lastAnswerAt).toBe(fresh.lastAnswerAt);
    expect((await room.command('readPeriods', { legalEntity: 'US' })).value).toHaveLength(48);
  });

  it('shows nobody a record of a foreign legal entity, by whatever way', async () => {
    await post('inv_1');
    const [{ id: entryId } = { id: '' }] = await room.sql<{ id: string }>('select id from erp.journal_entry');
    const [{ id: postingId } = { id: '' }] = await room.sql<{ id: string }>('select id from erp.posting');
    const references = [
      { __typename: 'LegalEntity', id: legalEntityId('US') },
      { __typename: 'AccountingPeriod', id: accountingPeriodId('US', '2026-08') },
      { __typename: 'JournalEntry', id: entryId },
      { __typename: 'ErpPosting', id: postingId },
      { __typename: 'Invoice', id: 'inv_1' },
    ];
    const german = { ...SERVICE, entities: ['DE'] };
    expect(await room.entities(POSTING, references, german)).toEqual([
      null,
      null,
      null,
      null,
      { __typename: 'Invoice', id: 'inv_1', posting: null },
    ]);
    expect((await room.entities(POSTING, references)).filter((entity) => entity !== null)).toHaveLength(5);
    expect(await receivable(german)).toEqual([]);
    const nobody = await room.ask(
      'mutation { erpCommand(name: "readConnections", command: {}) }',
      {},
      {
        ...german,
        roles: ['finance'],
      },
    );
    expect(nobody.errors).toHaveLength(1);
  });

  it('answers a page of references with one query a kind', async () => {
    await Promise.all(['inv_1', 'inv_2', 'inv_3'].map((id) => post(id)));
    const references = ['inv_1', 'inv_2', 'inv_3', 'inv_none'].map((id) => ({ __typename: 'Invoice', id }));
    const found = await room.entities(POSTING, references);
    expect(found.map(({ posting }) => posting?.status ?? null)).toEqual(['VERIFIED', 'VERIFIED', 'VERIFIED', null]);
  });

  it('answers sagas what they plan with', async () => {
    const periods = (await room.command('readPeriods', { legalEntity: 'DE' })).value;
    expect(periods).toHaveLength(48);
    expect(periods[0]).toEqual({
      id: accountingPeriodId('DE', '2025-01'),
      key: '2025-01',
      startsOn: '2025-01-01',
      endsOn: '2025-01-31',
      status: 'OPEN',
    });
    const entity = { id: legalEntityId('DE'), code: 'DE', currency: 'EUR' };
    expect((await room.command('readLegalEntity', { code: 'DE' })).value).toEqual(entity);
    expect((await room.command('readLegalEntity', { id: entity.id })).value).toEqual(entity);
    expect((await room.command('readLegalEntity', { code: 'FR' })).value).toBeNull();
    expect((await room.command('readPosting', { documentId: 'inv_1' })).value).toBeNull();
    await post('inv_1');
    expect((await room.command('readPosting', { documentId: 'inv_1' })).value).toMatchObject({
      status: 'VERIFIED',
      period: '2026-08',
      total: { minor: '17013698', currency: 'USD' },
    });
  });
});
