import { CUSTOMER, ENSURED, invoice, journal, setUpItems } from './meridian.ts';
import { openRoom, type Room } from './room.ts';

describe('what the ledger does not take', () => {
  let room: Room;
  let story = 0;

  beforeAll(async () => {
    room = await openRoom();
    await setUpItems(room.books);
    await room.command('ensureCustomer', ENSURED, 'op_0:ensureErpCustomer');
  });

  afterAll(() => room.close());

  const post = (change = {}) => {
    story += 1;
    const payload = { invoice: invoice(`inv_r${story}`, change), contractId: 'ctr_meridian' };
    return room.command('postInvoice', payload, `op_r${story}:postInvoice`);
  };
  const postJournal = (change = {}) => {
    story += 1;
    return room.command('postJournals', { batches: [journal(`rev:r${story}`, change)] }, `op_r${story}:postJournals`);
  };
  const effectCount = () => room.sandbox.ledger.effects().length;

  it('R056 is a command of the CRM’s own, or of a person: it is refused, told for the audit, and nothing is written', async () => {
    const before = effectCount();
    const connector = {
      subject: 'crm-connector',
      roles: ['admin'],
      entities: ['US'],
      scopes: [],
      correlationId: 'corr_crm',
    } as const;
    const query = `mutation ($command: JSON!) {
      erpCommand(name: "postInvoice", key: "crm:1", command: $command) }`;
    const command = { invoice: invoice('inv_crm'), contractId: 'ctr_meridian' };
    const { errors } = await room.ask(query, { command }, connector);
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    const told = await room.sql(
      `select legal_entity, correlation_id, data from event_log.event where type = 'command.refused'`,
    );
    expect(told).toEqual([
      {
        legal_entity: 'UNASSIGNED',
        correlation_id: 'corr_crm',
        data: {
          system: 'ERP',
          command: 'postInvoice',
          key: 'crm:1',
          principal: 'crm-connector',
          roles: ['admin'],
          reason: 'Commands are for sagas only.',
        },
      },
    ]);
    expect(effectCount()).toBe(before);
  });

  it('is a closed month: it is named, and nothing is written', async () => {
    await room.books.period('Aug 2026', { closed: true });
    // The mirror still has it open: the ledger itself refuses.
    const before = effectCount();
    expect(await post()).toMatchObject({ error: { kind: 'ClosedPeriod', period: '2026-08', firstOpen: '2026-09' } });
    expect(await postJournal()).toMatchObject({ error: { kind: 'ClosedPeriod', period: '2026-08' } });
    await room.erp.settle();
    const { length: puts } = room.sandbox.ledger.requests().filter(({ method }) => method === 'PUT');
    expect(await post()).toMatchObject({ error: { kind: 'ClosedPeriod', period: '2026-08' } });
    expect(effectCount()).toBe(before);
    // Known beforehand, it is not even tried.
    expect(room.sandbox.ledger.requests().filter(({ method }) => method === 'PUT')).toHaveLength(puts);
    await room.books.period('Aug 2026', { closed: false });
  });

  it('is taken once the month was opened for it, though the mirror has it closed', async () => {
    await room.books.period('Aug 2026', { closed: true });
    await room.erp.settle();
    const refused = await post();
    expect(refused.error.kind).toBe('ClosedPeriod');
    await room.books.period('Aug 2026', { closed: false });
    const payload = { invoice: invoice(`inv_r${story}`), contractId: 'ctr_meridian' };
    expect(await room.command('postInvoice', payload, `op_r${story}:postInvoice`)).toMatchObject({ ok: true });
  });

  it('is an invoice of a month whose receivables are locked, while journals still go through', async () => {
    await room.books.period('Aug 2026', { arLocked: true });
    expect(await post()).toMatchObject({ error: { kind: 'ClosedPeriod', period: '2026-08' } });
    expect(await postJournal()).toMatchObject({ ok: true });
    const { value } = await room.command('readPeriods', { legalEntity: 'US' });
    expect(value.find(({ key }: { key: string }) => key === '2026-08')).toMatchObject({ status: 'AR_LOCKED' });
    await room.books.period('Aug 2026', { arLocked: false });
    await room.erp.settle();
  });

  it('is believed when it points to the period, also when the period reads as open', async () => {
    room.sandbox.faults.add({ match: { method: 'PUT' }, fault: 'closed-period', count: 1 });
    expect(await post()).toMatchObject({ error: { kind: 'ClosedPeriod', period: '2026-08' } });
  });

  it('is a product without an item, by its code', async () => {
    const lines = invoice('x').lines.map((line) => ({ ...line, productCode: 'UNHEARD-OF' }));
    const before = effectCount();
    const answer = await post({ lines });
    expect(answer).toMatchObject({ error: { kind: 'Rejected', code: 'ITEM_UNMAPPED' } });
    expect(answer.error.detail).toContain('UNHEARD-OF');
    expect(effectCount()).toBe(before);
  });

  it('is an item that was made a moment ago: it is found without waiting for a poll', async () => {
    await room.books.item('NEW-PRODUCT', { deferred: null });
    const lines = invoice('x').lines.map((line) => ({ ...line, productCode: 'NEW-PRODUCT' }));
    expect(await post({ lines })).toMatchObject({ ok: true });
  });

  it('is an invoice whose lines do not come to its total', async () => {
    const before = effectCount();
    expect(await post({ total: { minor: '17013699', currency: 'USD' } })).toMatchObject({
      error: { kind: 'Rejected', code: 'VARIANCE' },
    });
    const taxed = { tax: { minor: '1', currency: 'USD' }, total: { minor: '17013699', currency: 'USD' } };
    expect(await post(taxed)).toMatchObject({ error: { kind: 'Rejected', code: 'TAX_CODE_UNMAPPED' } });
    expect(effectCount()).toBe(before);
  });

  it('needs a person when the document stands there with another total: it is neither written again nor undone', async () => {
    const first = await post();
    const { invoiceId } = invoice(`inv_r${story}`);
    const lines = invoice('x').lines.slice(1);
    const total = { minor: '39698630', currency: 'USD' };
    const before = effectCount();
    const answer = await room.command(
      'postInvoice',
      { invoice: invoice(invoiceId, { lines, total }), contractId: 'ctr_meridian' },
      'op_other:postInvoice',
    );
    expect(answer.error).toMatchObject({ kind: 'Unmappable', field: 'total' });
    expect(answer.error.detail).toContain(first.value.documentNumber);
    expect(effectCount()).toBe(before);
  });

  it('is a journal that is a cent off, and a legal entity without books', async () => {
    const { lines } = journal('x').journal;
    const [debit, credit] = lines;
    const off = [debit, { ...credit, credit: { minor: '6849314', currency: 'USD' } }];
    expect(await postJournal({ lines: off as typeof lines })).toMatchObject({ error: { code: 'UNBALANCED' } });
    expect(await postJournal({ legalEntity: 'FR' })).toMatchObject({ error: { code: 'LEGAL_ENTITY_UNKNOWN' } });
  });

  it('is a currency that the ledger does not have', async () => {
    const zloty = (minor: string) => ({ minor, currency: 'PLN' });
    const lines = invoice('x').lines.map((line) => ({ ...line, amount: zloty(line.amount.minor) }));
    expect(await post({ currency: 'PLN', lines, total: zloty('17013698'), tax: zloty('0') })).toMatchObject({
      error: { kind: 'Rejected', code: 'CURRENCY_UNMAPPED' },
    });
  });

  it('is a customer that it does not know', async () => {
    expect(await post({ customerId: 'cust_nobody' })).toMatchObject({
      error: { kind: 'MissingPrerequisite', prerequisite: 'CUSTOMER', id: 'cust_nobody' },
    });
  });

  it('is not a customer of another entity: it may trade with both and stays one', async () => {
    const before = effectCount();
    const german = { ...ENSURED, legalEntity: 'DE', currency: 'EUR' };
    const answer = await room.command('ensureCustomer', german, 'op_de:ensureErpCustomer');
    expect(answer).toMatchObject({ ok: true });
    expect(
      room.sandbox.ledger
        .effects()
        .slice(before)
        .map(({ kind }) => kind),
    ).toEqual(['customerSubsidiaryRelationship.created']);
    const euro = (minor: string) => ({ minor, currency: 'EUR' });
    const lines = invoice('x').lines.map((line) => ({ ...line, amount: euro(line.amount.minor) }));
    const change = { legalEntity: 'DE', currency: 'EUR', lines, total: euro('17013698'), tax: euro('0') };
    expect(await post(change)).toMatchObject({ ok: true, value: { total: euro('17013698') } });
    const [customer] = await room.entities(
      '... on Customer { receivable { legalEntity { code } balance { currency } } }',
      [{ __typename: 'Customer', id: CUSTOMER.customerId }],
    );
    expect(customer.receivable).toEqual([
      { legalEntity: { code: 'DE' }, balance: { currency: 'EUR' } },
      { legalEntity: { code: 'US' }, balance: { currency: 'USD' } },
    ]);
  });
});
