import { ENSURED, invoice, setUpItems } from './meridian.ts';
import { credit } from './money.ts';
import { openRoom, type Room } from './room.ts';

describe('a ledger that demands its dimensions', () => {
  let room: Room;
  let story = 0;

  beforeAll(async () => {
    room = await openRoom({ strictDimensions: true });
    await setUpItems(room.books);
    await room.command('ensureCustomer', ENSURED, 'op_0:ensureErpCustomer');
  });

  afterAll(() => room.close());

  const run = (name: string, command: unknown) => {
    story += 1;
    return room.command(name, command, `op_d${story}:${name}`);
  };
  const post = (id: string, change = {}, more = {}) =>
    run('postInvoice', { invoice: invoice(id, change), contractId: 'ctr_meridian', ...more });
  const publish = (kind: string, key: string, target: string, effectiveFrom = '2026-01-01') =>
    run('publishMapping', { kind, key, target, effectiveFrom, author: 'controller@example.com' });
  const lines = (change: object) => invoice('x').lines.map((line) => ({ ...line, ...change }));
  const readiness = async (productCodes: readonly string[], currency = 'USD', legalEntity = 'US') =>
    (await room.command('readReadiness', { legalEntity, currency, productCodes })).value;

  it('refuses an invoice that lacks any of them', async () => {
    await expect(
      room.books.call('PUT', '/invoice/eid:by-hand', {
        entity: { externalId: ENSURED.customer.customerId },
        item: { items: [{ item: { externalId: 'PLATFORM-SEAT' }, amount: 10 }] },
      }),
    ).rejects.toThrow(/department[\s\S]*revenue_account[\s\S]*deferral[\s\S]*taxCode/);
  });

  it('takes ours, with all five on every line, and its credits', async () => {
    expect(await post('inv_1')).toMatchObject({ ok: true, value: { status: 'VERIFIED' } });
    const { item } = (await room.books.call('GET', '/invoice/eid:inv:inv_1?expandSubResources=true')) as {
      item: { items: Record<string, { refName: string }>[] };
    };
    expect(item.items).toHaveLength(3);
    for (const line of item.items) {
      expect(line).toMatchObject({
        department: { refName: 'Sales' },
        taxCode: { refName: 'Not Taxable' },
        custcol_revgraph_revenue_account: { refName: 'Subscription Revenue' },
        custcol_revgraph_deferral: { refName: 'Straight-line, exact days' },
      });
    }
    expect(await run('postCreditMemo', { creditMemo: credit('cm_1', 'inv_1', 100n) })).toMatchObject({ ok: true });
    const voiding = { invoiceId: 'inv_1', legalEntity: 'US', voidedOn: '2026-08-30' };
    expect(await run('voidInvoice', voiding)).toMatchObject({ ok: true });
  });

  it('lets an invoice wait for its item until that is mapped, and posts it on the next try', async () => {
    const change = { lines: lines({ productCode: 'SEAT-NEW' }) };
    const before = room.sandbox.ledger.effects().length;
    expect(await post('inv_2', change)).toMatchObject({ error: { kind: 'Rejected', code: 'ITEM_UNMAPPED' } });
    expect(room.sandbox.ledger.effects()).toHaveLength(before);
    expect(await readiness(['SEAT-NEW'])).toMatchObject([{ code: 'ITEM_UNMAPPED', subject: 'SEAT-NEW' }]);
    expect(await publish('ITEM', 'SEAT-NEW', 'PLATFORM-SEAT')).toMatchObject({ ok: true, value: { version: 1 } });
    const told = await room.sql(`select data from event_log.event where type = 'mapping.published'`);
    expect(told).toEqual([{ data: { kind: 'ITEM', key: 'SEAT-NEW', version: 1 } }]);
    expect(await post('inv_2', change)).toMatchObject({ ok: true, value: { status: 'VERIFIED' } });
    expect(await readiness(['SEAT-NEW'])).toEqual([]);
  });

  it('takes tax under the one code that billing named, and refuses one that nobody mapped', async () => {
    const taxed = {
      lines: lines({ taxCode: 'txcd_software' }),
      tax: { minor: '3232603', currency: 'USD' },
      total: { minor: '20246301', currency: 'USD' },
    };
    expect(await post('inv_3', taxed)).toMatchObject({ error: { code: 'TAX_CODE_UNMAPPED' } });
    await publish('TAX_CODE', 'txcd_software', 'Standard rate');
    expect((await post('inv_3', taxed)).error).toMatchObject({ code: 'TAX_CODE_UNMAPPED' });
    expect(await publish('TAX_CODE', 'txcd_software', 'DE VAT 19%')).toMatchObject({ value: { version: 2 } });
    expect(await post('inv_3', taxed)).toMatchObject({ ok: true, value: { total: taxed.total, status: 'VERIFIED' } });
    const owed = await room.sql(
      `select l.credit_minor::text from erp.journal_line l
       join erp.journal_entry e on e.connection = l.connection and e.external_id = l.entry_external_id
       join erp.account a on a.connection = l.connection and a.external_id = l.account_external_id
       where e.source_document_id = 'inv_3' and a.number = '2200'`,
    );
    expect(owed).toEqual([{ credit_minor: '3232603' }]);
  });

  it('goes by the mapping of the day of the document, and of the entity before that of all', async () => {
    await publish('DEPARTMENT', '*', 'Finance', '2026-08-17');
    expect(await post('inv_4')).toMatchObject({ ok: true });
    expect(await post('inv_5', { issuedOn: '2026-08-17' })).toMatchObject({ ok: true });
    const departmentOf = async (id: string) => {
      const { item } = (await room.books.call('GET', `/invoice/eid:inv:${id}?expandSubResources=true`)) as {
        item: { items: { department: { refName: string } }[] };
      };
      return item.items[0]?.department.refName;
    };
    expect([await departmentOf('inv_4'), await departmentOf('inv_5')]).toEqual(['Sales', 'Finance']);
  });

  it('publishes once however often it is asked under a key', async () => {
    const command = { kind: 'ITEM', key: 'K', target: 'T', effectiveFrom: '2026-01-01', author: 'a' };
    const first = await room.command('publishMapping', command, 'op_k:publish');
    expect(await room.command('publishMapping', command, 'op_k:publish')).toEqual(first);
    expect(await room.sql(`select version from erp.mapping where key = 'K'`)).toEqual([{ version: 1 }]);
  });

  it('numbers an invoice itself when it is the issuer, and does not repeat the number of a draft', async () => {
    const outcome = await post('inv_6', { number: 'draft-77' }, { invoiceIssuer: 'ERP' });
    expect(outcome.value.documentNumber).toMatch(/^INV\d+$/);
    const issued = await room.books.call('GET', '/invoice/eid:inv:inv_6');
    expect(issued).toMatchObject({ tranId: outcome.value.documentNumber });
    expect(issued).not.toHaveProperty('otherRefNum');
  });

  it('says beforehand what would keep documents out', async () => {
    expect(await readiness(['PLATFORM-SEAT', 'UNHEARD-OF'], 'PLN')).toMatchObject([
      { code: 'CURRENCY_UNMAPPED', subject: 'PLN', detail: expect.stringMatching(/no currency PLN; it has .*USD/) },
      { code: 'ITEM_UNMAPPED', subject: 'UNHEARD-OF', detail: expect.stringContaining('no item UNHEARD-OF for') },
    ]);
    await publish('ITEM', 'RENAMED', 'NOT-THERE');
    const [renamed] = await readiness(['RENAMED']);
    expect(renamed).toMatchObject({ detail: 'The ledger has no item NOT-THERE for the product RENAMED' });
    await room.books.item('JUST-MADE');
    expect(await readiness(['JUST-MADE'])).toEqual([]);
    expect(await readiness([], 'USD', 'FR')).toMatchObject([{ code: 'LEGAL_ENTITY_UNKNOWN', subject: 'FR' }]);
    await room.books.period('Aug 2026', { closed: true });
    await room.erp.settle();
    expect(await readiness([])).toMatchObject([{ code: 'CLOSED_PERIOD', subject: '2026-08' }]);
  });
});

describe('a ledger that gives no answer', () => {
  it('is asked beforehand only for what the mirror does not know', async () => {
    const room = await openRoom();
    try {
      await setUpItems(room.books);
      await room.erp.settle();
      room.sandbox.faults.add({ match: { path: '/services' }, fault: '500' });
      const asked = { legalEntity: 'US', currency: 'USD' };
      expect(await room.command('readReadiness', { ...asked, productCodes: ['PLATFORM-SEAT'] })).toMatchObject({
        ok: true,
        value: [],
      });
      expect(await room.command('readReadiness', { ...asked, productCodes: ['UNHEARD-OF'] })).toMatchObject({
        ok: false,
        error: { kind: 'Unavailable' },
      });
    } finally {
      await room.close();
    }
  }, 60_000);
});

describe('a ledger that takes so many calls a second', () => {
  it('is asked no faster, and nothing is refused', async () => {
    const room = await openRoom({ pace: 40 });
    try {
      await room.command('ensureCustomer', ENSURED, 'op_0:ensureErpCustomer');
      await fetch(`${room.sandbox.url}/__sandbox/limits`, {
        method: 'POST',
        body: JSON.stringify({ ratePerSecond: 45, secondMs: 1000, retryAfterS: 1 }),
      });
      const asked = Array.from({ length: 6 }, (_, index) => ({ ...ENSURED.customer, customerId: `cust_${index}` }));
      const answers = await Promise.all(
        asked.map((customer) =>
          room.command('ensureCustomer', { ...ENSURED, customer }, `op_${customer.customerId}:ensure`),
        ),
      );
      expect(answers.filter(({ ok }) => ok)).toHaveLength(6);
      expect(room.sandbox.ledger.requests().filter(({ status }) => status === 429)).toEqual([]);
    } finally {
      await room.close();
    }
  }, 60_000);
});
