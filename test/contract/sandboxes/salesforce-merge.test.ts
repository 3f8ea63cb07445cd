import { anAccount, type Org, readAnswer, startOrg } from './salesforce-harness.ts';

describe('accounts that are merged (written from docs)', () => {
  let org: Org;
  beforeEach(async () => {
    org = await startOrg();
  });
  afterEach(() => org.sandbox.close());

  const merge = (masterId: string, loserIds: readonly string[]) =>
    fetch(`${org.sandbox.url}/services/apexrest/accounts/merge`, {
      method: 'POST',
      headers: { authorization: `Bearer ${org.conn.accessToken}` },
      body: JSON.stringify({ masterId, loserIds }),
    }).then(readAnswer);

  it('moves the children of a merged account to the one that is left, and tells who that is', async () => {
    const [master, loser] = [await anAccount(org, 'A', 'Northwind'), await anAccount(org, 'B', 'North Wind')];
    const made = await org.call('POST', '/sobjects/Contract', { AccountId: loser });
    await org.call('PATCH', `/sobjects/Account/${master}`, { ParentId: loser });
    expect(await merge(master, [loser])).toMatchObject({ status: 200, body: { id: master, mergedRecordIds: [loser] } });

    expect((await org.call('GET', `/sobjects/Contract/${made.body.id}`)).body.AccountId).toBe(master);
    expect((await org.call('GET', `/sobjects/Account/${master}`)).body.ParentId).toBeNull();
    const soql = `SELECT Id, IsDeleted, MasterRecordId FROM Account WHERE Id = '${loser}'`;
    const { body } = await org.call('GET', `/queryAll?q=${encodeURIComponent(soql)}`);
    expect(body.records).toMatchObject([{ IsDeleted: true, MasterRecordId: master }]);
    expect((await org.call('GET', `/query?q=${encodeURIComponent(soql)}`)).body.records).toEqual([]);
  });

  it('are left alone when one of them is not there', async () => {
    const master = await anAccount(org, 'A', 'Northwind');
    const gone = await anAccount(org, 'B', 'North Wind');
    await org.call('DELETE', `/sobjects/Account/${gone}`);
    const before = org.sandbox.ledger.effects().length;
    expect((await merge(master, [gone])).status).toBe(404);
    expect((await merge(master, [master])).status).toBe(400);
    expect(org.sandbox.ledger.effects()).toHaveLength(before);
  });
});
