import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '#sandboxes/kit/server.ts';
import { type NetSuiteSandboxOptions, startNetSuiteSandbox } from '#sandboxes/netsuite/server.ts';
import { aTradingAccount, Client, IDENTITY, invoiceOf, refusalOf, SUITEQL_PATH } from './netsuite-client.ts';

let sandbox: Sandbox;
let client: Client;

async function start(options: NetSuiteSandboxOptions = {}): Promise<void> {
  sandbox = await startNetSuiteSandbox({ ...IDENTITY, ...options });
  client = await Client.signIn(sandbox.url);
}

afterEach(() => sandbox.close());

/** Holds calls inside the sandbox until it is opened, and tells when so many are in. */
function gate(count: number) {
  const full = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  let inside = 0;
  return {
    full: full.promise,
    open: opened.resolve,
    latency: () => {
      inside += 1;
      if (inside === count) full.resolve();
      return opened.promise;
    },
  };
}

describe('the governance of a NetSuite account [docs]', () => {
  it('refuses the sixth call at the same instant and lets it in when one has gone', async () => {
    const { full, open, latency } = gate(5);
    await start({ latency });
    const five = [1, 2, 3, 4, 5].map(() => client.get('/customer'));
    await full;
    const sixth = await client.get('/customer');
    expect(refusalOf(sixth).slice(0, 2)).toEqual([429, 'CONCURRENCY_LIMIT_EXCEEDED']);
    expect(sixth.headers.get('retry-after')).toBeNull();
    open();
    expect((await Promise.all(five)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect((await client.get('/customer')).status).toBe(200);
  });

  it('tells its limit', async () => {
    await start({ concurrencyMax: 15 });
    const { body } = await client.call('GET', '/services/rest/system/v1/governanceLimits');
    expect(body.accountConcurrencyLimit).toBe(15);
  });

  it('can be told to refuse more than so many calls a second', async () => {
    await start({ ratePerSecond: 2 });
    const statuses = [await client.get('/customer'), await client.get('/customer'), await client.get('/customer')];
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
    await client.sandbox('POST', '/clock', { now: new Date(Date.now() + 60_000).toISOString() });
    expect((await client.get('/customer')).status).toBe(200);
  });
});

describe('a fault [?]', () => {
  it.each([
    ['429', 429, '7'],
    ['500', 500, null],
  ])('%s does nothing and answers in the words of the vendor', async (fault, status, retryAfter) => {
    await start();
    await aTradingAccount(client);
    const rule = { match: { method: 'PUT' }, fault, count: 1, ...(retryAfter === null ? {} : { retryAfterS: 7 }) };
    await client.sandbox('POST', '/faults', rule);
    const answer = await client.put('/invoice/eid:inv-1', invoiceOf([1]));
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ status, 'o:errorDetails': [{ detail: expect.any(String) }] });
    expect(answer.headers.get('retry-after')).toBe(retryAfter);
    expect((await client.get('/invoice/eid:inv-1')).status).toBe(404);
  });

  it.each([
    ['timeout-before', 404],
    ['timeout-after', 200],
  ])('%s breaks the line, and a read by external id tells what happened', async (fault, found) => {
    await start();
    await aTradingAccount(client);
    await client.sandbox('POST', '/faults', { match: { method: 'PUT', path: '*eid:inv-1' }, fault, count: 1 });
    await expect(client.put('/invoice/eid:inv-1', invoiceOf([1]))).rejects.toThrow('fetch failed');
    expect((await client.get('/invoice/eid:inv-1')).status).toBe(found);
    const { body } = await client.sandbox('GET', '/requests');
    expect(body.requests).toContainEqual(expect.objectContaining({ key: 'inv-1', fault, status: null }));
  });
});

describe('a call that does not wait [docs]', () => {
  const key = { prefer: 'respond-async', 'x-netsuite-idempotency-key': 'cac827ea' };

  it('is done once however often its key is sent, and the repeat names the first job', async () => {
    await start();
    const body = { companyName: 'Async', subsidiary: { id: '1' } };
    const first = await client.post('/customer', body, key);
    const second = await client.post('/customer', body, key);
    expect([first.status, second.status]).toEqual([202, 400]);
    expect(second.body['o:errorDetails'][0]['o:errorCode']).toBe('IDEMPOTENCY_ERROR');
    const job = first.headers.get('location') ?? '';
    expect(second.headers.get('location')).toBe(job);
    expect((await client.call('GET', job)).body).toMatchObject({ completed: true, progress: 'succeeded' });
    const result = await client.call('GET', `${job}/task/1/result`);
    expect([result.status, result.headers.get('location')]).toEqual([204, expect.stringContaining('/customer/')]);
    expect(await client.rows('SELECT COUNT(*) AS customers FROM customer')).toEqual([{ customers: '1' }]);
  });

  it('keeps its refusal for whoever asks', async () => {
    await start();
    const { headers } = await client.post('/customer', { companyName: 'X' }, key);
    const job = headers.get('location') ?? '';
    expect((await client.call('GET', job)).body.progress).toBe('failed');
    expect((await client.call('GET', `${job}/task/1/result`)).status).toBe(400);
  });
});

describe('a NetSuite account that was stopped and started', () => {
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'netsuite-sandbox-'));
  });

  afterEach(() => rm(dataDir, { recursive: true }));

  it('knows its records, its periods, its tokens and what is left to pay', async () => {
    await start({ dataDir });
    await aTradingAccount(client);
    await client.put('/invoice/eid:inv-1', invoiceOf([100]));
    const { body: invoice } = await client.get('/invoice/eid:inv-1');
    await client.post(`/invoice/${invoice.id}/!transform/customerPayment`, { payment: 30 });
    await client.patch(`/accountingPeriod/${await client.period('Mar 2026')}`, { closed: true });
    const before = await client.sandbox('GET', '/ledger');
    await sandbox.close();

    sandbox = await startNetSuiteSandbox({ ...IDENTITY, dataDir });
    client = client.at(sandbox.url);
    expect((await client.get('/invoice/eid:inv-1')).body).toMatchObject({
      id: invoice.id,
      total: 100,
      amountRemaining: 70,
    });
    expect((await client.put('/invoice/eid:inv-1?replace=item', invoiceOf([100]))).text).toContain('posting period');
    expect((await client.sandbox('GET', '/ledger')).body).toEqual(before.body);
    expect(await client.rows('SELECT COUNT(*) AS periods FROM accountingperiod')).toEqual([{ periods: '68' }]);
    const { headers } = await client.put('/invoice/eid:inv-2', { ...invoiceOf([1]), tranDate: '2026-04-01' });
    expect(headers.get('location')).not.toContain(`/${invoice.id}`);
  });

  it('has one chart of accounts even when nothing was done before', async () => {
    await (await startNetSuiteSandbox({ dataDir })).close();
    await (await startNetSuiteSandbox({ dataDir })).close();
    await start({ dataDir });
    expect((await client.get('/currency')).body.totalResults).toBe(4);
  });

  it('is as new after a reset', async () => {
    await start({ dataDir });
    await aTradingAccount(client);
    await client.sandbox('POST', '/reset');
    expect((await client.get('/customer')).status).toBe(401);
    client = await Client.signIn(sandbox.url);
    expect((await client.get('/customer/eid:acme')).status).toBe(404);
    expect(
      (await client.call('POST', SUITEQL_PATH, { q: 'SELECT id FROM account' }, { prefer: 'transient' })).body.count,
    ).toBe(19);
  });
});
