import { catalogue, ourId, wonDeal } from './meridian.ts';
import { openRoom, type Room, until } from './room.ts';

const REPORT = {
  asOf: '2026-09-01T10:00:00.250Z',
  invoiceNumber: 'INV-7',
  invoiceStatus: 'OPEN',
  paymentStatus: 'FAILED',
  openBalance: { minor: '12345', currency: 'USD' },
} as const;

describe('a customer of the CRM', () => {
  let room: Room;

  beforeEach(async () => {
    room = await openRoom();
  });

  afterEach(() => room.close());

  const anAccount = (Name: string, change: object = {}) =>
    room.org.create('Account', { Name, Type: 'Customer', LegalEntity__c: 'US', ...change });
  const told = async (customerId: string) =>
    (
      await room.sql<{ data: { fields: string[]; mergedInto: string | null } }>(
        `select data from event_log.event where type = 'customer.changed' and customer_id = $1 order by xid, id`,
        [customerId],
      )
    ).map(({ data }) => data);
  const shown = async (account: string) => {
    const { LastInvoiceNumber__c, InvoiceStatus__c, PaymentStatus__c, OpenBalance__c, OpenBalanceCurrency__c } =
      (await room.org.get('Account', account)) ?? {};
    return [LastInvoiceNumber__c, InvoiceStatus__c, PaymentStatus__c, OpenBalance__c, OpenBalanceCurrency__c];
  };

  it('is read with the customer above it', async () => {
    const parent = await anAccount('Nord Group');
    const account = await anAccount('Nord', { ParentId: parent, BillingCountry: 'DE' });
    await room.crm.settle();
    const facts = {
      customerId: ourId('customer', account),
      externalId: account,
      name: 'Nord',
      country: 'DE',
      legalEntity: 'US',
      parentId: ourId('customer', parent),
    };
    const command = { customerId: facts.customerId };
    expect(await room.command('readCustomer', command)).toMatchObject({ ok: true, value: facts });
    expect(await room.command('requireCustomer', command)).toMatchObject({ ok: true, value: facts });
  });

  it('is asked of the CRM when the mirror has lost it, and waited for when there is none', async () => {
    const account = await anAccount('Nord');
    await room.crm.settle();
    await room.sql('delete from crm.account');
    const command = { customerId: ourId('customer', account) };
    expect(await room.command('readCustomer', command)).toMatchObject({ ok: true, value: null });
    expect(await room.command('requireCustomer', command)).toMatchObject({ ok: true, value: { name: 'Nord' } });
    expect(await room.command('requireCustomer', { customerId: 'cust_NONE' })).toMatchObject({
      error: { kind: 'MissingPrerequisite', prerequisite: 'CUSTOMER', id: 'cust_NONE' },
    });
  });

  it('shows its latest invoice and payment, and never an older report over a later one', async () => {
    const account = await anAccount('Nord');
    await room.crm.settle();
    const customerId = ourId('customer', account);
    const report = (asOf: string, change: object, key: string) =>
      room.command('reportAccount', { customerId, ...REPORT, asOf, ...change }, key);
    const paid = { invoiceStatus: 'PAID', paymentStatus: 'SUCCEEDED', openBalance: { minor: '0', currency: 'USD' } };
    expect(await report('2026-09-01T12:00:00.001+02:00', {}, 'op_1:report')).toMatchObject({
      ok: true,
      value: { effect: { type: 'Account', externalId: account } },
    });
    expect(await shown(account)).toEqual(['INV-7', 'OPEN', 'FAILED', 123.45, 'USD']);
    await report('2026-09-01T10:00:00.002Z', paid, 'op_2:report');
    await report('2026-09-01T10:00:00Z', { invoiceStatus: 'VOID' }, 'op_3:report');
    expect(await shown(account)).toEqual(['INV-7', 'PAID', 'SUCCEEDED', 0, 'USD']);
    expect(await report('yesterday', {}, 'op_4:report')).toMatchObject({ error: { kind: 'Rejected' } });
    // A report is no change of the customer.
    expect(await told(customerId)).toHaveLength(1);
  });

  it('keeps its id through a new name and another place in the hierarchy, each told once', async () => {
    const account = await anAccount('Nord');
    const parent = await anAccount('Nord Group');
    await room.crm.settle();
    const customerId = ourId('customer', account);
    await room.org.update('Account', account, { Name: 'Nordwind' });
    await until(async () => (await told(customerId)).length === 2);
    await room.org.update('Account', account, { ParentId: parent });
    await until(async () => (await told(customerId)).length === 3);
    await room.crm.settle();
    expect((await told(customerId)).slice(1)).toEqual([
      { customerId, fields: ['name'], mergedInto: null },
      { customerId, fields: ['parent'], mergedInto: null },
    ]);
    expect(await room.command('readCustomer', { customerId })).toMatchObject({
      value: { name: 'Nordwind', customerId },
    });
  });

  it('keeps the reference that it has: another one is refused, also by the table', async () => {
    const account = await anAccount('Nord');
    await room.crm.settle();
    const link = { kind: 'customer', connection: 'salesforce-main', externalId: account };
    const customerId = ourId('customer', account);
    expect(await room.command('linkExternalRef', { ...link, id: customerId }, 'op_1:link')).toMatchObject({ ok: true });
    expect(await room.command('linkExternalRef', { ...link, id: 'cust_OTHER' }, 'op_2:link')).toMatchObject({
      ok: false,
      error: { kind: 'Rejected', code: 'IMMUTABLE_REF' },
    });
    await expect(room.sql(`update crm.crosswalk set id = 'cust_OTHER'`)).rejects.toThrow('IMMUTABLE_REF');
    await expect(room.sql('delete from crm.crosswalk')).rejects.toThrow('IMMUTABLE_REF');
    expect(await room.command('readCustomer', { customerId })).toMatchObject({ value: { externalId: account } });
  });

  it('that was merged is the one that is left, under either id, with its contracts; nothing of it is lost', async () => {
    const deal = await wonDeal(room.org, await catalogue(room.org));
    const master = await anAccount('Meridian Group');
    await anAccount('Meridian Labs', { ParentId: deal.account });
    await room.crm.settle();
    const payload = { opportunityId: deal.opportunityId, requestedBy: 'ada' };
    const { value } = await room.command('activateContract', payload, 'op_1:activateContract');
    const masterId = ourId('customer', master);

    await merge(room, master, deal.account);
    await until(async () => (await told(deal.customerId)).at(-1)?.mergedInto === masterId);
    await room.crm.settle();
    expect((await told(deal.customerId)).at(-1)).toEqual({
      customerId: deal.customerId,
      fields: ['mergedInto'],
      mergedInto: masterId,
    });
    const query = `query ($id: ID!) { customer(id: $id) { id name externalRefs { externalId }
      contracts(first: 5) { edges { node { id customer { id } } } } children(first: 5) { edges { node { name } } } } }`;
    const { data } = await room.ask(query, { id: deal.customerId });
    expect(data.customer).toEqual({
      id: masterId,
      name: 'Meridian Group',
      externalRefs: [{ externalId: master }, { externalId: deal.account }],
      contracts: { edges: [{ node: { id: value.contract.contractId, customer: { id: masterId } } }] },
      children: { edges: [{ node: { name: 'Meridian Labs' } }] },
    });
    expect(await room.command('readCustomer', { customerId: deal.customerId })).toMatchObject({
      value: { customerId: masterId, externalId: master },
    });
    const listed = await room.ask('{ customers(first: 10) { edges { node { name } } } }');
    expect(listed.data.customers.edges).toHaveLength(2);
    // The link of the merged account is still its own, and so is its row.
    expect(await room.sql('select name from crm.account where external_id = $1', [deal.account])).toHaveLength(1);
    expect(await room.sql('select id from crm.crosswalk where external_id = $1', [deal.account])).toEqual([
      { id: deal.customerId },
    ]);
  });

  it('that was merged a moment ago is reported on at the one that is left', async () => {
    const [master, loser] = [await anAccount('Meridian'), await anAccount('Meridian Inc')];
    await room.crm.settle();
    // No word of it comes, so that the mirror still has the account that is gone.
    room.sandbox.faults.add({ match: { method: 'CDC' }, fault: 'drop-webhook', count: 100 });
    await merge(room, master, loser);
    const command = { customerId: ourId('customer', loser), ...REPORT };
    expect(await room.command('reportAccount', command, 'op_1:report')).toMatchObject({
      value: { effect: { externalId: master } },
    });
    expect(await shown(master)).toEqual(['INV-7', 'OPEN', 'FAILED', 123.45, 'USD']);
  });

  it('that is found merged by the poll alone is told the same', async () => {
    const [master, loser] = [await anAccount('Meridian'), await anAccount('Meridian Inc')];
    await room.crm.settle();
    room.sandbox.faults.add({ match: { method: 'CDC', path: 'Account' }, fault: 'drop-webhook' });
    await merge(room, master, loser);
    await room.crm.settle();
    expect((await told(ourId('customer', loser))).at(-1)).toMatchObject({ mergedInto: ourId('customer', master) });
  });
});

/** As a person merges two accounts in the org. */
async function merge({ sandbox }: Room, masterId: string, loserId: string): Promise<void> {
  const token = await fetch(`${sandbox.url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'revgraph',
      client_secret: 'revgraph-secret',
    }),
  });
  const { access_token } = (await token.json()) as { access_token: string };
  const answer = await fetch(`${sandbox.url}/services/apexrest/accounts/merge`, {
    method: 'POST',
    headers: { authorization: `Bearer ${access_token}` },
    body: JSON.stringify({ masterId, loserIds: [loserId] }),
  });
  expect(answer.status).toBe(200);
}
