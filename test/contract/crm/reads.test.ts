import type { Principal } from '#kit/identity/principal.ts';
import { catalogue, ourId, type WonDeal, wonDeal } from './meridian.ts';
import { openRoom, type Room, SERVICE } from './room.ts';

const GERMANS: Principal = { ...SERVICE, roles: ['portal'], entities: ['DE'] };
const NAMES = `query ($first: Int!, $after: String, $filter: CustomerFilter) {
  customers(first: $first, after: $after, filter: $filter) {
    totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { node { name status } } } }`;

describe('reads of the CRM', () => {
  let room: Room;
  let deal: WonDeal;
  let contractId: string;

  beforeAll(async () => {
    room = await openRoom({ stream: false });
    deal = await wonDeal(room.org, await catalogue(room.org));
    for (const name of ['Aare', 'Brenner', 'Citrin', 'Drau', 'Elbe']) {
      await room.org.create('Account', { Name: name, Type: 'Prospect', LegalEntity__c: 'DE', ParentId: deal.account });
    }
    await room.crm.settle();
    const made = await room.command(
      'activateContract',
      { opportunityId: deal.opportunityId, requestedBy: 'ada' },
      'op_1:activateContract',
    );
    contractId = made.value.contract.contractId;
  });

  afterAll(() => room.close());

  it('page through all customers once, in the order of their names', async () => {
    const names: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < 10; page += 1) {
      const { data } = await room.ask(NAMES, { first: 2, after });
      names.push(...data.customers.edges.map(({ node }: { node: { name: string } }) => node.name));
      expect(data.customers.totalCount).toBe(6);
      expect(data.customers.pageInfo.hasPreviousPage).toBe(page > 0);
      after = data.customers.pageInfo.endCursor;
      if (!data.customers.pageInfo.hasNextPage) break;
    }
    expect(names).toEqual(['Aare', 'Brenner', 'Citrin', 'Drau', 'Elbe', 'Meridian Health']);
  });

  it.each([0, 101])('refuse a page of %i customers', async (first) => {
    const { errors } = await room.ask(NAMES, { first });
    expect(errors[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  });

  it('search by a part of the name in any case, taking its signs by the letter', async () => {
    const found = async (filter: object) => {
      const { data } = await room.ask(NAMES, { first: 10, filter });
      return data.customers.edges.map(({ node }: { node: { name: string } }) => node.name);
    };
    expect(await found({ search: 'RENN' })).toEqual(['Brenner']);
    expect(await found({ search: '%' })).toEqual([]);
    expect(await found({ status: 'ACTIVE' })).toEqual(['Meridian Health']);
  });

  it('show nobody a record of a foreign legal entity, by whatever way', async () => {
    const query = `query ($customer: ID!, $contract: ID!, $all: [_Any!]!) {
      customer(id: $customer) { id } contract(id: $contract) { id }
      live: customer(id: $customer, freshness: LIVE) { id }
      contracts(first: 10) { totalCount edges { node { id } } }
      customers(first: 10) { totalCount edges { node { parent { id } } } }
      _entities(representations: $all) { __typename } }`;
    const all = [
      { __typename: 'Customer', id: deal.customerId },
      { __typename: 'Contract', id: contractId },
      { __typename: 'Opportunity', id: deal.opportunityId },
    ];
    const variables = { customer: deal.customerId, contract: contractId, all };
    const foreign = await room.ask(query, variables, GERMANS);
    expect(foreign.errors).toEqual([]);
    expect(foreign.data).toMatchObject({
      customer: null,
      contract: null,
      live: null,
      contracts: { totalCount: 0, edges: [] },
      customers: { totalCount: 5 },
      _entities: [null, null, null],
    });
    expect(foreign.data.customers.edges[0].node.parent).toBeNull();
    const own = await room.ask(query, variables);
    expect(own.data).toMatchObject({ customer: { id: deal.customerId }, contract: { id: contractId } });
    expect(own.data._entities).toHaveLength(3);
  });

  it('lead from the customer to parent, children, deals and contracts', async () => {
    const { data, errors } = await room.ask(
      `query ($id: ID!) { customer(id: $id) { name status salesOwner
         children(first: 2) { totalCount edges { node { name parent { id } } } }
         opportunities(first: 5) { totalCount edges { node { name amount { amount } closedOn contract { id } } } }
         contracts(first: 5) { totalCount edges { node { id version } } }
         ended: contracts(first: 5, status: EXPIRED) { totalCount }
         externalRefs { system vendor connection type externalId } } }`,
      { id: deal.customerId },
    );
    expect(errors).toEqual([]);
    expect(data.customer).toMatchObject({
      status: 'ACTIVE',
      salesOwner: expect.any(String),
      children: { totalCount: 5, edges: [{ node: { name: 'Aare', parent: { id: deal.customerId } } }, {}] },
      opportunities: {
        totalCount: 1,
        edges: [{ node: { amount: { amount: '600000.00' }, closedOn: '2025-12-15', contract: { id: contractId } } }],
      },
      contracts: { totalCount: 1, edges: [{ node: { id: contractId, version: 1 } }] },
      ended: { totalCount: 0 },
      externalRefs: [{ system: 'CRM', vendor: 'salesforce', type: 'Account', externalId: deal.account }],
    });
  });

  it('see at once what changed when they ask live', async () => {
    await room.org.update('Account', deal.account, { Type: 'Something new' });
    const query = `query ($id: ID!, $freshness: Freshness) { customer(id: $id, freshness: $freshness) { status } }`;
    const status = async (freshness: string) =>
      (await room.ask(query, { id: deal.customerId, freshness })).data.customer.status;
    expect(await status('CACHED')).toBe('ACTIVE');
    expect(await status('LIVE')).toBe('UNKNOWN');
    expect(await status('CACHED')).toBe('UNKNOWN');
  });

  it("refuse a command that is not a saga's", async () => {
    const { errors } = await room.ask(
      'mutation { crmCommand(name: "readProducts", command: { codes: [], currency: "USD" }) }',
      {},
      GERMANS,
    );
    expect(errors[0]?.extensions['code']).toBe('FORBIDDEN');
  });

  it('give products in the order asked, null where the catalogue has none', async () => {
    const codes = ['PREMIUM-ANALYTICS', 'NONE', 'PLATFORM-SEAT'];
    expect(await room.command('readProducts', { codes, currency: 'USD' })).toMatchObject({
      value: [{ code: codes[0], listPrice: '90000' }, null, { code: codes[2], listPrice: '1200' }],
    });
  });

  it('lose a contract whose day is over from the active ones', async () => {
    room.clock.set(new Date('2027-01-01T12:00:00Z'));
    const { data } = await room.ask('query ($id: ID!) { contract(id: $id) { status } }', { id: contractId });
    room.clock.set(new Date());
    expect(data.contract.status).toBe('EXPIRED');
  });

  it('are built again from the vendor when the mirror is lost', async () => {
    const before = await room.ask(NAMES, { first: 10 });
    await room.sql('delete from crm.account');
    await room.sql('delete from crm.contract_change');
    await room.sql(`update crm.connection set cursors = '{}'`);
    await room.crm.settle();
    expect(await room.ask(NAMES, { first: 10 })).toEqual(before);
    expect(await room.command('readContract', { contractId })).toMatchObject({
      value: { lines: [{ quantity: '500' }] },
    });
  });

  it('forget what the vendor deleted', async () => {
    const account = await room.org.create('Account', { Name: 'Fulda', LegalEntity__c: 'DE' });
    await room.crm.settle();
    const query = 'query ($id: ID!) { customer(id: $id) { name } }';
    const id = ourId('customer', account);
    expect((await room.ask(query, { id })).data.customer).toEqual({ name: 'Fulda' });
    await room.org.remove('Account', account);
    await room.crm.settle();
    expect((await room.ask(query, { id })).data.customer).toBeNull();
  });

  it('go on from the mirror, marked stale, when the vendor is gone', async () => {
    const query = `query ($id: ID!) { customer(id: $id, freshness: LIVE) { name provenance { stale asOf } } }`;
    const fresh = await room.ask(query, { id: deal.customerId });
    expect(fresh.data.customer.provenance.stale).toBe(false);
    await room.sandbox.close();
    await room.crm.settle();
    room.clock.set(new Date(Date.now() + 60_000));
    const stale = await room.ask(query, { id: deal.customerId });
    expect(stale.errors).toEqual([]);
    expect(stale.data.customer).toMatchObject({ name: 'Meridian Health', provenance: { stale: true } });
  });
});
