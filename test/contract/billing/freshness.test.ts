import { createHmac } from 'node:crypto';
import { AMEND_KEY, AUGUST_UPGRADE, CONTRACT_ID, CUSTOMER, START, START_KEY } from './meridian.ts';
import { CONNECTION, openRoom, type Room, WEBHOOK_SECRET } from './room.ts';

const INVOICES = `query { invoices(first: 10) { totalCount edges { node { number status amountDue { amount } amountPaid { amount }
  payments { status amount { amount } refunded { amount } customer { id } invoice { number } }
  creditMemos { number total { amount } reason customer { id } } provenance { stale } } } } }`;

interface Told {
  readonly type: string;
  readonly data: { readonly status?: string };
}

describe('the mirror of billing', () => {
  let room: Room;
  let invoiceId: string;

  beforeEach(async () => {
    room = await openRoom();
    const started = await room.command('startSubscription', START, START_KEY);
    invoiceId = started.value.invoice.externalId;
    await room.billing.settle();
  });

  afterEach(() => room.close());

  const deliver = (body: string, change: { secret?: string; ageS?: number; connection?: string } = {}) => {
    const { secret = WEBHOOK_SECRET, ageS = 0, connection = CONNECTION } = change;
    const at = Math.floor(Date.now() / 1000) - ageS;
    const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
    return fetch(`${room.billing.url}/webhooks/stripe/${connection}`, {
      method: 'POST',
      headers: { 'stripe-signature': `t=${at},v1=${signature}` },
      body,
    });
  };
  const latestEvent = async (type: string) => {
    const { data } = await room.vendor('GET', `/v1/events?type=${type}&limit=1`);
    return JSON.stringify(data[0]);
  };
  const events = (type: string) =>
    room.sql<Told>('select type, data from event_log.event where type = $1 order by id', [type]);
  const invoiceStatus = async () => {
    const { data } = await room.ask(INVOICES);
    return data.invoices.edges[0].node.status;
  };
  const inboxCount = async () => (await room.sql('select 1 from billing.inbox')).length;
  const workedOff = () => room.billing.settle();

  it('takes a payment in by the vendor’s message, and tells it once though the message comes twice', async () => {
    await room.vendor('POST', `/v1/invoices/${invoiceId}/pay`, {});
    const message = await latestEvent('invoice.paid');
    const before = await events('invoice.changed');
    expect((await deliver(message)).status).toBe(200);
    expect((await deliver(message)).status).toBe(200);
    await workedOff();
    const { data } = await room.ask(INVOICES);
    expect(data.invoices.edges[0].node).toMatchObject({
      status: 'PAID',
      amountDue: { amount: '0.00' },
      amountPaid: { amount: '600000.00' },
      payments: [{ status: 'SUCCEEDED', amount: { amount: '600000.00' }, customer: { id: CUSTOMER.customerId } }],
    });
    const told = (await events('invoice.changed')).slice(before.length);
    expect(told.map(({ data: { status } }) => status)).toEqual(['PAID']);
    expect(await events('payment.changed')).toHaveLength(1);
    expect((await room.sql('select 1 from billing.inbox where event_id = $1', [JSON.parse(message).id])).length).toBe(
      1,
    );
  });

  it('stores nothing of a message that is forged, old or of no connection', async () => {
    const before = await inboxCount();
    const message = await latestEvent('invoice.finalized');
    expect((await deliver(message, { secret: 'whsec_other' })).status).toBe(400);
    expect((await deliver(message, { ageS: 301 })).status).toBe(400);
    expect((await deliver(message, { connection: 'another' })).status).toBe(404);
    const unsigned = await fetch(`${room.billing.url}/webhooks/stripe/${CONNECTION}`, {
      method: 'POST',
      body: message,
    });
    expect(unsigned.status).toBe(400);
    expect(await inboxCount()).toBe(before);
  });

  it('shows the record as it is now, whatever an old message says of it', async () => {
    const old = await latestEvent('invoice.finalized');
    await room.vendor('POST', `/v1/invoices/${invoiceId}/pay`, { paid_out_of_band: 'true' });
    await deliver(old.replace(/"id":"evt_[^"]+"/, '"id":"evt_late"'));
    await workedOff();
    expect(await invoiceStatus()).toBe('PAID');
  });

  it('hears by the poll what no message told, and says no change twice', async () => {
    await room.vendor('POST', `/v1/invoices/${invoiceId}/void`, {});
    const before = (await events('invoice.changed')).length;
    await workedOff();
    expect(await invoiceStatus()).toBe('VOID');
    await workedOff();
    expect((await events('invoice.changed')).length).toBe(before + 1);
  });

  it('shows credit memos and refunds with what is left', async () => {
    await room.vendor('POST', `/v1/invoices/${invoiceId}/pay`, {});
    await room.vendor('POST', '/v1/credit_notes', {
      invoice: invoiceId,
      amount: '10001',
      refund_amount: '10001',
      reason: 'order_change',
    });
    await workedOff();
    const { data, errors } = await room.ask(INVOICES);
    expect(errors).toEqual([]);
    expect(data.invoices.edges[0].node).toMatchObject({
      creditMemos: [{ total: { amount: '100.01' }, reason: 'order_change', customer: { id: CUSTOMER.customerId } }],
      payments: [{ status: 'PARTIALLY_REFUNDED', refunded: { amount: '100.01' } }],
    });
    expect(await events('creditMemo.changed')).toHaveLength(1);
  });

  it('is built again from the vendor when it is lost', async () => {
    await room.command('amendSubscription', AUGUST_UPGRADE, AMEND_KEY);
    await room.vendor('POST', `/v1/invoices/${invoiceId}/pay`, {});
    await workedOff();
    const before = await room.ask(INVOICES);
    for (const table of [
      'customer',
      'product',
      'subscription',
      'subscription_item',
      'invoice',
      'invoice_line',
      'payment',
    ])
      await room.sql(`delete from billing.${table}`);
    await room.sql('delete from billing.crosswalk');
    await room.sql(`update billing.connection set cursors = '{}'`);
    await workedOff();
    const after = await room.ask(INVOICES);
    expect(after.data.invoices.totalCount).toBe(2);
    expect(after).toEqual(before);
    const { data } = await room.ask(
      `query ($id: ID!) { _entities(representations: [{ __typename: "Contract", id: $id }]) { ... on Contract {
        subscription { items { quantity } } } } }`,
      { id: CONTRACT_ID },
    );
    expect(data._entities[0].subscription.items).toEqual([{ quantity: '800' }, { quantity: '1' }]);
  });

  it('goes on without the vendor, marked stale, and is fresh again when it is back', async () => {
    room.sandbox.faults.add({ match: {}, fault: '500' });
    room.setDay(new Date(room.clock.now().getTime() + 60_000).toISOString());
    await workedOff();
    const { data, errors } = await room.ask(INVOICES);
    expect(errors).toEqual([]);
    expect(data.invoices.edges[0].node).toMatchObject({ status: 'OPEN', provenance: { stale: true } });
    room.sandbox.faults.clear();
    await workedOff();
    const again = await room.ask(INVOICES);
    expect(again.data.invoices.edges[0].node.provenance.stale).toBe(false);
    expect(await room.command('readConnections', {})).toMatchObject({
      ok: true,
      value: [{ system: 'BILLING', vendor: 'stripe', connection: CONNECTION, lastAnswerAt: expect.any(String) }],
    });
  });

  it('asks the vendor when a read says so', async () => {
    await room.vendor('POST', `/v1/invoices/${invoiceId}/void`, {});
    const [row] = await room.sql<{ id: string }>('select id from billing.invoice');
    const read = (freshness: string) =>
      room.ask(`query ($id: ID!) { invoice(id: $id, freshness: ${freshness}) { status } }`, { id: row?.id });
    expect((await read('CACHED')).data.invoice.status).toBe('OPEN');
    expect((await read('LIVE')).data.invoice.status).toBe('VOID');
  });
});
