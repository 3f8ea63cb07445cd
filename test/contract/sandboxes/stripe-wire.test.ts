import { aCatalogue, aContract, at, clientOf, control, type Running, refusal, running } from './stripe-harness.ts';

describe('the Stripe sandbox answers like the documented API', () => {
  let run: Running;
  beforeEach(async () => {
    run = await running({ now: '2026-08-16' });
  });
  afterEach(() => run.close());

  const post = (path: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${run.sandbox.url}${path}`, {
      method: 'POST',
      body,
      headers: { authorization: 'Bearer sk_test', ...headers },
    });

  it('replays the first answer to a key and does nothing twice', async () => {
    const first = await run.stripe.customers.create({ name: 'Once' }, { idempotencyKey: 'k-1' });
    const again = await run.stripe.customers.create({ name: 'Once' }, { idempotencyKey: 'k-1' });
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
    const effects = run.sandbox.ledger.effects().filter(({ kind }) => kind === 'customer.created');
    expect(effects).toMatchObject([{ id: first.id, key: 'k-1', summary: { name: 'Once' } }]);
  });

  it('refuses a key that comes back with other parameters or on another path', async () => {
    await run.stripe.customers.create({ name: 'Once' }, { idempotencyKey: 'k-1' });
    const other = run.stripe.customers.create({ name: 'Twice' }, { idempotencyKey: 'k-1' });
    expect(await refusal(other)).toMatchObject({ type: 'StripeIdempotencyError', status: 400 });
    const elsewhere = run.stripe.products.create({ name: 'Once' }, { idempotencyKey: 'k-1' });
    expect(await refusal(elsewhere)).toMatchObject({ type: 'StripeIdempotencyError' });
  });

  it('does not keep a validation failure under its key', async () => {
    const headers = { 'idempotency-key': 'k-2' };
    expect((await post('/v1/products', 'description=x', headers)).status).toBe(400);
    expect((await post('/v1/products', 'name=Seats', headers)).status).toBe(200);
  });

  it('keeps a stored 500 under its key and answers it for ever', async () => {
    await control(run.sandbox, 'faults', { match: { path: '/v1/customers' }, fault: 'stored-500', count: 1 });
    const first = await post('/v1/customers', 'name=A', { 'idempotency-key': 'k-3' });
    const again = await post('/v1/customers', 'name=A', { 'idempotency-key': 'k-3' });
    expect([first.status, again.status]).toEqual([500, 500]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.headers.get('stripe-should-retry')).toBe('false');
    expect((await run.stripe.customers.list()).data).toEqual([]);
    expect((await post('/v1/customers', 'name=A', { 'idempotency-key': 'k-4' })).status).toBe(200);
  });

  it.each([
    ['an unknown parameter', 'name=A&colour=red', { code: 'parameter_unknown', param: 'colour' }],
    ['an unknown nested parameter', 'address[planet]=x', { code: 'parameter_unknown', param: 'address[planet]' }],
    ['an amount that is no whole number', 'balance=1.5', { code: 'parameter_invalid_integer', param: 'balance' }],
  ])('names %s', async (_, body, error) => {
    const response = await post('/v1/customers', body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error', ...error } });
  });

  it('names a missing parameter, down to the list entry', async () => {
    const response = await post('/v1/subscriptions', 'customer=cus_1&items[0][quantity]=1');
    expect(await response.json()).toMatchObject({ error: { code: 'parameter_missing', param: 'items[0][price]' } });
  });

  it('answers 404 to an unknown id in the path and 400 to one in a parameter', async () => {
    expect(await refusal(run.stripe.customers.retrieve('cus_none'))).toMatchObject({
      code: 'resource_missing',
      status: 404,
    });
    const price = run.stripe.prices.create({ product: 'prod_none', currency: 'usd', unit_amount: 1 });
    expect(await refusal(price)).toMatchObject({ code: 'resource_missing', param: 'product', status: 400 });
  });

  it('lets only the configured key in, as bearer or as basic user', async () => {
    const guarded = await running({ apiKey: 'sk_test_contract' });
    const get = (authorization: string) => fetch(`${guarded.sandbox.url}/v1/customers`, { headers: { authorization } });
    expect((await get('Bearer sk_test_other')).status).toBe(401);
    expect((await get('Bearer sk_test_contract')).status).toBe(200);
    expect((await get(`Basic ${btoa('sk_test_contract:')}`)).status).toBe(200);
    await guarded.close();
  });

  it.each([
    ['429', 'StripeRateLimitError', 429],
    ['500', 'StripeAPIError', 500],
  ])('strikes with %s before anything is done', async (fault, type, status) => {
    await control(run.sandbox, 'faults', { match: { method: 'POST' }, fault, count: 1, retryAfterS: 2 });
    const struck = run.stripe.customers.create({ name: 'A' }, { idempotencyKey: 'k-5' });
    expect(await refusal(struck)).toMatchObject({ type, status });
    expect((await run.stripe.customers.create({ name: 'A' }, { idempotencyKey: 'k-5' })).name).toBe('A');
    expect(run.sandbox.ledger.effects()).toHaveLength(1);
  });

  it('answers a lost reply by the key when asked again', async () => {
    // The client itself asks once more, with the same key, when a connection is cut: both replies are lost here.
    await control(run.sandbox, 'faults', { match: { method: 'POST' }, fault: 'timeout-after', count: 2 });
    const lost = run.stripe.customers.create({ name: 'A' }, { idempotencyKey: 'k-6' });
    expect(await refusal(lost)).toMatchObject({ type: 'StripeConnectionError' });
    const found = await run.stripe.customers.create({ name: 'A' }, { idempotencyKey: 'k-6' });
    const { data } = await run.stripe.customers.list();
    expect(data.map(({ id }) => id)).toEqual([found.id]);
  });

  it('pages through a list to its end in either direction', async () => {
    for (let count = 0; count < 7; count += 1) await run.stripe.customers.create({ name: `C${count}` });
    const all: (string | null | undefined)[] = [];
    for await (const customer of run.stripe.customers.list({ limit: 3 })) all.push(customer.name);
    expect([...all].sort()).toEqual(['C0', 'C1', 'C2', 'C3', 'C4', 'C5', 'C6']);
    const first = await run.stripe.customers.list({ limit: 3 });
    expect(first.has_more).toBe(true);
    const second = await run.stripe.customers.list({ limit: 3, starting_after: first.data[2]?.id ?? '' });
    const back = await run.stripe.customers.list({ limit: 3, ending_before: second.data[0]?.id ?? '' });
    expect(back.data.map(({ id }) => id)).toEqual(first.data.map(({ id }) => id));
    expect(back.has_more).toBe(false);
  });

  it('puts records in the place of their ids where asked', async () => {
    const subscription = await aContract(run.stripe, await aCatalogue(run.stripe));
    const expanded = await run.stripe.subscriptions.retrieve(subscription.id, {
      expand: ['customer', 'latest_invoice.payments', 'items.data.price.product'],
    });
    expect(expanded.customer).toMatchObject({ object: 'customer', name: 'Northwind Traders' });
    expect(expanded.latest_invoice).toMatchObject({ object: 'invoice', payments: { data: [] } });
    expect(expanded.items.data[0]?.price.product).toMatchObject({ name: 'Platform seat' });
    const wrong = run.stripe.subscriptions.retrieve(subscription.id, { expand: ['status'] });
    expect(await refusal(wrong)).toMatchObject({ status: 400, param: 'expand' });
  });

  it('gives the same ids to the same story in every run', async () => {
    const other = await running({ now: '2026-08-16' });
    const ids = [await aCatalogue(run.stripe), await aCatalogue(other.stripe)];
    expect(ids[0]).toEqual(ids[1]);
    await other.close();
  });

  it('keeps its state, its keys and its clock over a restart', async () => {
    const { mkdtemp, rm } = await import('node:fs/promises');
    const { tmpdir } = await import('node:os');
    const dataDir = await mkdtemp(`${tmpdir()}/stripe-sandbox-`);
    const before = await running({ dataDir, now: '2026-08-16' });
    const catalogue = await aCatalogue(before.stripe);
    const contract = await aContract(before.stripe, catalogue);
    await before.stripe.customers.create({ name: 'Once' }, { idempotencyKey: 'k-7' });
    const effects = before.sandbox.ledger.effects();
    await before.close();

    const after = await running({ dataDir, now: '2026-08-17' });
    const stripe = clientOf(after.sandbox);
    expect(await stripe.subscriptions.retrieve(contract.id)).toEqual(contract);
    await stripe.customers.create({ name: 'Once' }, { idempotencyKey: 'k-7' });
    expect(after.sandbox.ledger.effects()).toEqual(effects);
    const fresh = await stripe.customers.create({ name: 'New' });
    expect(fresh.id).not.toBe(catalogue.customer);
    expect(fresh.created).toBeGreaterThanOrEqual(at('2026-08-17'));
    await after.close();
    await rm(dataDir, { recursive: true });
  });

  it('goes on from a journal in which later fields are missing', async () => {
    const { mkdtemp, readFile, rm, writeFile } = await import('node:fs/promises');
    const { tmpdir } = await import('node:os');
    const dataDir = await mkdtemp(`${tmpdir()}/stripe-sandbox-`);
    const before = await running({ dataDir, now: '2026-08-16' });
    const contract = await aContract(before.stripe, await aCatalogue(before.stripe));
    await before.close();
    const journal = await readFile(`${dataDir}/stripe.journal`, 'utf8');
    const later =
      /"(pause_collection|schedule|next_payment_attempt|automatically_finalizes_at|usage_type|meter)":[^,}]*,?/g;
    await writeFile(`${dataDir}/stripe.journal`, journal.replaceAll(later, '').replaceAll(',}', '}'));

    const after = await running({ dataDir, now: '2027-01-02' });
    const stripe = clientOf(after.sandbox);
    expect(await stripe.subscriptions.retrieve(contract.id)).toMatchObject({ pause_collection: null, schedule: null });
    const { data } = await stripe.invoices.list({ subscription: contract.id });
    expect(data.map(({ total }) => total)).toEqual([60_000_000, 60_000_000]);
    await after.close();
    await rm(dataDir, { recursive: true });
  });
});
