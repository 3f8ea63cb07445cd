import type { Sandbox } from '#sandboxes/kit/server.ts';
import { startNetSuiteSandbox } from '#sandboxes/netsuite/server.ts';
import { aTradingAccount, Client, IDENTITY, invoiceOf, refusalOf } from './netsuite-client.ts';

let sandbox: Sandbox;
let client: Client;

beforeEach(async () => {
  sandbox = await startNetSuiteSandbox(IDENTITY);
  client = await Client.signIn(sandbox.url);
  await aTradingAccount(client);
});

afterEach(() => sandbox.close());

/** Account number, debit and credit of each ledger line of a document. */
async function postingsOf(externalId: string): Promise<string[]> {
  const rows =
    await client.rows(`SELECT a.acctnumber AS number, NVL(tal.debit, 0) AS debit, NVL(tal.credit, 0) AS credit
    FROM transaction t
    INNER JOIN transactionaccountingline tal ON tal.transaction = t.id
    INNER JOIN account a ON a.id = tal.account
    WHERE t.externalid = '${externalId}'`);
  return rows.map(({ number, debit, credit }) => `${number} ${debit} ${credit}`);
}

async function remainingOf(externalId: string): Promise<[number, string]> {
  const { body } = await client.get(`/invoice/eid:${externalId}`);
  return [body.amountRemaining, body.status.id];
}

function journalOf(lines: readonly object[], more: object = {}): object {
  return { subsidiary: { id: '1' }, tranDate: '2026-03-31', line: { items: lines }, ...more };
}

describe('the general ledger of a NetSuite account [?]', () => {
  it('debits receivables with the net of an amendment and spreads it over deferred revenue to the cent', async () => {
    await client.put('/invoice/eid:inv-1', invoiceOf([-226849.32, 362958.9, 34027.4]));
    expect(await postingsOf('inv-1')).toEqual([
      '1100 170136.98 0',
      '2500 226849.32 0',
      '2500 0 362958.9',
      '2500 0 34027.4',
    ]);
  });

  it('takes a sale of an item without deferral to income at once', async () => {
    await client.put('/nonInventorySaleItem/eid:setup', {
      itemId: 'Set-up',
      incomeAccount: { id: await client.account('4100') },
    });
    await client.put('/invoice/eid:inv-1', {
      ...invoiceOf([]),
      item: { items: [{ item: { externalId: 'setup' }, amount: 500 }] },
    });
    expect(await postingsOf('inv-1')).toEqual(['1100 500 0', '4100 0 500']);
  });

  it('reverses the invoice with a credit memo made from it, as far as the memo goes', async () => {
    await client.put('/invoice/eid:inv-1', invoiceOf([100, 50]));
    const { body: invoice } = await client.get('/invoice/eid:inv-1');
    const made = await client.post(`/invoice/${invoice.id}/!transform/creditMemo`, {
      externalId: 'cm-1',
      tranDate: '2026-04-02',
      item: { items: [{ item: { externalId: 'seats' }, amount: 60 }] },
    });
    expect(made.status).toBe(204);
    expect(await postingsOf('cm-1')).toEqual(['1100 0 60', '2500 60 0']);
    expect(await remainingOf('inv-1')).toEqual([90, 'Open']);
    const { body: memo } = await client.get('/creditMemo/eid:cm-1');
    expect(memo).toMatchObject({
      total: 60,
      applied: 60,
      status: { id: 'Fully Applied' },
      createdFrom: { id: invoice.id },
    });
  });

  it('pays an invoice in two parts and finds no line for a third', async () => {
    await client.put('/invoice/eid:inv-1', invoiceOf([100.01]));
    const { body: invoice } = await client.get('/invoice/eid:inv-1');
    const pay = (externalId: string, items: readonly object[]) =>
      client.post(`/invoice/${invoice.id}/!transform/customerPayment`, { externalId, apply: { items } });
    await pay('pay-1', [{ doc: { id: invoice.id }, amount: 60.01 }]);
    expect(await remainingOf('inv-1')).toEqual([40, 'Open']);
    expect((await pay('pay-2', [{ doc: { id: invoice.id }, amount: 40.01 }])).text).toContain(
      'Unable to find a matching line',
    );
    expect(
      (await client.post(`/invoice/${invoice.id}/!transform/customerPayment`, { externalId: 'pay-2' })).status,
    ).toBe(204);
    expect(await remainingOf('inv-1')).toEqual([0, 'Paid In Full']);
    expect(await postingsOf('pay-2')).toEqual(['1000 40 0', '1100 0 40']);
    const late = await pay('pay-3', [{ doc: { id: invoice.id }, amount: 1 }]);
    expect(refusalOf(late)).toEqual([400, 'USER_ERROR', 'apply']);
    expect(late.text).toContain('Unable to find a matching line for sub-list apply');
  });

  it('does not let one payment use an invoice twice, nor apply more than it brings', async () => {
    await client.put('/invoice/eid:inv-1', invoiceOf([100]));
    const { body: invoice } = await client.get('/invoice/eid:inv-1');
    const line = { doc: { id: invoice.id }, amount: 60 };
    const pay = (payment: number, items: readonly object[]) =>
      client.put('/customerPayment/eid:pay', { customer: { externalId: 'acme' }, payment, apply: { items } });
    expect((await pay(120, [line, line])).status).toBe(400);
    expect((await pay(59.99, [line])).status).toBe(400);
    expect((await pay(75, [line])).status).toBe(204);
    expect((await client.get('/customerPayment/eid:pay')).body).toMatchObject({ applied: 60, unapplied: 15 });
    // Written again under its own key it does not compete with itself.
    expect((await pay(100, [{ ...line, amount: 100 }])).status).toBe(204);
    expect(await remainingOf('inv-1')).toEqual([0, 'Paid In Full']);
  });

  it('does not let an invoice shrink below what was paid, nor vanish', async () => {
    await client.put('/invoice/eid:inv-1', invoiceOf([100]));
    const { body: invoice } = await client.get('/invoice/eid:inv-1');
    await client.post(`/invoice/${invoice.id}/!transform/customerPayment`, {});
    expect((await client.put('/invoice/eid:inv-1?replace=item', invoiceOf([99.99]))).status).toBe(400);
    const inEuro = { currency: { id: '2' }, exchangeRate: 1.1 };
    expect(refusalOf(await client.patch('/invoice/eid:inv-1', inEuro))).toEqual([400, 'USER_ERROR', 'currency']);
    expect((await client.call('DELETE', `/services/rest/record/v1/invoice/${invoice.id}`)).status).toBe(400);
  });

  it("counts the days of the customer's terms to the due date", async () => {
    const [net30] = await client.rows("SELECT id FROM term WHERE name = 'Net 30'");
    await client.patch('/customer/eid:acme', { terms: { id: String(net30?.['id']) } });
    await client.put('/invoice/eid:inv-1', invoiceOf([1]));
    await client.put('/invoice/eid:inv-2', invoiceOf([1], { dueDate: '2026-03-20' }));
    expect((await client.get('/invoice/eid:inv-1')).body.dueDate).toBe('2026-04-15');
    expect((await client.get('/invoice/eid:inv-2')).body.dueDate).toBe('2026-03-20');
  });

  it('does not take a service that outlasts the accounting periods [docs]', async () => {
    const line = { item: { externalId: 'seats' }, amount: 1, revRecStartDate: '2026-03-16' };
    const until = (revRecEndDate: string) =>
      client.put('/invoice/eid:inv-1', { ...invoiceOf([]), item: { items: [{ ...line, revRecEndDate }] } });
    expect(refusalOf(await until('2029-01-01'))).toEqual([
      400,
      'INSUFCNT_NUM_PRDS_FOR_REV_REC',
      'item.items[0].revRecEndDate',
    ]);
    expect((await until('2028-12-31')).status).toBe(204);
  });

  it('takes a journal that balances and refuses one that is a cent off', async () => {
    const deferred = await client.account('2500');
    const revenue = await client.account('4000');
    const lines = (credit: number) => [
      { account: { id: deferred }, debit: 13972.6, memo: 'March' },
      { account: { id: revenue }, credit },
    ];
    const off = await client.put('/journalEntry/eid:je-1', journalOf(lines(13972.61)));
    expect(refusalOf(off)).toEqual([400, 'USER_ERROR', 'line']);
    expect((await client.put('/journalEntry/eid:je-1', journalOf(lines(13972.6)))).status).toBe(204);
    expect(await postingsOf('je-1')).toEqual(['2500 13972.6 0', '4000 0 13972.6']);
    expect((await client.get('/journalEntry/eid:je-1')).body.tranId).toBe('JE1001');
  });

  it.each([
    ['both sides on one line', [{ debit: 1, credit: 1 }]],
    ['neither side on a line', [{}]],
    ['a negative debit', [{ debit: -1 }, { debit: 1 }]],
  ])('refuses a journal with %s, balanced as it is', async (_case, wrong) => {
    const account = { id: await client.account('2500') };
    const lines = [{ debit: 1 }, { credit: 1 }, ...wrong].map((sides) => ({ account, ...sides }));
    const [status, , path] = refusalOf(await client.put('/journalEntry/eid:je-1', journalOf(lines)));
    expect([status, path?.startsWith('line.items[2]')]).toEqual([400, true]);
  });

  it('asks for the customer of a journal line on receivables', async () => {
    const receivable = { id: await client.account('1100') };
    const unbilled = { id: await client.account('1150') };
    const lines = (entity: object) => [
      { account: receivable, debit: 5, ...entity },
      { account: unbilled, credit: 5 },
    ];
    expect((await client.put('/journalEntry/eid:je-1', journalOf(lines({})))).status).toBe(400);
    const named = journalOf(lines({ entity: { externalId: 'acme' } }));
    expect((await client.put('/journalEntry/eid:je-1', named)).status).toBe(204);
  });

  it('keeps a journal that awaits approval off the ledger', async () => {
    const account = { id: await client.account('2500') };
    const lines = [
      { account, debit: 5 },
      { account, credit: 5 },
    ];
    await client.put('/journalEntry/eid:je-1', journalOf(lines, { approved: false }));
    expect(await postingsOf('je-1')).toEqual([]);
  });

  it('keeps the books in the currency of the legal entity and lets rounding take what converting leaves', async () => {
    await client.put('/invoice/eid:inv-1', invoiceOf([0.35, 0.35], { currency: { id: '2' }, exchangeRate: 1.1 }));
    expect(await postingsOf('inv-1')).toEqual(['1100 0.77 0', '2500 0 0.39', '2500 0 0.39', '6990 0.01 0']);
  });

  it('books the difference of two rates as an exchange gain or loss', async () => {
    await client.put('/invoice/eid:inv-1', invoiceOf([100], { currency: { id: '2' }, exchangeRate: 1.1 }));
    const { body: invoice } = await client.get('/invoice/eid:inv-1');
    await client.post(`/invoice/${invoice.id}/!transform/customerPayment`, { externalId: 'pay-1', exchangeRate: 1.15 });
    expect(await postingsOf('pay-1')).toEqual(['1000 115 0', '1100 0 110', '7200 0 5']);
  });

  it('leaves nothing on receivables when a foreign invoice was paid in parts', async () => {
    await client.put('/invoice/eid:inv-1', invoiceOf([100.01], { currency: { id: '2' }, exchangeRate: 1.1 }));
    const { body: invoice } = await client.get('/invoice/eid:inv-1');
    for (const payment of [33.34, 33.34, 33.33]) {
      await client.post(`/invoice/${invoice.id}/!transform/customerPayment`, { payment });
    }
    const balance = `SELECT SUM(tal.amount) AS balance FROM transactionaccountingline tal
      INNER JOIN account a ON a.id = tal.account WHERE a.acctnumber = '1100'`;
    expect(await remainingOf('inv-1')).toEqual([0, 'Paid In Full']);
    expect(await client.rows(balance)).toEqual([{ balance: '0' }]);
  });

  it('counts yen without a fraction', async () => {
    const half = await client.put(
      '/invoice/eid:inv-1',
      invoiceOf([100.5], { currency: { id: '4' }, exchangeRate: 0.0065 }),
    );
    expect(half.status).toBe(400);
    await client.put('/invoice/eid:inv-1', invoiceOf([100000], { currency: { id: '4' }, exchangeRate: 0.0065 }));
    expect(await postingsOf('inv-1')).toEqual(['1100 650 0', '2500 0 650']);
  });

  it('lets a customer trade with a second legal entity once they are related', async () => {
    await client.post('/customerSubsidiaryRelationship', { entity: { externalId: 'acme' }, subsidiary: { id: '2' } });
    const made = await client.put(
      '/invoice/eid:inv-1',
      invoiceOf([10], { subsidiary: { id: '2' }, currency: { id: '2' } }),
    );
    expect(made.status).toBe(204);
    expect(await postingsOf('inv-1')).toEqual(['1100 10 0', '2500 0 10']);
  });
});
