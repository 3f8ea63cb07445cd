import { anAccount, effects, type Org, refusalOf, startOrg } from './salesforce-harness.ts';

let org: Org;
beforeEach(async () => {
  org = await startOrg();
});
afterEach(() => org.sandbox.close());

describe('one record at a time (written from docs)', () => {
  it('makes, reads, changes and removes a record through the vendor client', async () => {
    const accounts = org.conn.sobject('Account');
    const { id } = await accounts.create({ Name: 'Northwind Traders', BillingCountry: 'US' });
    await accounts.update({ Id: String(id), BillingCountry: 'DE' });
    expect(await accounts.retrieve(String(id))).toMatchObject({ Name: 'Northwind Traders', BillingCountry: 'DE' });
    await accounts.destroy(String(id));
    expect(await refusalOf(accounts.retrieve(String(id)))).toBe('ENTITY_IS_DELETED');
  });

  it('gives ids of 18 characters with the check characters that the vendor works out, and takes them with 15', async () => {
    const id = await anAccount(org);
    expect(id).toMatch(/^001[0-9A-Za-z]{15}$/);
    expect((await org.call('GET', `/sobjects/Account/${id.slice(0, 15)}`)).body.Id).toBe(id);
    const { normaliseId } = await import('#sandboxes/salesforce/record-id.ts');
    expect(normaliseId('001D000000IqhSL')).toBe('001D000000IqhSLIAZ');
    expect(normaliseId('001D000000IqhSLIAA')).toBeNull();
  });

  it('makes one contract of one key however often it is sent, and counts no effect for a repeat', async () => {
    const AccountId = await anAccount(org);
    const send = () =>
      org.call('PATCH', '/sobjects/Contract/RevgraphKey__c/op-1:contract', { AccountId, Version__c: 1 });
    const [first, second] = [await send(), await send()];
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body).toEqual({ id: first.body.id, success: true, errors: [], created: false });
    expect(effects(org)).toEqual(['account.created CUS-1', 'contract.created op-1:contract']);
    const { body } = await org.call(
      'GET',
      '/sobjects/Contract/RevgraphKey__c/op-1:contract?fields=ContractNumber,Status',
    );
    expect(body).toMatchObject({ ContractNumber: '00000100', Status: 'Draft' });
  });

  it('does not create under updateOnly', async () => {
    const { status } = await org.call('PATCH', '/sobjects/Account/RevgraphId__c/CUS-9?updateOnly=true', {
      Name: 'Nobody',
    });
    expect(status).toBe(404);
    expect(effects(org)).toEqual([]);
  });

  it('answers 300 and writes nothing when several records carry the key', async () => {
    await org.call('POST', '/sobjects/Product2', { Name: 'Seat', ProductCode: 'SEAT' });
    await org.call('POST', '/sobjects/Product2', { Name: 'Seat again', ProductCode: 'SEAT' });
    const { status, body } = await org.call('PATCH', '/sobjects/Product2/ProductCode/SEAT', { Name: 'Which?' });
    expect(status).toBe(300);
    expect(body).toHaveLength(2);
    expect(effects(org).filter((effect) => effect.startsWith('product2.updated'))).toEqual([]);
  });

  it('keeps an amount to the last digit and answers it as a number', async () => {
    const id = '{"Name":"Big","StageName":"Closed Won","CloseDate":"2026-01-31","Amount":9007199254740993.07}';
    const made = await org.call('POST', '/sobjects/Opportunity', id);
    const { text, body } = await org.call('GET', `/sobjects/Opportunity/${made.body.id}`);
    expect(text).toContain('"Amount":9007199254740993.07');
    expect(body).toMatchObject({ IsClosed: true, IsWon: true });
    const half = await org.call('PATCH', `/sobjects/Opportunity/${made.body.id}`, '{"Amount": -0.125}');
    expect(half.status).toBe(204);
    expect((await org.call('GET', `/sobjects/Opportunity/${made.body.id}?fields=Amount`)).text).toContain(
      '"Amount":-0.13',
    );
  });

  it('takes an order line with a negative quantity, as a reduction order has it', async () => {
    const AccountId = await anAccount(org);
    const Product2 = await org.call('POST', '/sobjects/Product2', {
      Name: 'Seat',
      ProductCode: 'SEAT',
      IsActive: true,
    });
    const order = await org.call('PATCH', '/sobjects/Order/RevgraphKey__c/op-2:order', {
      AccountId,
      EffectiveDate: '2026-07-01',
      Type: 'Amendment',
    });
    const line = {
      Order: { RevgraphKey__c: 'op-2:order' },
      Product2Id: Product2.body.id,
      Quantity: -50,
      UnitPrice: 600.05,
    };
    const { body } = await org.call('PATCH', '/sobjects/OrderItem/RevgraphKey__c/op-2:line-1', line);
    const read = await org.call('GET', `/sobjects/OrderItem/${body.id}`);
    expect(read.body).toMatchObject({ OrderId: order.body.id, Quantity: -50, TotalPrice: -30_002.5 });
    expect(effects(org).at(-1)).toBe('order-item.created op-2:line-1');
  });

  it('refuses a change to what was modified since', async () => {
    const id = await anAccount(org);
    const before = { 'if-unmodified-since': new Date(Date.now() - 60_000).toUTCString() };
    const after = { 'if-unmodified-since': new Date(Date.now() + 60_000).toUTCString() };
    expect((await org.call('PATCH', `/sobjects/Account/${id}`, { Type: 'Customer' }, before)).status).toBe(412);
    expect((await org.call('PATCH', `/sobjects/Account/${id}`, { Type: 'Customer' }, after)).status).toBe(204);
  });
});

describe('what an org refuses, always as a list (written from docs)', () => {
  it.each([
    ['a field that the object has not', { Name: 'A', Colour: 'red' }, 'INVALID_FIELD', ['Colour']],
    ['a record without its required field', { Type: 'Customer' }, 'REQUIRED_FIELD_MISSING', ['Name']],
    ['a text that is too long', { Name: 'x'.repeat(256) }, 'STRING_TOO_LONG', ['Name']],
    ['an id that is none', { Name: 'A', ParentId: 'nonsense' }, 'MALFORMED_ID', ['ParentId']],
    [
      'a parent that is not there',
      { Name: 'A', ParentId: '001000000000001AAA' },
      'INVALID_CROSS_REFERENCE_KEY',
      ['ParentId'],
    ],
    [
      'a field that only the org sets',
      { Name: 'A', CreatedDate: '2026-01-01' },
      'INVALID_FIELD_FOR_INSERT_UPDATE',
      ['CreatedDate'],
    ],
    ['a number where a text belongs', { Name: 5 }, 'JSON_PARSER_ERROR', ['Name']],
  ])('refuses %s', async (_what, record, errorCode, fields) => {
    const { status, body } = await org.call('POST', '/sobjects/Account', record);
    expect(status).toBe(400);
    expect(body).toEqual([{ errorCode, fields, message: expect.any(String) }]);
    expect(effects(org)).toEqual([]);
  });

  it('refuses a second record with a key that is unique', async () => {
    const first = await anAccount(org);
    const { body } = await org.call('POST', '/sobjects/Account', { Name: 'Copy', RevgraphId__c: 'CUS-1' });
    expect(body[0]).toMatchObject({ errorCode: 'DUPLICATE_VALUE', message: expect.stringContaining(first) });
  });

  it('refuses unknown records, objects and ids of another object', async () => {
    expect((await org.call('GET', '/sobjects/Account/001000000000001AAA')).body[0].errorCode).toBe('NOT_FOUND');
    expect((await org.call('GET', '/sobjects/Unicorn/001000000000001AAA')).status).toBe(404);
    expect((await org.call('GET', '/sobjects/Account/nonsense')).body[0].errorCode).toBe('MALFORMED_ID');
    expect((await org.call('POST', '/sobjects/Account', '{')).body[0].errorCode).toBe('JSON_PARSER_ERROR');
  });
});
