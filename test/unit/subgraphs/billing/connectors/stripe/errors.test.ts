import Stripe from 'stripe';
import { connectorErrorOf, isKeptFailure } from '#billing/connectors/stripe/errors.ts';

const NOW = new Date('2026-08-16T09:00:00Z');
const call = (key: string | null) => ({ key, connection: 'stripe-main', path: '/v1/customers/cus_1', now: NOW });

function answered(statusCode: number, change: Readonly<Record<string, unknown>> = {}) {
  return Stripe.errors.StripeError.generate({
    type: 'invalid_request_error',
    message: 'no',
    statusCode,
    headers: {},
    ...change,
  } as Parameters<typeof Stripe.errors.StripeError.generate>[0]);
}

function lost(code: string) {
  const detail = Object.assign(new Error(code), { code });
  return new Stripe.errors.StripeConnectionError({ message: 'lost', detail } as never);
}

describe('an error of Stripe', () => {
  it.each([
    [
      'too many requests',
      answered(429, { headers: { 'retry-after': '7' } }),
      { kind: 'RateLimited', retryAfterMs: 7000 },
    ],
    ['too many requests, no word how long', answered(429), { kind: 'RateLimited', retryAfterMs: 1000 }],
    ['a broken answer', answered(500), { kind: 'OutcomeUnknown', key: 'k' }],
    ['a wrong key of the account', answered(401), { kind: 'CredentialsExpired', connection: 'stripe-main' }],
    ['a clash with a call under way', answered(409), { kind: 'Unavailable', status: 409 }],
    ['a record that is not there', answered(404), { kind: 'NotFound', externalId: '/v1/customers/cus_1' }],
    [
      'a parameter that names no record',
      answered(400, { code: 'resource_missing' }),
      { kind: 'NotFound', externalId: '/v1/customers/cus_1' },
    ],
    [
      'a wrong parameter',
      answered(400, { code: 'parameter_missing', param: 'items' }),
      { kind: 'Rejected', code: 'PARAMETER_MISSING', field: 'items', detail: 'no' },
    ],
    [
      'a key with other parameters',
      answered(400, { type: 'idempotency_error' }),
      { kind: 'Rejected', code: 'IDEMPOTENCY_CONFLICT', field: 'key', detail: 'no' },
    ],
    ['a refused connection', lost('ECONNREFUSED'), { kind: 'Unavailable', status: null }],
    ['a cut connection', lost('ECONNRESET'), { kind: 'OutcomeUnknown', key: 'k' }],
    ['a silence', lost('ETIMEDOUT'), { kind: 'OutcomeUnknown', key: 'k' }],
  ])('of a write: %s', (_what, error, expected) => {
    expect(connectorErrorOf(error, call('k'))).toEqual(expected);
  });

  it.each([
    ['a broken answer', answered(503), { kind: 'Unavailable', status: 503 }],
    ['a cut connection', lost('ECONNRESET'), { kind: 'Unavailable', status: null }],
  ])('of a read leaves nothing in doubt: %s', (_what, error, expected) => {
    expect(connectorErrorOf(error, call(null))).toEqual(expected);
  });

  it('is not made of a bug of ours', () => {
    expect(() => connectorErrorOf(new TypeError('bug'), call('k'))).toThrow('bug');
  });

  it('is told to be kept under its key by the vendor’s own word', () => {
    expect(isKeptFailure(answered(500, { type: 'api_error', headers: { 'idempotent-replayed': 'true' } }))).toBe(true);
    expect(isKeptFailure(answered(500, { type: 'api_error' }))).toBe(false);
    expect(isKeptFailure(answered(400, { headers: { 'idempotent-replayed': 'true' } }))).toBe(false);
  });
});
