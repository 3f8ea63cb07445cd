import { catalogue, ourId, wonDeal } from './meridian.ts';
import { openRoom, type Room, until } from './room.ts';

describe('the change stream of the CRM', () => {
  let room: Room;

  beforeEach(async () => {
    room = await openRoom();
  });

  afterEach(() => room.close());

  const events = () =>
    room.sql<{ type: string; origin: string; customer_id: string; legal_entity: string }>(
      'select type, origin, customer_id, legal_entity from event_log.event order by xid, id',
    );
  const inboxCount = async () => {
    const [row] = await room.sql<{ count: string }>(
      'select count(*) as count from crm.inbox where finished_at is not null',
    );
    return Number(row?.count);
  };
  const noticesOf = async (externalId: string) => {
    const [row] = await room.sql<{ count: string }>('select count(*) as count from crm.inbox where body like $1', [
      `%${externalId}%`,
    ]);
    return Number(row?.count);
  };
  const nameOf = async (externalId: string) => {
    const [row] = await room.sql<{ name: string }>('select name from crm.account where external_id = $1', [externalId]);
    return row?.name;
  };
  const subscribed = () =>
    until(async () => {
      await room.org.create('Product2', { Name: 'Probe', ProductCode: 'PROBE', IsActive: true });
      const [row] = await room.sql<{ count: string }>('select count(*) as count from crm.inbox');
      return Number(row?.count) > 0;
    });

  it('brings what a seller changes to the mirror and tells it once', async () => {
    await subscribed();
    const account = await room.org.create('Account', { Name: 'Nord', Type: 'Prospect', LegalEntity__c: 'DE' });
    await until(async () => (await nameOf(account)) === 'Nord');
    await room.org.update('Account', account, { Name: 'Nordwind' });
    await until(async () => (await nameOf(account)) === 'Nordwind');
    const told = (await events()).filter(({ type }) => type === 'customer.changed');
    expect(told).toEqual([
      { type: 'customer.changed', origin: 'SOURCE', customer_id: ourId('customer', account), legal_entity: 'DE' },
      { type: 'customer.changed', origin: 'SOURCE', customer_id: ourId('customer', account), legal_entity: 'DE' },
    ]);
  });

  it('tells a change once though its message comes twice', async () => {
    await subscribed();
    room.sandbox.faults.add({ match: { method: 'CDC', path: 'Account' }, fault: 'duplicate-webhook' });
    const account = await room.org.create('Account', { Name: 'Nord', Type: 'Prospect', LegalEntity__c: 'DE' });
    await until(async () => (await nameOf(account)) === 'Nord');
    await room.crm.settle();
    expect((await events()).filter(({ type }) => type === 'customer.changed')).toHaveLength(1);
  });

  it('tells a contract that a command wrote once, its echoes not at all', async () => {
    await subscribed();
    const deal = await wonDeal(room.org, await catalogue(room.org));
    await room.crm.settle();
    const before = await inboxCount();
    await room.command('activateContract', { opportunityId: deal.opportunityId, requestedBy: 'ada' }, 'op_1:activate');
    // Contract, order, item and deal each come back as messages.
    await until(async () => (await inboxCount()) >= before + 4);
    await room.crm.settle();
    expect((await events()).filter(({ type }) => type === 'contract.changed')).toHaveLength(1);
  });

  it('finds by the poll what the stream lost', async () => {
    await subscribed();
    room.sandbox.faults.add({ match: { method: 'CDC', path: 'Account' }, fault: 'drop-webhook' });
    const account = await room.org.create('Account', { Name: 'Nord', Type: 'Prospect', LegalEntity__c: 'DE' });
    await room.crm.settle();
    expect(await nameOf(account)).toBe('Nord');
  });

  it('reads a record again whose message says only that something happened', async () => {
    await subscribed();
    room.sandbox.faults.add({ match: { method: 'CDC', path: 'Account' }, fault: 'gap-event' });
    const account = await room.org.create('Account', { Name: 'Nord', Type: 'Prospect', LegalEntity__c: 'DE' });
    await until(async () => (await nameOf(account)) === 'Nord');
  });

  it('goes on where it was when the service comes back', async () => {
    await subscribed();
    await room.stop();
    const account = await room.org.create('Account', { Name: 'Nord', Type: 'Prospect', LegalEntity__c: 'DE' });
    await room.start();
    await until(async () => (await noticesOf(account)) === 1);
  });

  it('comes back after it was cut', async () => {
    await subscribed();
    room.sandbox.faults.add({ match: { method: 'GRPC', path: '/Subscribe' }, fault: 'timeout-after', count: 1 });
    const first = await room.org.create('Account', { Name: 'Nord', Type: 'Prospect', LegalEntity__c: 'DE' });
    await until(async () => (await noticesOf(first)) === 1);
    const next = await room.org.create('Account', { Name: 'Aare', Type: 'Prospect', LegalEntity__c: 'DE' });
    await until(async () => (await noticesOf(next)) === 1);
    expect(await noticesOf(first)).toBe(1);
  });

  it('that lost count of its changes has everything read again', async () => {
    await subscribed();
    const account = await room.org.create('Account', { Name: 'Nord', Type: 'Prospect', LegalEntity__c: 'DE' });
    await until(async () => (await nameOf(account)) === 'Nord');
    await room.sql('delete from crm.account');
    // A position that no change of today lies behind: the poll alone would find nothing.
    const position = JSON.stringify({ Account: { at: '2100-01-01T00:00:00.000Z', id: null } });
    await room.sql(`update crm.connection set cursors = jsonb_build_object('poll', $1::text)`, [position]);
    await room.crm.settle();
    expect(await nameOf(account)).toBeUndefined();
    const overflow = JSON.stringify({ entityName: 'Account', recordIds: [], changeType: 'GAP_OVERFLOW' });
    await room.sql(
      `insert into crm.inbox (connection, event_id, body, received_at, due_at)
       values ('salesforce-main', 'overflow', $1, now(), now())`,
      [overflow],
    );
    await room.crm.settle();
    expect(await nameOf(account)).toBe('Nord');
  });

  it('keeps its place in the same transaction as the messages', async () => {
    await subscribed();
    const [row] = await room.sql<{ cdc: string | null }>(`select cursors ->> 'cdc' as cdc from crm.connection`);
    expect(row?.cdc).not.toBeNull();
  });
});
