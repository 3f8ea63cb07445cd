import { anAccount, control, type Org, startOrg } from './salesforce-harness.ts';
import { Subscriber } from './salesforce-subscriber.ts';

const ALL = '/data/ChangeEvents';
const FROM_START = { topic_name: ALL, replay_preset: 'EARLIEST', num_requested: 100 };

let org: Org;
let subscriber: Subscriber;
beforeEach(async () => {
  org = await startOrg();
  subscriber = new Subscriber(org);
});
afterEach(async () => {
  subscriber.close();
  await org.sandbox.close();
});

function strike(fault: string, path: string, method = 'CDC') {
  return control(org.sandbox, 'faults', { match: { method, path }, fault, count: 1 });
}

async function accounts(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await anAccount(org, key, key);
}

describe('change events over the Pub/Sub API (written from docs)', () => {
  it('tells what was made, changed, emptied and removed, and by whom', async () => {
    const id = await anAccount(org);
    await org.call('PATCH', `/sobjects/Account/${id}`, { Type: 'Customer', BillingCountry: 'US' });
    await org.call('PATCH', `/sobjects/Account/${id}`, { Type: null }, { 'sforce-call-options': 'client=revgraph' });
    await org.call('DELETE', `/sobjects/Account/${id}`);
    const [made, changed, emptied, removed] = await subscriber.subscribe(FROM_START).events(4);
    expect(made).toMatchObject({ entity: 'Account', type: 'CREATE', recordIds: [id], changed: [] });
    expect(made?.payload).toMatchObject({ Name: 'Northwind Traders', RevgraphId__c: 'CUS-1', BillingCountry: null });
    expect(changed).toMatchObject({
      type: 'UPDATE',
      changed: ['Type', 'BillingCountry', 'LastModifiedDate'],
      nulled: [],
    });
    expect(changed?.payload.ChangeEventHeader).toMatchObject({
      changeOrigin: 'com/salesforce/api/rest/64.0;client=revgraph-tests',
      sequenceNumber: 1,
      commitUser: expect.stringMatching(/^005/),
    });
    expect(emptied).toMatchObject({ type: 'UPDATE', nulled: ['Type'], payload: { Type: null, BillingCountry: null } });
    expect(emptied?.payload.ChangeEventHeader.changeOrigin).toBe('com/salesforce/api/rest/64.0;client=revgraph');
    expect(removed).toMatchObject({ type: 'DELETE', recordIds: [id], changed: [] });
  });

  it('gives the parts of one transaction one key and their order, and none when it is taken back', async () => {
    const part = (key: string, body: unknown) => ({
      method: 'PATCH',
      url: `/services/data/v64.0/sobjects/Account/RevgraphId__c/${key}`,
      referenceId: key,
      body,
    });
    const both = (second: unknown) => ({
      allOrNone: true,
      compositeRequest: [part('A', { Name: 'A' }), part('B', second)],
    });
    await org.call('POST', '/composite', both({ Colour: 'red' }));
    await org.call('POST', '/composite', both({ Name: 'B' }));
    const events = await subscriber.subscribe(FROM_START).events(2);
    const headers = events.map(({ payload }) => payload.ChangeEventHeader);
    expect(headers.map(({ sequenceNumber }) => sequenceNumber)).toEqual([1, 2]);
    expect(new Set(headers.map(({ transactionKey }) => transactionKey)).size).toBe(1);
    expect(org.sandbox.ledger.effects()).toHaveLength(2);
  });

  it('puts the same change to several records in one event', async () => {
    await accounts('A', 'B');
    const { records } = await org.conn.query('SELECT Id FROM Account');
    const changes = records.map(({ Id }) => ({ attributes: { type: 'Account' }, Id, Type: 'Customer' }));
    await org.call('PATCH', '/composite/sobjects', { records: changes });
    const events = await subscriber.subscribe(FROM_START).events(3);
    expect(events[2]).toMatchObject({ type: 'UPDATE', recordIds: records.map(({ Id }) => Id) });
  });

  it('keeps a topic to its object and starts the latest at the end', async () => {
    await accounts('A');
    const latest = subscriber.subscribe({
      topic_name: '/data/AccountChangeEvent',
      replay_preset: 'LATEST',
      num_requested: 5,
    });
    await subscriber.call('GetTopic', { topic_name: '/data/AccountChangeEvent' });
    const marker = subscriber.subscribe(FROM_START);
    await marker.events(1);
    await org.call('POST', '/sobjects/Product2', { Name: 'Seat' });
    await accounts('B');
    const [event] = await latest.events(1);
    expect(event?.payload.RevgraphId__c).toBe('B');
    expect((await marker.events(2)).map(({ entity }) => entity)).toEqual(['Product2', 'Account']);
  });

  it('sends no more than was asked for', async () => {
    await accounts('A', 'B', 'C');
    const stream = subscriber.subscribe({ ...FROM_START, num_requested: 2 });
    const first = await stream.answer();
    expect([first.events.length, first.pending_num_requested]).toEqual([2, 0]);
    stream.more({ num_requested: 2 });
    const second = await stream.answer();
    expect([second.events.length, second.pending_num_requested]).toEqual([1, 1]);
  });

  it('resumes behind the replay id, without a gap or a repeat', async () => {
    await accounts('A', 'B');
    const [first] = await subscriber.subscribe({ ...FROM_START, num_requested: 1 }).events(1);
    await accounts('C');
    const again = new Subscriber(org);
    const events = await again
      .subscribe({ ...FROM_START, replay_preset: 'CUSTOM', replay_id: first?.replayId })
      .events(2);
    expect(events.map(({ payload }) => payload.RevgraphId__c)).toEqual(['B', 'C']);
    again.close();
  });

  it('refuses a replay id that is made up or older than 72 hours', async () => {
    await accounts('A');
    await subscriber.subscribe(FROM_START).events(1);
    const made = subscriber.subscribe({ ...FROM_START, replay_preset: 'CUSTOM', replay_id: Buffer.alloc(8, 9) });
    expect((await made.ended).metadata.get('error-code')[0]).toContain('replayid.validation.failed');
    await control(org.sandbox, 'clock', { now: new Date(Date.now() + 73 * 3_600_000).toISOString() });
    await org.conn.authorize({ grant_type: 'client_credentials' });
    await accounts('B', 'C');
    const late = new Subscriber(org);
    const [kept] = await late.subscribe(FROM_START).events(1);
    expect(kept?.payload.RevgraphId__c).toBe('B');
    const next = { ...FROM_START, replay_preset: 'CUSTOM', replay_id: kept?.replayId };
    await control(org.sandbox, 'clock', { now: new Date(Date.now() + 150 * 3_600_000).toISOString() });
    await org.conn.authorize({ grant_type: 'client_credentials' });
    await accounts('D');
    const later = new Subscriber(org);
    expect((await later.subscribe(next).ended).details).toContain('Replay ID');
    late.close();
    later.close();
  });

  it('tells a silent subscriber where to resume', async () => {
    await org.sandbox.close();
    org = await startOrg({ keepAliveMs: 20 });
    const patient = new Subscriber(org);
    const { events, latest_replay_id } = await patient.subscribe(FROM_START).answer();
    expect([events.length, latest_replay_id.length]).toEqual([0, 8]);
    patient.close();
  });

  it('lets nobody in without a valid session, and knows its topics and schemas', async () => {
    const stranger = new Subscriber(org, 'forged');
    await expect(stranger.call('GetTopic', { topic_name: ALL })).rejects.toMatchObject({ code: 16 });
    expect((await stranger.subscribe(FROM_START).ended).code).toBe(16);
    stranger.close();
    await expect(subscriber.call('GetTopic', { topic_name: '/data/UnicornChangeEvent' })).rejects.toMatchObject({
      code: 5,
    });
    await expect(subscriber.call('GetSchema', { schema_id: 'none' })).rejects.toMatchObject({ code: 5 });
    expect(await subscriber.call('GetTopic', { topic_name: ALL })).toMatchObject({ can_subscribe: true });
  });
});

describe('change events when the bus misbehaves (written from docs)', () => {
  const keys = (events: readonly { payload: { RevgraphId__c: string } }[]) =>
    events.map(({ payload }) => payload.RevgraphId__c);

  it('sends one twice under the same event id', async () => {
    await strike('duplicate-webhook', 'Account');
    await accounts('A', 'B');
    const events = await subscriber.subscribe(FROM_START).events(3);
    expect(keys(events)).toEqual(['A', 'A', 'B']);
    expect(events[0]?.id).toBe(events[1]?.id);
    expect(events[0]?.replayId).not.toEqual(events[1]?.replayId);
  });

  it('lets a later one overtake', async () => {
    await strike('reorder-webhook', 'Account');
    await accounts('A', 'B');
    expect(keys(await subscriber.subscribe(FROM_START).events(2))).toEqual(['B', 'A']);
  });

  it('loses one, and sends it after all when everything is replayed', async () => {
    await strike('drop-webhook', 'Account');
    await accounts('A', 'B');
    const stream = subscriber.subscribe(FROM_START);
    expect(keys(await stream.events(1))).toEqual(['B']);
    expect((await control(org.sandbox, 'webhooks/replay')).body).toEqual({ replayed: 2 });
    expect(keys(await stream.events(2))).toEqual(['A', 'B']);
  });

  it('says only that something changed, in a gap event', async () => {
    const id = await anAccount(org);
    await strike('gap-event', 'Account');
    await org.call('PATCH', `/sobjects/Account/${id}`, { Type: 'Customer' });
    const [, gap] = await subscriber.subscribe(FROM_START).events(2);
    expect(gap).toMatchObject({ type: 'GAP_UPDATE', recordIds: [id], changed: [], payload: { Type: null } });
  });

  it('cuts the stream behind a batch, so that the client must resume', async () => {
    await accounts('A');
    await strike('timeout-after', '/Subscribe', 'GRPC');
    const stream = subscriber.subscribe(FROM_START);
    const [seen] = await stream.events(1);
    expect((await stream.ended).code).toBe(14);
    await accounts('B');
    const resumed = subscriber.subscribe({ ...FROM_START, replay_preset: 'CUSTOM', replay_id: seen?.replayId });
    expect(keys(await resumed.events(1))).toEqual(['B']);
  });
});
