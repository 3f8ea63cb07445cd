import { catalogue, wonDeal } from './meridian.ts';
import { openRoom, type Room } from './room.ts';

describe('the calls to the CRM', () => {
  let room: Room;

  beforeEach(async () => {
    room = await openRoom({ stream: false, pace: { ratePerSecond: 100, concurrency: 2 } });
  });

  afterEach(() => room.close());

  const requestCount = async (): Promise<number> => {
    const answer = await fetch(`${room.sandbox.url}/__sandbox/requests`);
    const { requests } = (await answer.json()) as { readonly requests: readonly unknown[] };
    return requests.length;
  };

  it('are on record under the key of the command that made them, without a token', async () => {
    const deal = await wonDeal(room.org, await catalogue(room.org));
    await room.crm.settle();
    const payload = { opportunityId: deal.opportunityId, requestedBy: 'ada' };
    await room.command('activateContract', payload, 'op_1:activateContract');
    await room.crm.settle();
    const { value } = await room.command('readVendorCalls', { keyPrefix: 'op_1:' });
    expect(value.length).toBeGreaterThan(2);
    expect(value).toContainEqual(
      expect.objectContaining({ system: 'CRM', commandKey: 'op_1:activateContract', method: 'POST', status: 200 }),
    );
    expect(JSON.stringify(value)).not.toContain('revgraph-secret');
  });

  it('stop all when the org’s limit is reached, until the vendor’s time is over', async () => {
    await wonDeal(room.org, await catalogue(room.org));
    await room.crm.settle();
    const match = { path: '/services/data' };
    room.sandbox.faults.add({ match, fault: '429', count: 1, retryAfterS: 60 });
    await room.crm.settle();
    const before = await requestCount();
    const [customer] = await room.sql<{ id: string }>('select id from crm.account');
    await room.sql('delete from crm.account');
    expect(await room.command('requireCustomer', { customerId: customer?.id })).toMatchObject({
      ok: false,
      error: { kind: 'RateLimited' },
    });
    expect(await requestCount()).toBe(before);
  });
});
