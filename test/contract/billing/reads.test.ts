import { Client } from 'pg';
import { openRoom, type Room, SERVICE } from './room.ts';
import { story } from './stories.ts';

const STRANGER = { ...SERVICE, roles: ['finance'] as const, entities: ['DE'] };

describe('reads of billing', () => {
  let room: Room;
  const stories = [1, 2, 3].map(story);

  beforeAll(async () => {
    room = await openRoom();
    for (const { start, startKey, amend, amendKey } of stories) {
      await room.command('startSubscription', start, startKey);
      await room.command('amendSubscription', amend, amendKey);
    }
    await room.billing.settle();
  });

  afterAll(() => room.close());

  const entities = (fields: string, type: string, ids: readonly string[], principal = SERVICE) =>
    room.ask(
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { ${fields} } } }`,
      { of: ids.map((id) => ({ __typename: type, id })) },
      principal,
    );
  const customerIds = stories.map(({ ensure }) => ensure.customer.customerId);

  it('page through a customer’s invoices to the end, none twice and none left out', async () => {
    const seen: string[] = [];
    let after = '';
    for (let pageCount = 0; pageCount < 5; pageCount += 1) {
      const cursor = after === '' ? '' : `, after: "${after}"`;
      const { data } = await entities(
        `invoices(first: 1${cursor}) { totalCount pageInfo { hasNextPage endCursor } edges { node { id } } }`,
        'Customer',
        customerIds.slice(0, 1),
      );
      const { invoices } = data._entities[0];
      expect(invoices.totalCount).toBe(2);
      seen.push(...invoices.edges.map(({ node }: { node: { id: string } }) => node.id));
      if (!invoices.pageInfo.hasNextPage) break;
      after = invoices.pageInfo.endCursor;
    }
    expect(seen).toHaveLength(2);
    expect(new Set(seen).size).toBe(2);
  });

  it('give each of many customers its own invoices with lines and products', async () => {
    const { data, errors } = await entities(
      'id openBalance { amount } invoices(first: 20) { edges { node { total { amount } customer { id } contract { id } lines { product { id } } } } }',
      'Customer',
      [...customerIds, 'cust_of_nobody'],
    );
    expect(errors).toEqual([]);
    for (const [index, { contractId }] of stories.entries()) {
      const customer = data._entities[index];
      expect(customer.openBalance).toEqual([{ amount: '770136.98' }]);
      for (const { node } of customer.invoices.edges) {
        expect(node).toMatchObject({ customer: { id: customerIds[index] }, contract: { id: contractId } });
        for (const line of node.lines) expect(line.product.id).toMatch(new RegExp(`_${index + 1}$`));
      }
    }
    expect(data._entities[3]).toEqual({ id: 'cust_of_nobody', openBalance: [], invoices: { edges: [] } });
  });

  it('ask the database as often for three customers as for one', async () => {
    const fields =
      'openBalance { amount } invoices(first: 20) { totalCount edges { node { total { amount } lines { product { id } } payments { id } creditMemos { id } contract { id } } } }';
    const statements = listenToStatements();
    const statementCount = async (ids: readonly string[]) => {
      statements.heard.length = 0;
      await entities(fields, 'Customer', ids);
      // What the room does by itself meanwhile does not count.
      return statements.heard.filter((sql) => /from "?billing"?\."?(?!inbox)/i.test(sql)).length;
    };
    const forOne = await statementCount(customerIds.slice(0, 1));
    expect(forOne).toBeGreaterThan(5);
    expect(await statementCount(customerIds)).toBe(forOne);
    statements.close();
  });

  it('show nobody a record of a foreign legal entity, by whatever way', async () => {
    const [invoice] = await room.sql<{ id: string }>('select id from billing.invoice');
    const [subscription] = await room.sql<{ id: string }>('select id from billing.subscription');
    const fields =
      'invoices(first: 5) { totalCount edges { node { id } } } openBalance { amount } subscriptions(first: 5) { totalCount }';
    const customer = await entities(fields, 'Customer', customerIds.slice(0, 1), STRANGER);
    expect(customer.data._entities[0]).toEqual({
      invoices: { totalCount: 0, edges: [] },
      openBalance: [],
      subscriptions: { totalCount: 0 },
    });
    const own = await room.ask(
      'query ($id: ID!) { invoice(id: $id, freshness: LIVE) { id } invoices(first: 5) { totalCount } }',
      { id: invoice?.id },
      STRANGER,
    );
    expect(own.data).toEqual({ invoice: null, invoices: { totalCount: 0 } });
    expect((await entities('id', 'Invoice', [invoice?.id ?? ''], STRANGER)).data._entities).toEqual([null]);
    expect((await entities('id', 'BillingSubscription', [subscription?.id ?? ''], STRANGER)).data._entities).toEqual([
      null,
    ]);
    const contract = await entities('subscription { id }', 'Contract', [stories[0]?.contractId ?? ''], STRANGER);
    expect(contract.data._entities).toEqual([{ subscription: null }]);
  });

  it('find invoices by number, contract and status, and refuse a page beyond the bound', async () => {
    const { data } = await room.ask(
      'query ($filter: InvoiceFilter) { invoices(first: 10, filter: $filter) { totalCount } }',
      {
        filter: { contractId: stories[1]?.contractId, status: 'OPEN' },
      },
    );
    expect(data.invoices.totalCount).toBe(2);
    const [row] = await room.sql<{ number: string }>('select number from billing.invoice');
    const byNumber = await room.ask(
      'query ($search: String) { invoices(first: 10, filter: { search: $search }) { totalCount } }',
      {
        search: row?.number.toLowerCase(),
      },
    );
    expect(byNumber.data.invoices.totalCount).toBe(1);
    const anything = await room.ask('query { invoices(first: 10, filter: { search: "%" }) { totalCount } }');
    expect(anything.data.invoices.totalCount).toBe(0);
    const tooMany = await room.ask('query { invoices(first: 101) { totalCount } }');
    expect(tooMany.errors[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  });

  it('let nobody but a saga send a command', async () => {
    const { errors } = await room.ask(
      'mutation { billingCommand(name: "readConnections", command: {}) }',
      {},
      STRANGER,
    );
    expect(errors[0]?.extensions['code']).toBe('FORBIDDEN');
    const told = await room.sql('select data, legal_entity, correlation_id from event_log.event where type = $1', [
      'command.refused',
    ]);
    expect(told).toMatchObject([
      { legal_entity: 'UNASSIGNED', data: { system: 'BILLING', reason: 'Commands are for sagas only.' } },
    ]);
  });
});

/** Hears what every connection of this process sends to its database. */
function listenToStatements() {
  const heard: string[] = [];
  const { query } = Client.prototype;
  const send = (as: unknown) => Object.assign(Client.prototype, { query: as });
  send(function (this: Client, ...given: readonly unknown[]) {
    heard.push(String(given[0]));
    return Reflect.apply(query, this, given);
  });
  return { heard, close: () => send(query) };
}
