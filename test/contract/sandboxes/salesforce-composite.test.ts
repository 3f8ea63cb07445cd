import { anAccount, BASE, effects, type Org, startOrg } from './salesforce-harness.ts';

let org: Org;
let AccountId: string;
beforeEach(async () => {
  org = await startOrg();
  AccountId = await anAccount(org);
});
afterEach(() => org.sandbox.close());

function contractAndOrder(order: Readonly<Record<string, unknown>>, allOrNone: boolean) {
  const part = (type: string, key: string, referenceId: string, body: unknown) => ({
    method: 'PATCH',
    url: `${BASE}/sobjects/${type}/RevgraphKey__c/${key}`,
    referenceId,
    body,
  });
  return {
    allOrNone,
    compositeRequest: [
      part('Contract', 'op-1:contract', 'contract', { AccountId, StartDate: '2026-01-01' }),
      part('Order', 'op-1:order', 'order', {
        AccountId,
        ContractId: '@{contract.id}',
        EffectiveDate: '2026-01-01',
        ...order,
      }),
    ],
  };
}

describe('several calls in one (written from docs)', () => {
  it('lets a later part use the id that an earlier one made', async () => {
    const { body } = await org.call('POST', '/composite', contractAndOrder({}, true));
    const [contract, order] = body.compositeResponse;
    expect([contract.httpStatusCode, order.httpStatusCode]).toEqual([201, 201]);
    expect(contract.httpHeaders.Location).toBe(`${BASE}/sobjects/Contract/${contract.body.id}`);
    const read = await org.call('GET', `/sobjects/Order/${order.body.id}`);
    expect(read.body.ContractId).toBe(contract.body.id);
  });

  it('takes all parts back when one fails under allOrNone, and counts no effect', async () => {
    const { status, body } = await org.call('POST', '/composite', contractAndOrder({ Colour: 'red' }, true));
    expect(status).toBe(200);
    const [contract, order] = body.compositeResponse;
    expect(contract).toMatchObject({ httpStatusCode: 400, body: [{ errorCode: 'PROCESSING_HALTED' }] });
    expect(order).toMatchObject({ httpStatusCode: 400, body: [{ errorCode: 'INVALID_FIELD' }] });
    expect(effects(org)).toEqual(['account.created CUS-1']);
    expect((await org.conn.query('SELECT COUNT() FROM Contract')).totalSize).toBe(0);
    expect(
      (await org.call('POST', '/composite', contractAndOrder({}, true))).body.compositeResponse[0].httpStatusCode,
    ).toBe(201);
  });

  it('keeps the parts that worked without allOrNone', async () => {
    const { body } = await org.call('POST', '/composite', contractAndOrder({ Colour: 'red' }, false));
    expect(body.compositeResponse.map(({ httpStatusCode }: { httpStatusCode: number }) => httpStatusCode)).toEqual([
      201, 400,
    ]);
    expect(effects(org)).toContain('contract.created op-1:contract');
  });

  it('refuses more than 25 parts and a part that refers to nothing', async () => {
    const [part] = contractAndOrder({}, true).compositeRequest;
    const many = Array.from({ length: 26 }, (_, index) => ({ ...part, referenceId: `r${index}` }));
    expect((await org.call('POST', '/composite', { compositeRequest: many })).body[0].errorCode).toBe('LIMIT_EXCEEDED');
    const lost = {
      compositeRequest: [{ method: 'GET', url: `${BASE}/sobjects/Order/@{nobody.id}`, referenceId: 'a' }],
    };
    const { body } = await org.call('POST', '/composite', lost);
    expect(body.compositeResponse[0].body[0].errorCode).toBe('PROCESSING_HALTED');
  });
});

describe('many records in one (written from docs)', () => {
  const contracts = (...keys: readonly (string | null)[]) =>
    keys.map((key) => ({
      attributes: { type: 'Contract' },
      ...(key === null ? {} : { AccountId }),
      RevgraphKey__c: key ?? 'bad',
    }));

  it('reads them in the order asked, null where one is missing', async () => {
    const other = await anAccount(org, 'CUS-2', 'Contoso');
    const ids = [other, 'nonsense', '001000000000001AAA', AccountId];
    const { body } = await org.call('POST', '/composite/sobjects/Account', { ids, fields: ['Name'] });
    expect(body.map((record: { Name: string } | null) => record?.Name ?? null)).toEqual([
      'Contoso',
      null,
      null,
      'Northwind Traders',
    ]);
  });

  it('says per record what became of it and keeps the order', async () => {
    const records = contracts('k1', null, 'k2');
    const { body } = await org.call('PATCH', '/composite/sobjects/Contract/RevgraphKey__c', { records });
    expect(body.map(({ success }: { success: boolean }) => success)).toEqual([true, false, true]);
    expect(body[1].errors).toEqual([
      expect.objectContaining({ statusCode: 'REQUIRED_FIELD_MISSING', fields: ['AccountId'] }),
    ]);
    const again = await org.call('PATCH', '/composite/sobjects/Contract/RevgraphKey__c', { records: contracts('k1') });
    expect(again.body).toEqual([{ id: body[0].id, success: true, errors: [], created: false }]);
  });

  it('takes all of them back under allOrNone', async () => {
    const records = contracts('k1', null);
    const { body } = await org.call('PATCH', '/composite/sobjects/Contract/RevgraphKey__c', {
      allOrNone: true,
      records,
    });
    expect(body[0].errors[0].statusCode).toBe('ALL_OR_NONE_OPERATION_ROLLED_BACK');
    expect((await org.conn.query('SELECT COUNT() FROM Contract')).totalSize).toBe(0);
  });

  it('refuses more than 200', async () => {
    const records = contracts(...Array.from({ length: 201 }, (_, index) => `k${index}`));
    expect((await org.call('POST', '/composite/sobjects', { records })).body[0].errorCode).toBe('LIMIT_EXCEEDED');
  });

  it('is what the vendor client uses for lists', async () => {
    const accounts = org.conn.sobject('Account');
    const made = await accounts.create([{ Name: 'One' }, { Name: 'Two' }]);
    const ids = made.map(({ id }) => String(id));
    expect((await accounts.retrieve(ids)).map((record) => record?.['Name'])).toEqual(['One', 'Two']);
    expect((await accounts.destroy(ids)).every(({ success }) => success)).toBe(true);
  });
});
