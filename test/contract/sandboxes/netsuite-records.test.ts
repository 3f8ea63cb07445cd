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

describe('an upsert by external id [docs]', () => {
  it('sent twice leaves one record, and both answers name it', async () => {
    const first = await client.put('/customer/eid:globex', { companyName: 'Globex', subsidiary: { id: '2' } });
    const second = await client.put('/customer/eid:globex', { companyName: 'Globex AG', subsidiary: { id: '2' } });
    expect([first.status, second.status]).toEqual([204, 204]);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect(await client.rows(`SELECT companyname FROM customer WHERE externalid = 'globex'`)).toEqual([
      { companyname: 'Globex AG' },
    ]);
  });

  it('is one effect to make and one to change, both under the external id', async () => {
    await client.put('/invoice/eid:inv-1', invoiceOf([100]));
    await client.put('/invoice/eid:inv-1?replace=item', invoiceOf([120]));
    const { body } = await client.sandbox('GET', '/ledger');
    const invoices = body.effects.filter(({ kind }: { kind: string }) => kind.startsWith('invoice.'));
    expect(invoices).toMatchObject([
      { kind: 'invoice.created', key: 'inv-1', summary: { total: '100', period: 'Mar 2026', subsidiary: '1' } },
      { kind: 'invoice.updated', key: 'inv-1', summary: { total: '120', currency: 'USD' } },
    ]);
  });

  it('adds its lines to those of the record unless it replaces them', async () => {
    await client.put('/invoice/eid:inv-1', invoiceOf([100]));
    await client.put('/invoice/eid:inv-1', invoiceOf([100]));
    expect((await client.get('/invoice/eid:inv-1')).body.total).toBe(200);
    await client.put('/invoice/eid:inv-1?replace=item', invoiceOf([100]));
    expect((await client.get('/invoice/eid:inv-1')).body.total).toBe(100);
  });

  it('keeps external ids of different record types apart', async () => {
    await client.put('/customer/eid:same', { companyName: 'Same', subsidiary: { id: '1' } });
    expect((await client.put('/invoice/eid:same', invoiceOf([1]))).status).toBe(204);
    expect((await client.get('/creditMemo/eid:same')).status).toBe(404);
  });

  it('ignores the idempotency key of a synchronous call', async () => {
    const key = { 'x-netsuite-idempotency-key': 'once' };
    await client.post('/customer', { companyName: 'Twin', subsidiary: { id: '1' } }, key);
    await client.post('/customer', { companyName: 'Twin', subsidiary: { id: '1' } }, key);
    expect(await client.rows(`SELECT COUNT(*) AS twins FROM customer WHERE companyname = 'Twin'`)).toEqual([
      { twins: '2' },
    ]);
  });
});

describe('a record [docs]', () => {
  it('is read with its lines only when they are asked for', async () => {
    await client.put('/invoice/eid:inv-1', invoiceOf([12.5]));
    const plain = await client.get('/invoice/eid:inv-1');
    expect(plain.body.item.items).toBeUndefined();
    const full = await client.get(`/invoice/${plain.body.id}?expandSubResources=true`);
    expect(full.body).toMatchObject({
      externalId: 'inv-1',
      tranId: 'INV1001',
      entity: { refName: 'CUST1001' },
      postingPeriod: { refName: 'Mar 2026' },
      currency: { refName: 'US Dollar' },
      status: { id: 'Open' },
      item: { totalResults: 1, items: [{ line: 1, amount: 12.5, item: { refName: 'Seats' } }] },
    });
    expect((await client.get(`/invoice/${plain.body.id}/item`)).body.items).toHaveLength(1);
  });

  it('carries its amounts as numbers, digit for digit', async () => {
    const body = JSON.stringify(invoiceOf([1])).replace('"amount":1', '"amount":90071992547409.93');
    await client.put('/invoice/eid:big', body);
    expect((await client.get('/invoice/eid:big')).text).toContain('"total":90071992547409.93');
  });

  it('prices a line by quantity and rate when it has no amount', async () => {
    await client.put('/invoice/eid:inv-1', {
      ...invoiceOf([]),
      item: { items: [{ item: { externalId: 'seats' }, quantity: 3, rate: 0.335 }] },
    });
    expect((await client.get('/invoice/eid:inv-1')).body.total).toBe(1.01);
  });

  it('is changed where a PATCH says so, and emptied by null', async () => {
    await client.patch('/customer/eid:acme', { email: 'ap@acme.example', comments: 'late payer' });
    await client.patch('/customer/eid:acme', { comments: null });
    const { body } = await client.get('/customer/eid:acme?fields=email,comments,companyName');
    expect(body).toMatchObject({ email: 'ap@acme.example', companyName: 'Acme' });
    expect(body.comments).toBeUndefined();
  });

  it('is listed by pages and by a filter', async () => {
    for (const name of ['Beta', 'Gamma', 'Delta']) {
      await client.put(`/customer/eid:${name}`, { companyName: name, subsidiary: { id: '1' } });
    }
    const page = await client.get('/customer?limit=2&offset=2');
    expect(page.body).toMatchObject({ count: 2, totalResults: 4, hasMore: false, offset: 2 });
    expect((await client.get('/customer?q=companyName CONTAIN "amm"')).body.count).toBe(1);
    expect((await client.get('/customer?limit=2&offset=1')).status).toBe(400);
    expect((await client.get('/customer?q=nonsense IS 1')).status).toBe(400);
  });

  it('can be deleted unless others depend on it', async () => {
    await client.put('/invoice/eid:inv-1', invoiceOf([10]));
    expect((await client.call('DELETE', '/services/rest/record/v1/customer/eid:acme')).status).toBe(400);
    expect((await client.call('DELETE', '/services/rest/record/v1/invoice/eid:inv-1')).status).toBe(204);
    expect((await client.get('/invoice/eid:inv-1')).status).toBe(404);
    expect((await client.call('DELETE', '/services/rest/record/v1/customer/eid:acme')).status).toBe(204);
  });

  it('of the reference data cannot be written', async () => {
    expect((await client.put('/account/eid:x', { name: 'x' })).status).toBe(405);
    expect((await client.post('/accountingPeriod', {})).status).toBe(405);
  });
});

describe('a write that cannot be taken [docs]', () => {
  it.each([
    ['an unknown field', { colour: 'red' }, 'INVALID_CONTENT', 'colour'],
    [
      'an unknown field of a line',
      { item: { items: [{ item: { externalId: 'seats' }, price: 1 }] } },
      'INVALID_CONTENT',
      'item.items[0].price',
    ],
    [
      'an unknown item',
      { item: { items: [{ item: { id: '9999' }, amount: 1 }] } },
      'INVALID_CONTENT',
      'item.items[0].item',
    ],
    ['an unknown customer', { entity: { externalId: 'nobody' } }, 'INVALID_CONTENT', 'entity'],
    [
      'a text for an amount',
      { item: { items: [{ item: { externalId: 'seats' }, amount: '1' }] } },
      'INVALID_CONTENT',
      'item.items[0].amount',
    ],
    [
      'half a cent',
      { item: { items: [{ item: { externalId: 'seats' }, amount: 1.005 }] } },
      'INVALID_CONTENT',
      'item.items[0].amount',
    ],
    ['a line without an item', { item: { items: [{ amount: 1 }] } }, 'USER_ERROR', 'item.items[0].item'],
    ['no lines', { item: { items: [] } }, 'USER_ERROR', 'item'],
    ['a negative total', invoiceOf([5, -6]), 'USER_ERROR', 'item'],
    ['a date that is none', { tranDate: '2026-02-30' }, 'INVALID_CONTENT', 'tranDate'],
    ['a quarter as its period', { postingPeriod: { id: '2' } }, 'USER_ERROR', 'postingPeriod'],
    ['a foreign currency without a rate', { currency: { id: '2' } }, 'USER_ERROR', 'exchangeRate'],
    ['a legal entity the customer does not trade with', { subsidiary: { id: '2' } }, 'USER_ERROR', 'subsidiary'],
  ])('because of %s says which and why', async (_case, more, code, path) => {
    const answer = await client.put('/invoice/eid:inv-1', { ...invoiceOf([1]), ...more });
    expect(refusalOf(answer)).toEqual([400, code, path]);
    expect((await client.get('/invoice/eid:inv-1')).status).toBe(404);
    // A refusal uses up no number.
    await client.put('/invoice/eid:inv-1', invoiceOf([1]));
    expect((await client.get('/invoice/eid:inv-1')).body.tranId).toBe('INV1001');
  });

  it('names a missing mandatory field, a twin and an inactive item', async () => {
    expect(refusalOf(await client.post('/customer', { companyName: 'X' }))).toEqual([400, 'USER_ERROR', 'subsidiary']);
    const twin = await client.post('/customer', { entityId: 'CUST1001', companyName: 'X', subsidiary: { id: '1' } });
    expect(refusalOf(twin)).toEqual([400, 'UNIQUE_CUST_ID_REQD', 'entityId']);
    const again = await client.post('/customer', { externalId: 'acme', companyName: 'X', subsidiary: { id: '1' } });
    expect(refusalOf(again)).toEqual([400, 'DUP_RCRD', 'externalId']);
    await client.patch('/serviceSaleItem/eid:seats', { isInactive: true });
    const inactive = await client.put('/invoice/eid:inv-1', invoiceOf([1]));
    expect(refusalOf(inactive)).toEqual([400, 'INVALID_CONTENT', 'item.items[0].item']);
    expect(inactive.text).toContain('inactive');
  });

  it('tells an unknown record from an unknown record type', async () => {
    expect(refusalOf(await client.get('/customer/77'))).toEqual([404, 'NONEXISTENT_ID', undefined]);
    expect(refusalOf(await client.get('/spaceship/1'))).toEqual([404, 'RECORD_DOES_NOT_EXIST', undefined]);
    expect((await client.put('/customer/eid:x', '{broken')).status).toBe(400);
  });
});
