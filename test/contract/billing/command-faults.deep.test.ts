import { openRoom, type Room } from './room.ts';
import { effectsSince, FAULTS, lastEffect, story, strike, untilDone } from './stories.ts';

const RETRYABLE = ['RateLimited', 'Unavailable', 'OutcomeUnknown'];

describe('a command to billing', () => {
  let room: Room;
  let number = 0;

  beforeAll(async () => {
    room = await openRoom();
  });

  afterAll(() => room.close());

  beforeEach(() => {
    number += 1;
    room.sandbox.faults.clear();
  });

  // The vendor keeps the answers of POST only.
  const each = (calls: readonly string[]) =>
    FAULTS.flatMap((fault) =>
      calls.filter((call) => fault !== 'stored-500' || call.startsWith('POST')).map((call) => [fault, call] as const),
    );

  const done = async (name: string, payload: unknown, key: string) => {
    const attempts = await untilDone(room, name, payload, key);
    expect(attempts.at(-1)).toMatchObject({ ok: true });
    for (const { error } of attempts.slice(0, -1)) expect(RETRYABLE).toContain(error.kind);
    expect(room.sandbox.faults.list()).toEqual([]);
    return attempts;
  };

  it.each(each(['POST /v1/customers', 'GET /v1/customers/*']))(
    'makes one customer although %s strikes %s',
    async (fault, call) => {
      const { ensure, startKey } = story(number);
      const before = lastEffect(room);
      strike(room, call, fault);
      const attempts = await done('ensureCustomer', ensure, startKey);
      expect(attempts).toHaveLength(2);
      expect(effectsSince(room, before)).toEqual({ 'customer.created': 1 });
    },
  );

  it.each(
    each([
      'POST /v1/customers',
      'GET /v1/customers/*',
      'GET /v1/prices',
      'GET /v1/products/*',
      'POST /v1/products',
      'POST /v1/prices',
      'GET /v1/subscriptions',
      'POST /v1/subscriptions',
      'GET /v1/subscriptions/*',
      'GET /v1/invoices',
    ]),
  )('starts one subscription with one invoice although %s strikes %s', async (fault, call) => {
    const { start, startKey } = story(number);
    const before = lastEffect(room);
    strike(room, call, fault);
    await done('startSubscription', start, startKey);
    expect(effectsSince(room, before)).toEqual({
      'customer.created': 1,
      'product.created': 1,
      'price.created': 1,
      'subscription.created': 1,
      'invoice.created': 1,
      'invoice.finalized': 1,
    });
  });

  it.each(
    each([
      'POST /v1/products',
      'POST /v1/prices',
      'POST /v1/subscriptions/*',
      'GET /v1/subscriptions/*',
      'GET /v1/invoices',
      'GET /v1/products',
    ]),
  )('bills an amendment once although %s strikes %s', async (fault, call) => {
    const { start, startKey, amend, amendKey } = story(number);
    await done('startSubscription', start, startKey);
    const before = lastEffect(room);
    strike(room, call, fault);
    const attempts = await done('amendSubscription', amend, amendKey);
    expect(attempts.at(-1)?.value.invoice.total).toEqual({ minor: '17013698', currency: 'USD' });
    expect(effectsSince(room, before)).toEqual({
      'product.created': 1,
      'price.created': 1,
      'subscription.updated': 1,
      'invoice.created': 1,
      'invoice.finalized': 1,
    });
  });

  it.each(each(['POST /v1/invoices/*', 'POST /v1/subscriptions/*', 'GET /v1/invoices', 'GET /v1/subscriptions/*']))(
    'takes an amendment back once although %s strikes %s',
    async (fault, call) => {
      const { start, startKey, amend, amendKey, restore } = story(number);
      await done('startSubscription', start, startKey);
      await done('amendSubscription', amend, amendKey);
      const before = lastEffect(room);
      strike(room, call, fault);
      await done('restoreSubscription', restore, `${amendKey}:undo`);
      expect(effectsSince(room, before)).toEqual({ 'invoice.voided': 1, 'subscription.updated': 1 });
    },
  );

  it.each(each(['POST /v1/invoices/*', 'DELETE /v1/subscriptions/*', 'GET /v1/invoices', 'GET /v1/subscriptions*']))(
    'takes a start back once although %s strikes %s',
    async (fault, call) => {
      const { start, startKey, cancel } = story(number);
      await done('startSubscription', start, startKey);
      const before = lastEffect(room);
      strike(room, call, fault);
      await done('cancelStarted', cancel, `${startKey}:undo`);
      expect(effectsSince(room, before)).toEqual({ 'invoice.voided': 1, 'subscription.deleted': 1 });
    },
  );

  it('finds a start whose reply was lost by its key, without sending it again', async () => {
    const { start, startKey } = story(number);
    expect(await room.command('startSubscription', start, startKey, true)).toEqual({
      ok: true,
      value: null,
      error: null,
    });
    strike(room, 'POST /v1/subscriptions', 'timeout-after');
    expect(await room.command('startSubscription', start, startKey)).toMatchObject({
      error: { kind: 'OutcomeUnknown' },
    });
    const before = lastEffect(room);
    const found = await room.command('startSubscription', start, startKey, true);
    expect(found).toMatchObject({ ok: true, value: { invoice: { total: { minor: '60000000' } } } });
    expect(effectsSince(room, before)).toEqual({});
  });

  it('takes back a start whose reply was lost and that nobody looked up', async () => {
    const { start, startKey, cancel, contractId } = story(number);
    strike(room, 'POST /v1/subscriptions', 'timeout-after');
    await room.command('startSubscription', start, startKey);
    expect(await room.command('cancelStarted', cancel, `${startKey}:undo`)).toMatchObject({ ok: true });
    expect(await room.sql('select status from billing.subscription where contract_id = $1', [contractId])).toEqual([
      { status: 'CANCELLED' },
    ]);
  });

  it('takes back nothing where nothing was done', async () => {
    const { cancel, restore } = story(number);
    const before = lastEffect(room);
    expect(await room.command('cancelStarted', cancel, 'op_none:a')).toMatchObject({ ok: true });
    expect(await room.command('restoreSubscription', restore, 'op_none:b')).toMatchObject({ ok: true });
    expect(effectsSince(room, before)).toEqual({});
  });
});
