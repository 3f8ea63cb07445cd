import nock from 'nock';
import { z } from 'zod';
import { openStripeClient } from '#billing/connectors/stripe/client.ts';
import { FixedClock } from '#kit/runtime/clock.ts';

const HOST = 'https://stripe.test:443';
const product = z.object({ id: z.string() });

const client = () =>
  openStripeClient(
    {
      name: 'stripe-main',
      vendor: 'stripe',
      host: 'stripe.test',
      port: 443,
      protocol: 'https',
      apiKey: 'sk_of_a_test',
      webhookSecret: 'whsec_of_a_test',
    },
    new FixedClock('2026-08-16T09:00:00Z'),
  );

beforeAll(() => {
  if (!nock.isActive()) nock.activate();
  nock.disableNetConnect();
});
afterEach(() => nock.cleanAll());
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

describe('a call of Stripe', () => {
  it('carries our idempotency key and the pinned version, and is sent once', async () => {
    const scope = nock(HOST, { reqheaders: { 'idempotency-key': 'op_1:start', 'stripe-version': /^2026-10-28/ } })
      .post('/v1/products', 'name=Seat')
      .reply(200, { id: 'prod_1' });
    const made = await client().post('/v1/products', product, { parameters: { name: 'Seat' }, key: 'op_1:start' });
    expect(made).toEqual({ ok: true, value: { id: 'prod_1' } });
    scope.done();
  });

  it.each([
    [429, { 'retry-after': '7' }, { kind: 'RateLimited', retryAfterMs: 7000 }],
    [404, {}, { kind: 'NotFound' }],
    [401, {}, { kind: 'CredentialsExpired', connection: 'stripe-main' }],
    [400, {}, { kind: 'Rejected' }],
  ])('that is answered with %i is told by what may be done next, and not repeated', async (status, headers, error) => {
    const scope = nock(HOST)
      .post('/v1/products')
      .reply(status, { error: { type: 'invalid_request_error', code: 'x', message: 'No.', param: 'id' } }, headers);
    const made = await client().post('/v1/products', product, { parameters: {}, key: 'op_1:start' });
    expect(made).toMatchObject({ ok: false, error });
    expect(nock.pendingMocks()).toEqual([]);
    scope.done();
  });

  it('sends amounts with every digit, and nothing at all where the answer could not be exact', async () => {
    const amount = 9_007_199_254_740_991n;
    const scope = nock(HOST).post('/v1/refunds', `amount=${amount}`).reply(200, { id: 're_1' });
    const made = await client().post('/v1/refunds', product, { parameters: { amount }, key: 'op_1:refund' });
    expect(made).toEqual({ ok: true, value: { id: 're_1' } });
    scope.done();
    const parameters = { amount: amount + 2n };
    expect(await client().post('/v1/refunds', product, { parameters, key: 'op_2:refund' })).toMatchObject({
      ok: false,
      error: { kind: 'Rejected', code: 'AMOUNT_TOO_LARGE', field: 'amount' },
    });
  });

  it('that is read and meets a 500 was certainly not done', async () => {
    nock(HOST)
      .get('/v1/products/prod_1')
      .reply(500, { error: { type: 'api_error', message: 'Oh.' } });
    expect(await client().get('/v1/products/prod_1', product)).toMatchObject({
      ok: false,
      error: { kind: 'Unavailable' },
    });
  });

  it('that answers something else than it should is for a person to look at', async () => {
    nock(HOST).get('/v1/products/prod_1').reply(200, { object: 'product' });
    expect(await client().get('/v1/products/prod_1', product)).toMatchObject({
      ok: false,
      error: { kind: 'Unmappable' },
    });
  });
});
