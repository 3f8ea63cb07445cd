import type { Sandbox } from '#sandboxes/kit/server.ts';
import { startNetSuiteSandbox } from '#sandboxes/netsuite/server.ts';
import { aTradingAccount, Client, IDENTITY, invoiceOf } from './netsuite-client.ts';

let sandbox: Sandbox;
let client: Client;
let march: string;
let april: string;

beforeEach(async () => {
  sandbox = await startNetSuiteSandbox(IDENTITY);
  client = await Client.signIn(sandbox.url);
  await aTradingAccount(client);
  march = await client.period('Mar 2026');
  april = await client.period('Apr 2026');
});

afterEach(() => sandbox.close());

async function journal(externalId: string, tranDate: string) {
  const account = { id: await client.account('2500') };
  const items = [
    { account, debit: 5 },
    { account, credit: 5 },
  ];
  return client.put(`/journalEntry/eid:${externalId}`, { subsidiary: { id: '1' }, tranDate, line: { items } });
}

describe('an accounting period [docs]', () => {
  it.each([
    ['closed', 400, 400],
    ['allLocked', 400, 400],
    ['arLocked', 400, 204],
  ])('that is %s answers an invoice with %d and a journal with %d', async (field, invoiceStatus, journalStatus) => {
    expect((await client.patch(`/accountingPeriod/${march}`, { [field]: true })).status).toBe(204);
    const invoice = await client.put('/invoice/eid:inv-1', invoiceOf([10]));
    expect(invoice.status).toBe(invoiceStatus);
    expect(invoice.text).toContain('posting period');
    expect((await journal('je-1', '2026-03-31')).status).toBe(journalStatus);
    expect((await journal('je-2', '2026-04-01')).status).toBe(204);
  });

  it('takes documents again once it was opened', async () => {
    await client.patch(`/accountingPeriod/${march}`, { closed: true });
    expect((await client.get(`/accountingPeriod/${march}`)).body).toMatchObject({
      closed: true,
      closedOnDate: expect.any(String),
    });
    await client.patch(`/accountingPeriod/${march}`, { closed: false });
    expect((await client.get(`/accountingPeriod/${march}`)).body.closedOnDate).toBeUndefined();
    expect((await client.put('/invoice/eid:inv-1', invoiceOf([10]))).status).toBe(204);
  });

  it('that was closed since refuses the upsert that it took before', async () => {
    await client.put('/invoice/eid:inv-1', invoiceOf([10]));
    await client.patch(`/accountingPeriod/${march}`, { closed: true });
    expect((await client.put('/invoice/eid:inv-1?replace=item', invoiceOf([10]))).status).toBe(400);
    expect((await client.call('DELETE', '/services/rest/record/v1/invoice/eid:inv-1')).status).toBe(400);
    const moved = invoiceOf([10], { postingPeriod: { id: april } });
    expect((await client.put('/invoice/eid:inv-1?replace=item', moved)).status).toBe(400);
    expect((await client.get('/invoice/eid:inv-1')).body).toMatchObject({ total: 10, postingPeriod: { id: march } });
  });

  it('may differ from the month of the document: the date stays and the posting moves', async () => {
    await client.patch(`/accountingPeriod/${march}`, { closed: true });
    await client.put('/invoice/eid:inv-1', invoiceOf([10], { postingPeriod: { id: april } }));
    const { body } = await client.get('/invoice/eid:inv-1');
    expect(body).toMatchObject({ tranDate: '2026-03-16', postingPeriod: { refName: 'Apr 2026' } });
  });

  it('stands beside its quarter and year, which cannot be closed [?]', async () => {
    const rows = await client.rows(`SELECT id, periodname, isquarter, isyear FROM accountingperiod
      WHERE startdate <= TO_DATE('2026-03-16', 'YYYY-MM-DD') AND enddate >= TO_DATE('2026-03-16', 'YYYY-MM-DD') ORDER BY id`);
    expect(rows.map(({ periodname, isquarter, isyear }) => `${periodname} ${isquarter}${isyear}`)).toEqual([
      'FY 2026 FT',
      'Q1 2026 TF',
      'Mar 2026 FF',
    ]);
    expect((await client.patch(`/accountingPeriod/${rows[0]?.['id']}`, { closed: true })).status).toBe(400);
  });

  it('can be told to refuse one posting as if it had been closed', async () => {
    const rule = {
      match: { method: 'PUT', path: '/services/rest/record/v1/invoice' },
      fault: 'closed-period',
      count: 1,
    };
    await client.sandbox('POST', '/faults', rule);
    expect((await client.put('/customer/eid:acme', { email: 'a@acme.example' })).status).toBe(204);
    const refused = await client.put('/invoice/eid:inv-1', invoiceOf([10]));
    expect([refused.status, refused.text.includes('posting period Mar 2026 is closed')]).toEqual([400, true]);
    expect((await client.put('/invoice/eid:inv-1', invoiceOf([10]))).status).toBe(204);
  });
});
