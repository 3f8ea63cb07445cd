import type { Sandbox } from '#sandboxes/kit/server.ts';
import { startNetSuiteSandbox } from '#sandboxes/netsuite/server.ts';
import { aTradingAccount, Client, IDENTITY, invoiceOf, refusalOf, SUITEQL_PATH } from './netsuite-client.ts';

let sandbox: Sandbox;
let client: Client;

beforeAll(async () => {
  sandbox = await startNetSuiteSandbox(IDENTITY);
  client = await Client.signIn(sandbox.url);
  await aTradingAccount(client);
  await client.sandbox('POST', '/clock', { now: '2026-03-16T10:20:30Z' });
  for (const [index, amount] of [100, 200.5, 300, 40].entries()) {
    await client.put(`/invoice/eid:inv-${index + 1}`, {
      ...invoiceOf([amount]),
      tranDate: `2026-0${index + 1}-10`,
      memo: index === 2 ? "the customer's own" : `plain ${index + 1}`,
      custbody_revgraph_key: `op-${index + 1}:postInvoice`,
    });
  }
  const { body } = await client.get('/invoice/eid:inv-1');
  await client.post(`/invoice/${body.id}/!transform/customerPayment`, { externalId: 'pay-1', tranDate: '2026-03-12' });
});

afterAll(() => sandbox.close());

/** The first column of each row, in order. */
async function firstOf(q: string): Promise<unknown[]> {
  return (await client.rows(q)).map((row) => Object.values(row)[0]);
}

describe('SuiteQL [docs]', () => {
  it('is refused without Prefer: transient', async () => {
    const answer = await client.call('POST', SUITEQL_PATH, { q: 'SELECT id FROM customer' });
    expect(answer.status).toBe(400);
    expect(answer.body['o:errorDetails'][0]['o:errorHeader']).toBe('Prefer');
  });

  it('answers texts under lower-case names and leaves out what is empty', async () => {
    const { body } = await client.query(
      `SELECT t.TranId, t.Memo, t.dueDate, t.foreignTotal AS Total, t.tranDate FROM Transaction t WHERE t.externalId = 'inv-2'`,
    );
    expect(body).toMatchObject({ count: 1, hasMore: false, offset: 0, totalResults: 1 });
    expect(body.items).toEqual([
      { links: [], tranid: 'INV1002', memo: 'plain 2', total: '200.5', trandate: '2/10/2026' },
    ]);
  });

  it('reads on by id without skipping or repeating', async () => {
    const seen: unknown[] = [];
    let last = '0';
    for (let page = 0; page < 10; page += 1) {
      const { body } = await client.query(`SELECT id FROM transaction WHERE id > ${last} ORDER BY id`, '?limit=2');
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      if (!body.hasMore) break;
      last = String(seen.at(-1));
    }
    expect(seen).toEqual(await firstOf('SELECT id FROM transaction ORDER BY id'));
    expect(seen).toHaveLength(5);
  });

  it('gives pages of at most a thousand and a hundred thousand rows in all', async () => {
    const { body } = await client.query('SELECT id FROM accountingperiod ORDER BY id', '?limit=50&offset=50');
    expect(body).toMatchObject({ count: 18, totalResults: 68, offset: 50, hasMore: false });
    expect(body.links.map(({ rel }: { rel: string }) => rel)).toEqual(['previous', 'self']);
    for (const paging of ['?limit=1001', '?limit=0', '?limit=50&offset=20', '?limit=1000&offset=100000']) {
      expect((await client.query('SELECT id FROM customer', paging)).status).toBe(400);
    }
  });

  it('joins documents to lines, postings and names', async () => {
    const rows = await client.rows(`
      SELECT t.externalid, c.companyname, BUILTIN.DF(l.item) AS item, l.foreignamount AS amount, BUILTIN.DF(l.subsidiary) AS entity
      FROM transaction t
      INNER JOIN transactionline l ON l.transaction = t.id AND l.mainline = 'F'
      INNER JOIN customer c ON c.id = t.entity
      WHERE t.type = 'CustInvc' AND t.foreigntotal >= 200 ORDER BY l.foreignamount`);
    expect(rows).toEqual([
      { externalid: 'inv-3', companyname: 'Acme', item: 'Seats', amount: '-300', entity: 'US' },
      { externalid: 'inv-2', companyname: 'Acme', item: 'Seats', amount: '-200.5', entity: 'US' },
    ]);
  });

  it('keeps a row without a partner in a left join', async () => {
    const rows = await client.rows(`SELECT s.name, c.companyname FROM subsidiary s
      LEFT JOIN customer c ON c.subsidiary = s.id ORDER BY s.id`);
    expect(rows).toEqual([{ name: 'US', companyname: 'Acme' }, { name: 'DE' }]);
    expect(
      await firstOf('SELECT s.name FROM subsidiary s LEFT JOIN customer c ON c.subsidiary = s.id WHERE c.id IS NULL'),
    ).toEqual(['DE']);
  });

  it('links a payment to the invoice it was applied to', async () => {
    const rows = await client.rows(`SELECT i.externalid AS invoice, p.externalid AS payment, l.foreignamount AS amount
      FROM nexttransactionlinelink l INNER JOIN transaction i ON i.id = l.previousdoc
      INNER JOIN transaction p ON p.id = l.nextdoc WHERE l.nexttype = 'CustPymt'`);
    expect(rows).toEqual([{ invoice: 'inv-1', payment: 'pay-1', amount: '100' }]);
    const fromInvoice = `SELECT p.externalid FROM transaction i INNER JOIN nexttransactionlinelink l ON l.previousdoc = i.id
      INNER JOIN transaction p ON p.id = l.nextdoc WHERE i.externalid = `;
    expect(await firstOf(`${fromInvoice}'inv-1'`)).toEqual(['pay-1']);
    expect(await firstOf(`${fromInvoice}'inv-2'`)).toEqual([]);
  });

  it('adds up the ledger exactly: debits equal credits, receivables are what is unpaid', async () => {
    const [sums] = await client.rows(
      'SELECT SUM(debit) AS debit, SUM(credit) AS credit FROM transactionaccountingline',
    );
    expect(sums).toEqual({ debit: '740.5', credit: '740.5' });
    const byAccount = await client.rows(`SELECT a.acctnumber, SUM(tal.amount) AS balance, COUNT(*) AS lines
      FROM transactionaccountingline tal INNER JOIN account a ON a.id = tal.account
      GROUP BY a.acctnumber HAVING COUNT(*) > 1 ORDER BY 1`);
    expect(byAccount).toEqual([
      { acctnumber: '1100', balance: '540.5', lines: '5' },
      { acctnumber: '2500', balance: '-640.5', lines: '4' },
    ]);
    const [unpaid] = await client.rows(
      `SELECT SUM(foreignamountunpaid) AS unpaid FROM transaction WHERE type = 'CustInvc'`,
    );
    expect(unpaid).toEqual({ unpaid: '540.5' });
  });

  it.each([
    [
      "type = 'CustInvc' AND (memo LIKE 'plain%' OR foreigntotal = 300.00) AND NOT id IN (0)",
      ['inv-1', 'inv-2', 'inv-3', 'inv-4'],
    ],
    ["memo LIKE '%''s own'", ['inv-3']],
    ["trandate BETWEEN TO_DATE('2026-02-01','YYYY-MM-DD') AND TO_DATE('2026-03-10','YYYY-MM-DD')", ['inv-2', 'inv-3']],
    ["trandate < '2/1/2026'", ['inv-1']],
    ["type <> 'CustInvc'", ['pay-1']],
    ["externalid IN ('inv-1', 'inv-4', 'nobody')", ['inv-1', 'inv-4']],
    ["externalid NOT LIKE 'inv-%'", ['pay-1']],
    ["type = 'CustInvc' AND foreignamountunpaid = 0", ['inv-1']],
    ["custbody_revgraph_key = 'op-2:postInvoice'", ['inv-2']],
    ['custbody_revgraph_key IS NULL', ['pay-1']],
    ["BUILTIN.DF(status) = 'Invoice : Paid In Full'", ['inv-1']],
    [
      "lastmodifieddate >= TO_TIMESTAMP('2026-03-16 10:20:30', 'YYYY-MM-DD HH24:MI:SS') AND id != 0",
      ['inv-1', 'inv-2', 'inv-3', 'inv-4', 'pay-1'],
    ],
    ["lastmodifieddate > TO_DATE('2026-03-17', 'YYYY-MM-DD')", []],
  ])('finds by %s', async (where, found) => {
    expect(await firstOf(`SELECT externalid FROM transaction WHERE ${where} ORDER BY externalid`)).toEqual(found);
  });

  it('writes dates as the client asks for them', async () => {
    const [row] = await client.rows(`SELECT TO_CHAR(trandate, 'YYYY-MM-DD') AS day,
      TO_CHAR(lastmodifieddate, 'YYYY-MM-DD"T"HH24:MI') AS minute FROM transaction WHERE externalid = 'inv-4'`);
    expect(row).toEqual({ day: '2026-04-10', minute: '2026-03-16T10:20' });
  });

  it('has the price of an item by level and currency [2nd]', async () => {
    const usd = { currencyPage: 1, priceLevel: { id: '1' } };
    const prices = [
      { ...usd, price: 12.34567 },
      { currencyPage: 2, priceLevel: { id: '1' }, price: 11 },
      { currencyPage: 1, priceLevel: { id: '2' }, price: 10.005 },
    ];
    await client.patch('/serviceSaleItem/eid:seats', { price: { items: prices } });
    await client.patch('/serviceSaleItem/eid:seats', { price: { items: [{ ...prices[2], price: 10 }] } });
    const q = `SELECT i.externalid, BUILTIN.DF(p.pricelevel) AS level, c.symbol, p.quantity, p.unitprice FROM pricing p
      INNER JOIN item i ON i.id = p.item INNER JOIN currency c ON c.id = p.currency ORDER BY p.pricelevel, c.symbol`;
    const row = { externalid: 'seats', quantity: '0' };
    expect(await client.rows(q)).toEqual([
      { ...row, level: 'Base Price', symbol: 'EUR', unitprice: '11' },
      { ...row, level: 'Base Price', symbol: 'USD', unitprice: '12.34567' },
      { ...row, level: 'Alternate Price 1', symbol: 'USD', unitprice: '10' },
    ]);
    const nowhere = await client.patch('/serviceSaleItem/eid:seats', {
      price: { items: [{ ...usd, currencyPage: 9 }] },
    });
    expect(refusalOf(nowhere)).toEqual([400, 'INVALID_CONTENT', 'price.items[3].currencyPage']);
  });

  it('sorts by several columns, in both directions, and cuts', async () => {
    const q = 'SELECT externalid FROM transaction ORDER BY type DESC, foreigntotal DESC FETCH FIRST 2 ROWS ONLY';
    expect(await firstOf(q)).toEqual(['pay-1', 'inv-3']);
    expect(await firstOf('SELECT DISTINCT type FROM transaction ORDER BY type')).toEqual(['CustInvc', 'CustPymt']);
  });

  it.each([
    ['SELECT nonsense FROM customer', "Unknown identifier 'nonsense'"],
    ['SELECT id FROM spaceship', "Record 'spaceship' was not found"],
    ['SELECT id FROM customer c INNER JOIN transaction t ON t.entity = c.id', "'id' is ambiguous"],
    ['SELECT id FROM customer WHERE', 'A name is missing'],
    ['SELECT MAGIC(id) FROM customer', 'Unknown function'],
    ['DELETE FROM customer', 'SELECT is missing'],
    ['SELECT id FROM customer; DROP', 'Unexpected character'],
  ])('refuses %s', async (q, sentence) => {
    const { status, body } = await client.query(q);
    expect(status).toBe(400);
    expect(body['o:errorDetails'][0]).toMatchObject({ 'o:errorCode': 'INVALID_PARAMETER', 'o:errorQueryParam': 'q' });
    expect(body['o:errorDetails'][0].detail).toContain(sentence);
  });
});
