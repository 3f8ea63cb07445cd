import { anAccount, type Org, refusalOf, startOrg } from './salesforce-harness.ts';

let org: Org;
beforeAll(async () => {
  org = await startOrg({ pageSize: 2 });
  const northwind = await anAccount(org, 'CUS-1', 'Northwind Traders');
  const contoso = await anAccount(org, 'CUS-2', "Contoso's 100%");
  const rows = [
    [northwind, 'Renewal', 'Closed Won', 120_000.5, '2026-01-15'],
    [northwind, 'Expansion', 'Negotiation', 99.9, '2026-02-15'],
    [contoso, 'New business', 'Closed Lost', null, '2026-03-15'],
    [contoso, 'renewal of Contoso', 'Closed Won', 1000, '2026-04-15'],
  ];
  for (const [AccountId, Name, StageName, Amount, CloseDate] of rows) {
    await org.call('POST', '/sobjects/Opportunity', { AccountId, Name, StageName, Amount, CloseDate });
  }
});
afterAll(() => org.sandbox.close());

async function names(where: string): Promise<readonly unknown[]> {
  const q = encodeURIComponent(`SELECT Name FROM Opportunity ${where}`);
  let { body } = await org.call('GET', `/query?q=${q}`);
  const found = [...body.records];
  while (body.done === false) {
    ({ body } = await org.call('GET', body.nextRecordsUrl.replace('/services/data/v64.0', '')));
    found.push(...body.records);
  }
  return found.map(({ Name }) => Name);
}

describe('a query in SOQL (written from docs)', () => {
  it.each([
    ["WHERE StageName = 'closed won' ORDER BY Amount DESC", ['Renewal', 'renewal of Contoso']],
    ["WHERE StageName != 'Closed Won'", ['Expansion', 'New business']],
    ['WHERE Amount >= 99.90 AND Amount < 120000.50', ['Expansion', 'renewal of Contoso']],
    ['WHERE Amount = 1000.0', ['renewal of Contoso']],
    ['WHERE Amount = null', ['New business']],
    ["WHERE Name LIKE 'renew%'", ['Renewal', 'renewal of Contoso']],
    ["WHERE Account.Name = 'Contoso\\'s 100%' AND IsWon = true", ['renewal of Contoso']],
    ["WHERE Account.Name LIKE '%100\\%'", ['New business', 'renewal of Contoso']],
    ["WHERE Name IN ('Renewal', 'Expansion') AND NOT IsClosed = false", ['Renewal']],
    ["WHERE Name NOT IN ('Renewal', 'Expansion')", ['New business', 'renewal of Contoso']],
    ["WHERE (Name = 'Renewal' OR Name = 'Expansion') AND CloseDate > 2026-02-01", ['Expansion']],
    ['WHERE SystemModstamp > 2020-01-01T00:00:00Z AND CloseDate <= 2026-02-15', ['Renewal', 'Expansion']],
    ['ORDER BY Amount', ['New business', 'Expansion', 'renewal of Contoso', 'Renewal']],
    ['ORDER BY Amount NULLS LAST', ['Expansion', 'renewal of Contoso', 'Renewal', 'New business']],
    ['ORDER BY Account.Name, CloseDate DESC LIMIT 3', ['renewal of Contoso', 'New business', 'Expansion']],
    ['ORDER BY CloseDate LIMIT 2 OFFSET 1', ['Expansion', 'New business']],
  ])('finds %s', async (where, expected) => {
    expect(await names(where)).toEqual(expected);
  });

  it('nests the parents that a row names', async () => {
    const { records } = await org.conn.query(
      "SELECT Id, Account.Name, Owner.Name, Contract.Id FROM Opportunity WHERE Name = 'Expansion'",
    );
    expect(records[0]).toMatchObject({
      Account: { attributes: { type: 'Account' }, Name: 'Northwind Traders' },
      Owner: { Name: 'Revgraph Integration' },
      Contract: null,
    });
  });

  it('pages through everything in the order of the query', async () => {
    const first = await org.conn.query('SELECT Name FROM Opportunity ORDER BY CloseDate');
    expect(first).toMatchObject({ totalSize: 4, done: false });
    const second = await org.conn.queryMore(String(first.nextRecordsUrl));
    expect(second).toMatchObject({ totalSize: 4, done: true });
    expect([...first.records, ...second.records].map(({ Name }) => Name)).toHaveLength(4);
    expect(await refusalOf(org.conn.queryMore('01gGONE-2'))).toBe('INVALID_QUERY_LOCATOR');
  });

  it('counts', async () => {
    expect((await org.conn.query('SELECT COUNT() FROM Opportunity WHERE IsWon = TRUE')).totalSize).toBe(2);
  });

  it.each([
    ['SELECT FROM Opportunity', 'MALFORMED_QUERY'],
    ['SELECT Id FROM Opportunity WHERE', 'MALFORMED_QUERY'],
    ["SELECT Id FROM Opportunity WHERE Name = 'open", 'MALFORMED_QUERY'],
    ["SELECT Id FROM Opportunity WHERE Name = 'a' OR Name = 'b' AND Name = 'c'", 'MALFORMED_QUERY'],
    ['SELECT Id FROM Opportunity GROUP BY Name', 'MALFORMED_QUERY'],
    ['SELECT Colour FROM Opportunity', 'INVALID_FIELD'],
    ['SELECT Seller.Name FROM Opportunity', 'INVALID_FIELD'],
    ["SELECT Id FROM Opportunity WHERE Amount = '5'", 'INVALID_FIELD'],
    ['SELECT Id FROM Unicorn', 'INVALID_TYPE'],
  ])('refuses %s', async (query, errorCode) => {
    expect(await refusalOf(org.conn.query(query))).toBe(errorCode);
  });
});
