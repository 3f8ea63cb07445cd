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

  const begun = async (change: Readonly<Record<string, unknown>> = {}) => {
    const { start, startKey } = story(number);
    const attempts = await done('startSubscription', { ...start, ...change }, startKey);
    return attempts.at(-1)?.value;
  };
  const acting = (change: Readonly<Record<string, unknown>> = {}) => ({
    contractId: story(number).contractId,
    legalEntity: 'US',
    effectiveOn: '2026-08-16',
    version: 2,
    ...change,
  });

  it.each(
    each(['POST /v1/subscriptions/*', 'DELETE /v1/subscriptions/*', 'GET /v1/subscriptions/*', 'GET /v1/invoices']),
  )('ends a contract once although %s strikes %s', async (fault, call) => {
    await begun();
    const before = lastEffect(room);
    strike(room, call, fault);
    const attempts = await done('cancelSubscription', acting({ refund: 'PRORATED' }), `op_${number}:cancel`);
    // 138 of 365 days
    expect(attempts.at(-1)?.value.credits).toMatchObject([{ amount: { minor: '22684932' } }]);
    expect(effectsSince(room, before)).toEqual({ 'subscription.updated': 1, 'subscription.deleted': 1 });
  });

  it.each(each(['POST /v1/subscriptions', 'GET /v1/subscriptions*', 'GET /v1/subscriptions/*', 'GET /v1/invoices']))(
    'goes on once with what was ended although %s strikes %s',
    async (fault, call) => {
      await begun();
      await done('cancelSubscription', acting({ refund: 'NONE' }), `op_${number}:cancel`);
      const before = lastEffect(room);
      strike(room, call, fault);
      const undo = { contractId: story(number).contractId, amendKey: `op_${number}:cancel` };
      await done('restoreSubscription', undo, `op_${number}:cancel:undo`);
      expect(effectsSince(room, before)).toEqual({ 'subscription.created': 1 });
    },
  );

  it.each(each(['POST /v1/subscriptions/*', 'GET /v1/subscriptions/*', 'GET /v1/invoices']))(
    'pauses and resumes once although %s strikes %s',
    async (fault, call) => {
      await begun();
      for (const [name, version] of [
        ['pauseSubscription', 2],
        ['resumeSubscription', 3],
      ] as const) {
        const before = lastEffect(room);
        strike(room, call, fault);
        await done(name, acting({ version }), `op_${number}:${name}`);
        expect(effectsSince(room, before)).toEqual({ 'subscription.updated': 1 });
      }
    },
  );

  it.each(each(['POST /v1/credit_notes', 'GET /v1/credit_notes', 'GET /v1/invoices/*']))(
    'issues each of two credits once although %s strikes %s',
    async (fault, call) => {
      const { invoice } = await begun();
      const credits = ['100', '200'].map((minor) => ({
        invoiceId: invoice.invoiceId,
        amount: { minor, currency: 'USD' },
      }));
      const before = lastEffect(room);
      strike(room, call, fault);
      await done('issueCreditMemos', { contractId: null, credits, reason: 'Both' }, `op_${number}:credit`);
      expect(effectsSince(room, before)).toEqual({ 'credit_note.created': 2, 'invoice.updated': 2 });
      const voided = lastEffect(room);
      await done('voidCreditMemos', { contractId: null, issueKey: `op_${number}:credit` }, `op_${number}:credit:undo`);
      expect(effectsSince(room, voided)).toEqual({ 'credit_note.voided': 2, 'invoice.updated': 2 });
    },
  );

  it.each(
    each([
      'POST /v1/refunds',
      'GET /v1/refunds',
      'GET /v1/payment_intents/*',
      'GET /v1/customers/*',
      'POST /v1/customers/*/balance_transactions',
    ]),
  )('gives money of a credit back once although %s strikes %s', async (fault, call) => {
    const { invoice } = await begun();
    await room.vendor('POST', `/v1/invoices/${invoice.externalId}/pay`, {});
    await room.billing.settle();
    const { invoiceId } = invoice;
    const credits = [{ invoiceId, amount: { minor: '500', currency: 'USD' } }];
    const [credited] = (
      await done('issueCreditMemos', { contractId: null, credits, reason: 'Back' }, `op_${number}:credit`)
    ).slice(-1);
    const [payment] = (await room.command('readInvoice', { invoiceId })).value.payments;
    const { creditMemoId } = credited?.value.creditMemos[0] ?? {};
    const refunds = [{ paymentId: payment.paymentId, amount: { minor: '500', currency: 'USD' }, creditMemoId }];
    strike(room, call, fault);
    const before = lastEffect(room);
    await done('refundPayments', { refunds, reason: 'Back' }, `op_${number}:refund`);
    expect(effectsSince(room, before)).toMatchObject({ 'refund.created': 1 });
    const { customer } = await room.vendor('GET', `/v1/invoices/${invoice.externalId}`);
    expect((await room.vendor('GET', `/v1/customers/${customer}`)).balance).toBe(0);
  });

  it.each(
    each(['POST /v1/subscription_schedules', 'GET /v1/subscription_schedules', 'GET /v1/subscription_schedules/*']),
  )('plans a renewal once although %s strikes %s', async (fault, call) => {
    const { start, contractId } = story(number);
    await begun();
    const { legalEntity, currency, lines } = start;
    const term = { startsOn: '2027-01-01', endsOn: '2027-12-31', version: 2 };
    const before = lastEffect(room);
    strike(room, call, fault);
    await done('renewSubscription', { contractId, legalEntity, currency, lines, ...term }, `op_${number}:renew`);
    const schedules = await room.vendor('GET', '/v1/subscription_schedules?limit=100');
    const own = schedules.data.filter((one: { metadata: Record<string, string> }) =>
      Object.values(one.metadata).includes(`op_${number}:renew`),
    );
    expect(own).toHaveLength(1);
    expect(effectsSince(room, before)).not.toHaveProperty('invoice.created');
  });

  it.each(each(['POST /v1/subscriptions', 'DELETE /v1/subscriptions/*', 'GET /v1/subscriptions*', 'GET /v1/invoices']))(
    'changes the frequency once although %s strikes %s',
    async (fault, call) => {
      await begun();
      const { amend, amendKey, start } = story(number);
      const before = lastEffect(room);
      strike(room, call, fault);
      const monthly = { ...amend, lines: start.lines, frequency: 'MONTHLY' };
      const attempts = await done('amendSubscription', monthly, amendKey);
      expect(attempts.at(-1)?.value.invoice.total).toEqual({ minor: '-17684932', currency: 'USD' });
      expect(effectsSince(room, before)).toMatchObject({
        'subscription.created': 1,
        'subscription.deleted': 1,
        'invoice.finalized': 1,
      });
    },
  );

  it('takes back nothing where nothing was done', async () => {
    const { cancel, restore } = story(number);
    const before = lastEffect(room);
    expect(await room.command('cancelStarted', cancel, 'op_none:a')).toMatchObject({ ok: true });
    expect(await room.command('restoreSubscription', restore, 'op_none:b')).toMatchObject({ ok: true });
    expect(effectsSince(room, before)).toEqual({});
  });
});
