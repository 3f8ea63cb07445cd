import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Stripe from 'stripe';
import { signatureHeader } from '#sandboxes/stripe/events.ts';
import { aCatalogue, aContract, at, control, type Running, running } from './stripe-harness.ts';

const SECRET = 'whsec_contract';

/** A receiver that keeps what came and can be waited on. */
class Receiver {
  readonly got: { body: string; signature: string }[] = [];
  /** Status codes for the next messages; 200 when none is left. */
  readonly answers: number[] = [];
  readonly #server: Server;
  #waiting: (() => void)[] = [];

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        this.got.push({ body, signature: String(request.headers['stripe-signature']) });
        response.writeHead(this.answers.shift() ?? 200).end();
        for (const wake of this.#waiting.splice(0)) wake();
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  /** The bodies once `count` messages have come. */
  async messages(count: number): Promise<{ id: string; type: string }[]> {
    while (this.got.length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.got.map(({ body }) => JSON.parse(body) as { id: string; type: string });
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

describe('the Stripe sandbox tells what happened', () => {
  let receiver: Receiver;
  let url: string;
  let run: Running;
  beforeEach(async () => {
    receiver = new Receiver();
    url = await receiver.listen();
    run = await running({ now: '2026-08-16', webhook: { url, secret: SECRET } });
  });
  afterEach(async () => {
    await run.close();
    receiver.close();
  });

  const customer = (name: string) => run.stripe.customers.create({ name });
  const fault = (kind: string) =>
    control(run.sandbox, 'faults', { match: { method: 'WEBHOOK', path: 'customer.created' }, fault: kind, count: 1 });
  const types = (messages: readonly { type: string }[]) => messages.map(({ type }) => type);

  it('signs each message so that the vendor’s own client accepts it and a forged one is refused', async () => {
    const { id } = await customer('Northwind');
    await receiver.messages(1);
    const [message] = receiver.got;
    const { body = '', signature = '' } = message ?? {};
    const event = run.stripe.webhooks.constructEvent(body, signature, SECRET);
    expect(event).toMatchObject({ type: 'customer.created', data: { object: { id, name: 'Northwind' } } });
    expect(() => run.stripe.webhooks.constructEvent(`${body} `, signature, SECRET)).toThrow(/signature/i);
    expect(() => run.stripe.webhooks.constructEvent(body, signature, 'whsec_other')).toThrow(/signature/i);
  });

  // evidence: ran: fixed vector, equal to what stripe 23.1.0 makes
  it('makes the published vector of the signature', () => {
    expect(signatureHeader('whsec_test', '{"id":"evt_1","object":"event"}', 1_700_000_000)).toBe(
      't=1700000000,v1=4c15fb2a43f93ef61eaa3e0893866d57cad9cad4223242cfb96f362480cb4021',
    );
  });

  it('tells a contract and its amendment event by event, with what was before', async () => {
    const catalogue = await aCatalogue(run.stripe);
    const contract = await aContract(run.stripe, catalogue);
    const item = contract.items.data[0]?.id ?? '';
    await run.stripe.subscriptions.update(
      contract.id,
      {
        items: [{ id: item, quantity: 800 }],
        proration_behavior: 'always_invoice',
        proration_date: at('2026-08-16'),
        metadata: { amendment: 'A-1' },
      },
      { idempotencyKey: 'amend-1' },
    );
    const messages = await receiver.messages(11);
    expect(types(messages).slice(5)).toEqual([
      'invoice.created',
      'invoice.finalized',
      'customer.subscription.created',
      'invoice.created',
      'invoice.finalized',
      'customer.subscription.updated',
    ]);
    const { data } = await run.stripe.events.list({ type: 'customer.subscription.updated' });
    expect(data[0]).toMatchObject({
      request: { idempotency_key: 'amend-1' },
      data: {
        object: { id: contract.id, metadata: { contract: 'C-1', amendment: 'A-1' } },
        previous_attributes: {
          metadata: { amendment: null },
          latest_invoice: contract.latest_invoice,
          items: { data: [{ quantity: 500 }] },
        },
      },
    });
    expect(data[0]?.data.previous_attributes).not.toHaveProperty('customer');
  });

  it('lists the events since a cursor, the newest first', async () => {
    for (const name of ['A', 'B', 'C']) await customer(name);
    const all = await run.stripe.events.list();
    expect(all.data.map((event) => (event.data.object as Stripe.Customer).name)).toEqual(['C', 'B', 'A']);
    const newer = await run.stripe.events.list({ ending_before: all.data[1]?.id ?? '' });
    expect(newer.data.map(({ id }) => id)).toEqual([all.data[0]?.id]);
    expect(await run.stripe.events.retrieve(all.data[2]?.id ?? '')).toEqual(all.data[2]);
  });

  it('sends an event twice where told to', async () => {
    await fault('duplicate-webhook');
    await customer('A');
    const [first, second] = await receiver.messages(2);
    expect(first?.id).toBe(second?.id);
  });

  it('loses an event on the way, but not from the list, and sends it at a replay', async () => {
    await fault('drop-webhook');
    const lost = await customer('Lost');
    await customer('Kept');
    const [first] = await receiver.messages(1);
    const { data } = await run.stripe.events.list({ type: 'customer.created' });
    expect(data).toHaveLength(2);
    expect(first?.id).toBe(data[0]?.id);
    await control(run.sandbox, 'webhooks/replay', {});
    const bodies = (await receiver.messages(3)).map((message) => JSON.stringify(message));
    expect(bodies.some((body) => body.includes(lost.id))).toBe(true);
  });

  it('lets a later event overtake an earlier one', async () => {
    await fault('reorder-webhook');
    await customer('First');
    await customer('Second');
    const names = (await receiver.messages(2)).map((message) => JSON.stringify(message).match(/First|Second/)?.[0]);
    expect(names).toEqual(['Second', 'First']);
  });

  it('tries again until the receiver takes the message', async () => {
    receiver.answers.push(500);
    await customer('A');
    const [first, second] = await receiver.messages(2);
    expect(first?.id).toBe(second?.id);
  });

  it('tells an endpoint made over the API only what it asked for, under its own secret', async () => {
    const other = new Receiver();
    const otherUrl = await other.listen();
    const endpoint = await run.stripe.webhookEndpoints.create({ url: otherUrl, enabled_events: ['product.created'] });
    expect(endpoint.secret).toMatch(/^whsec_/);
    await customer('A');
    await run.stripe.products.create({ name: 'Seats' });
    expect(types(await other.messages(1))).toEqual(['product.created']);
    const { body = '', signature = '' } = other.got[0] ?? {};
    expect(run.stripe.webhooks.constructEvent(body, signature, endpoint.secret ?? '').type).toBe('product.created');
    expect((await run.stripe.webhookEndpoints.retrieve(endpoint.id)).secret).toBeUndefined();
    await run.stripe.webhookEndpoints.del(endpoint.id);
    other.close();
  });
});
